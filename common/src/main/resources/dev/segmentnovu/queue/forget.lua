#!lua flags=allow-oom
-- Forgets what was last written of users' profiles. Sent twice, the second finds nothing.
--
-- KEYS[1] -> <prefix>profiles
-- KEYS[2] -> <prefix>profiles:before
-- ARGV[1..] -> user ids, at most some thousands
--
-- Returns how many fingerprints were forgotten; 0 of a key that holds none, whatever it holds.
local forgotten = 0
for _, key in ipairs(KEYS) do
  local answer = redis.pcall('HDEL', key, unpack(ARGV))
  forgotten = forgotten + (tonumber(answer) or 0)
end
return forgotten
