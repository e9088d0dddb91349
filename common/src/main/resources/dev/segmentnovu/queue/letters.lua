-- Reads dead letters, newest first.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:letters
-- ARGV[1] -> youngest, a score as ZRANGEBYSCORE takes it
-- ARGV[2] -> oldest, likewise
-- ARGV[3] -> how many to pass over
-- ARGV[4] -> how many to read
--
-- Returns the letters.
local ids = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', ARGV[3], ARGV[4])
if #ids == 0 then
  return {}
end
local letters = redis.call('HMGET', KEYS[2], unpack(ids))
for i = 1, #letters do
  letters[i] = letters[i] or ''
end
return letters
