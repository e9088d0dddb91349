#!lua flags=allow-oom
-- Deletes a dead letter for good.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- KEYS[5] -> <prefix>dead:unmapped
-- ARGV[1] -> letter id
--
-- Returns 1 if it was there, else 0.
-- first: it fails where a key is of another type, and half of the letter would be left
local freed = redis.call('HSTRLEN', KEYS[3], ARGV[1]) + redis.call('HSTRLEN', KEYS[4], ARGV[1])
local bytes = 'dead-bytes'
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then
  bytes = 'unmapped-bytes'
  if redis.call('ZREM', KEYS[5], ARGV[1]) == 0 then
    return 0
  end
end
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.pcall('HINCRBY', KEYS[1], bytes, -freed)
return 1
