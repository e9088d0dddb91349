-- Adds a mark to the history of the relay itself, and removes the oldest above a bound. When it is sent twice, the second call adds nothing.
--
-- KEYS[1] -> relay:{control}:marks: ZSET '<ms> <kind> <text>' -> ms
-- KEYS[2] -> relay:{control}:version: STRING, the version of the process that started last
-- ARGV[1] -> 'configuration' | 'deployment'
-- ARGV[2] -> the text of a configuration, or the version of a deployment
-- ARGV[3] -> marks to keep at most
-- ARGV[4] -> ms for which a mark is kept
-- ARGV[5] -> ms within which the same text of a configuration counts once
--
-- A key of another type is deleted: nothing depends on it.
--
-- Returns 1 if the mark is added, else 0.
local now = clock()

if is_error(try('ZCARD', KEYS[1])) then
  call('UNLINK', KEYS[1])
end
local text = ARGV[2]
if ARGV[1] == 'deployment' then
  local before = try('GET', KEYS[2])
  if before == ARGV[2] then
    return 0
  end
  call('SET', KEYS[2], ARGV[2])
  text = type(before) == 'string' and 'Version ' .. text .. ' started, after ' .. before or 'Version ' .. text .. ' started'
else
  for _, mark in ipairs(call('ZRANGEBYSCORE', KEYS[1], whole(now - ARGV[5]), '+inf')) do
    if string.match(mark, '^%d+ configuration (.*)$') == text then
      return 0
    end
  end
end
call('ZADD', KEYS[1], whole(now), whole(now) .. ' ' .. ARGV[1] .. ' ' .. text)
call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - ARGV[4]))
call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[3] - 1)
call('PEXPIRE', KEYS[1], ARGV[4])
return 1
