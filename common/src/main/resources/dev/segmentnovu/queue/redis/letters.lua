-- Reads dead letters, newest first.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:letters
-- ARGV[1] -> youngest, a score as ZRANGEBYSCORE takes it
-- ARGV[2] -> oldest, likewise
-- ARGV[3] -> how many to pass over
-- ARGV[4] -> how many to read
--
-- Returns how many letters are of that age, then those read, '' for one that is missing. What is of another type has no letters: `relay
-- fsck` names it.
local ids = redis.pcall('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', ARGV[3], ARGV[4])
if ids.err then
  return { 0 }
end
local result = { redis.call('ZCOUNT', KEYS[1], ARGV[2], ARGV[1]) }
if #ids > 0 then
  local letters = redis.pcall('HMGET', KEYS[2], unpack(ids))
  for i = 1, #ids do
    result[#result + 1] = letters[i] or ''
  end
end
return result
