#!lua flags=allow-oom
-- Takes or renews the lease of the process that evaluates and sends alerts, and notes whether the caller refuses its configuration.
-- Runs in a full Redis, because that is one of the alerts; what it writes is bounded.
--
-- KEYS[1] -> relay:{control}:lock:alerts      the process that leads; expires with the lease
-- KEYS[2] -> relay:{control}:alerts           HASH of version, state, pending, latest
-- KEYS[3] -> relay:{control}:alerts:refusals  HASH process -> '<ms of the report> <problem>'
-- ARGV[1] -> the process, a random text
-- ARGV[2] -> the lease, ms
-- ARGV[3] -> why the process refuses its configuration, or empty
-- ARGV[4] -> how long such a report counts, ms
-- ARGV[5] -> how many reports are kept
--
-- Returns { ms of Redis's clock, 1 if the process leads, version, state, pending, latest, problem... }; a process that does not lead gets
-- 0, empty texts and no problems. A second call renews once more.
local now = clock()
if ARGV[3] == '' then
  call('HDEL', KEYS[3], ARGV[1])
elseif call('HEXISTS', KEYS[3], ARGV[1]) == 1 or call('HLEN', KEYS[3]) < tonumber(ARGV[5]) then
  call('HSET', KEYS[3], ARGV[1], string.format('%d', now) .. ' ' .. ARGV[3])
  call('PEXPIRE', KEYS[3], ARGV[4])
end

local leader = call('GET', KEYS[1])
if leader and leader ~= ARGV[1] then
  return { now, 0, 0, '', '', '' }
end
call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])

local texts = call('HMGET', KEYS[2], 'version', 'state', 'pending', 'latest')
local result = { now, 1, tonumber(texts[1] or 0) or 0, texts[2] or '', texts[3] or '', texts[4] or '' }
local reports = call('HGETALL', KEYS[3])
for i = 1, #reports, 2 do
  local at, problem = string.match(reports[i + 1], '^(%d+) (.*)$')
  if at and now - at < tonumber(ARGV[4]) then
    result[#result + 1] = problem
  else
    call('HDEL', KEYS[3], reports[i])
  end
end
return result
