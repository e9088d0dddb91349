-- Reads dead letters, newest first.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:letters
-- ARGV[1] -> youngest, a score as ZRANGEBYSCORE takes it
-- ARGV[2] -> oldest, likewise
-- ARGV[3] -> how many to pass over
-- ARGV[4] -> how many to read
--
-- Returns how many letters are of that age, then those read, '' for one that is missing.
local ids = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', ARGV[3], ARGV[4])
local result = { redis.call('ZCOUNT', KEYS[1], ARGV[2], ARGV[1]) }
if #ids > 0 then
  for _, letter in ipairs(redis.call('HMGET', KEYS[2], unpack(ids))) do
    result[#result + 1] = letter or ''
  end
end
return result
