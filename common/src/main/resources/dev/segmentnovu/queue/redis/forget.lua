#!lua flags=allow-oom
-- Forgets what was last written of users' profiles, and what claims that are under way will say of it. Sent twice, the second finds nothing.
--
-- KEYS[1] -> <prefix>profiles
-- KEYS[2] -> <prefix>profiles:before
-- KEYS[3] -> <prefix>profiles:forgotten
-- ARGV[1] -> lease, ms: a claim that is under way settles what it has written within that time
-- ARGV[2..] -> user ids, at most some thousands; none for all users, and then nothing is under way
--
-- Returns how many fingerprints were forgotten; 0 of a key that holds none, whatever it holds.
if #ARGV == 1 then
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local forgotten, marks = 0, {}
for i = 1, 2 do
  forgotten = forgotten + (tonumber(redis.pcall('HDEL', KEYS[i], unpack(ARGV, 2))) or 0)
end
for i = 2, #ARGV do
  marks[#marks + 1] = string.format('%d', now + tonumber(ARGV[1]))
  marks[#marks + 1] = ARGV[i]
end
if type(redis.pcall('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%d', now))) == 'table' then
  redis.call('UNLINK', KEYS[3])
end
redis.call('ZADD', KEYS[3], unpack(marks))
redis.call('PEXPIRE', KEYS[3], ARGV[1])
return forgotten
