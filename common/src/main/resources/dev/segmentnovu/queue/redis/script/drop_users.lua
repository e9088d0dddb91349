#!lua flags=allow-oom
-- Drops the entries of users that have come to the shard to which they move. When it is sent twice, the second call finds by the name of
-- the move that they were dropped.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>moving, see take_users.lua
-- ARGV[1] -> key prefix
-- ARGV[2..] -> for each user: ordering key, name of the move, how many of its entries have come
--
-- Returns how many users have moved as a whole.
local events, bytes, done = 0, 0, 0
for i = 2, #ARGV, 3 do
  local user, list = ARGV[i], ARGV[1] .. 'q:' .. ARGV[i]
  local name, moved, rest = string.match(call('HGET', KEYS[2], user) or '', '^(%S+) (%d+) (.*)$')
  if name == ARGV[i + 1] then
    for _ = tonumber(moved) + 1, tonumber(ARGV[i + 2]) do
      local entry = call('RPOP', list)
      if entry then
        events = events + 1
        bytes = bytes + #entry
      end
    end
    if call('EXISTS', list) == 1 then
      call('HSET', KEYS[2], user, name .. ' ' .. ARGV[i + 2] .. ' ' .. rest)
    else
      call('HDEL', KEYS[2], user)
      done = done + 1
    end
  end
end
count(KEYS[1], 'events', -events)
count(KEYS[1], 'bytes', -bytes)
return done
