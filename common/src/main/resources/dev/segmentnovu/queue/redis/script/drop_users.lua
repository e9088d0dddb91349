#!lua flags=allow-oom
-- Drops the entries of users that have come to the shard to which they move. When it is sent twice, the second call finds by the name of
-- the move how many were dropped: it drops none twice, also if it comes later than a call for more of them.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>moving, see take_users.lua
-- ARGV[1] -> key prefix
-- ARGV[2] -> term, see fence_shard.lua
-- ARGV[3..] -> for each user: ordering key, name of the move, how many of its entries have come
--
-- Returns how many users have moved as a whole; -1 under another term.
if not is_moving(KEYS[1], ARGV[2]) then
  return -1
end
local events, bytes, done = 0, 0, 0
for i = 3, #ARGV, 3 do
  local user, list = ARGV[i], ARGV[1] .. 'q:' .. ARGV[i]
  local name, moved, rest = string.match(call('HGET', KEYS[2], user) or '', '^(%S+) (%d+) (.*)$')
  local came = tonumber(ARGV[i + 2])
  if name == ARGV[i + 1] and came >= tonumber(moved) then
    for _ = tonumber(moved) + 1, came do
      local entry = call('RPOP', list)
      if entry then
        events = events + 1
        bytes = bytes + #entry
      end
    end
    if call('EXISTS', list) == 1 then
      call('HSET', KEYS[2], user, name .. ' ' .. came .. ' ' .. rest)
    else
      call('HDEL', KEYS[2], user)
      done = done + 1
    end
  end
end
count(KEYS[1], 'events', -events)
count(KEYS[1], 'bytes', -bytes)
return done
