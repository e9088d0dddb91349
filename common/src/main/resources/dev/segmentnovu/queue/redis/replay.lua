-- Moves a dead letter back into its user's list. Sent twice, the second finds no letter.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- KEYS[6] -> <prefix>parked
-- KEYS[7] -> <prefix>dead:unmapped
-- KEYS[8] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> letter id
-- ARGV[3] -> user id
-- ARGV[4] -> 'tail' | 'head'
-- ARGV[5] -> entry to put back
-- ARGV[6] -> channel of the hint that a user became due
--
-- What is of another type is noticed before anything is written, except for the user's list: that makes way, as `broken:q:<user>`.
--
-- Returns 1 if done, 0 if there is no such letter, 2 if the user's head is being delivered and 'head' was asked for.
local prefix, id, user, entry = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local dead = redis.call('ZSCORE', KEYS[3], id)
if not dead and not redis.call('ZSCORE', KEYS[7], id) then
  return 0
end

-- All else that is read and written below: a call for each.
redis.call('ZCARD', KEYS[1])
redis.call('HLEN', KEYS[2])
local freed = redis.call('HSTRLEN', KEYS[4], id) + redis.call('HSTRLEN', KEYS[5], id)
redis.call('HLEN', KEYS[8])

local list = prefix .. 'q:' .. user
local parked = redis.call('ZSCORE', KEYS[6], user)
if type(redis.pcall('LLEN', list)) == 'table' then
  redis.call('RENAME', list, prefix .. 'broken:q:' .. user)
  local head = redis.call('HGET', KEYS[8], user)
  if head and string.sub(head, 1, 2) ~= '- ' then
    redis.pcall('HINCRBY', KEYS[2], 'claimed', -1)
  end
  redis.call('HDEL', KEYS[8], user)
  redis.pcall('HINCRBY', KEYS[2], 'violations', 1)
end
if ARGV[4] == 'head' then
  local head = redis.call('HGET', KEYS[8], user)
  if head and string.sub(head, 1, 2) ~= '- ' then
    if tonumber(parked or redis.call('ZSCORE', KEYS[1], user) or 0) > now then
      return 2
    end
    redis.pcall('HINCRBY', KEYS[2], 'claimed', -1)
    redis.pcall('LTRIM', list, string.match(head, '^%S+ %d+ (%d+) ') or 0, -1)
  end
  -- lapsed lease and attempts belong to the event that is the head no longer
  redis.call('HDEL', KEYS[8], user)
  redis.call('LPUSH', list, entry)
  redis.call('ZADD', parked and KEYS[6] or KEYS[1], now, user)
elseif redis.call('RPUSH', list, entry) == 1 and not parked then
  redis.call('ZADD', KEYS[1], 'NX', now, user)
end

redis.call('ZREM', dead and KEYS[3] or KEYS[7], id)
redis.call('HDEL', KEYS[4], id)
redis.call('HDEL', KEYS[5], id)
redis.pcall('HINCRBY', KEYS[2], dead and 'dead-bytes' or 'unmapped-bytes', -freed)
redis.pcall('HINCRBY', KEYS[2], 'events', 1)
redis.pcall('HINCRBY', KEYS[2], 'bytes', #entry)
redis.pcall('PUBLISH', ARGV[6], '')
return 1
