#!lua flags=allow-oom
-- Evicts the oldest letters of one kind until they keep their bounds, or until 1,000 are gone: then it is to be called again.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead or <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> field of the kind's bytes in stats
-- ARGV[2] -> letters at most
-- ARGV[3] -> bytes at most
-- ARGV[4] -> age at most, ms
--
-- Returns how many were evicted; 0 where a key is of another type, which `relay fsck` names.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, command in ipairs({ 'HLEN', 'ZCARD', 'HLEN', 'HLEN' }) do
  if type(redis.pcall(command, KEYS[i])) == 'table' then
    return 0
  end
end
local count = redis.call('ZCARD', KEYS[2])
local bytes = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) or 0
local evicted, freed = 0, 0

while evicted < 1000 and count > 0 do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if count <= tonumber(ARGV[2]) and bytes - freed <= tonumber(ARGV[3]) and now - oldest[2] <= tonumber(ARGV[4]) then
    break
  end
  local id = oldest[1]
  freed = freed + redis.call('HSTRLEN', KEYS[3], id) + redis.call('HSTRLEN', KEYS[4], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
  redis.call('HDEL', KEYS[4], id)
  count = count - 1
  evicted = evicted + 1
end

if evicted > 0 then
  redis.pcall('HINCRBY', KEYS[1], ARGV[1], -freed)
  redis.pcall('HINCRBY', KEYS[1], 'evicted', evicted)
end
return evicted
