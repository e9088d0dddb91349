-- Deletes a dead letter for good.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> letter id
--
-- Returns 1 if it was there, else 0.
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then
  return 0
end
local freed = redis.call('HSTRLEN', KEYS[3], ARGV[1]) + redis.call('HSTRLEN', KEYS[4], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('HINCRBY', KEYS[1], 'dead-bytes', -freed)
return 1
