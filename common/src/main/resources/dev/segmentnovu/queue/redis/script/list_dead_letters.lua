-- Reads dead letters, newest first.
--
-- KEYS[1] -> <prefix>dead or <prefix>dead:unmapped
-- KEYS[2] -> <prefix>dead:letters
-- ARGV[1] -> newest, a score as ZRANGEBYSCORE takes it
-- ARGV[2] -> oldest, likewise
-- ARGV[3] -> how many to pass over
-- ARGV[4] -> how many to read
--
-- Returns how many dead letters are of that age, then the texts of those read, '' for a missing one. A key of another type counts as empty:
-- `relay fsck` reports it.
local ids = try('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', ARGV[3], ARGV[4])
if ids.err then
  return { 0 }
end
local result = { call('ZCOUNT', KEYS[1], ARGV[2], ARGV[1]) }
if #ids > 0 then
  local texts = try('HMGET', KEYS[2], unpack(ids))
  for i = 1, #ids do
    result[#result + 1] = texts[i] or ''
  end
end
return result
