#!lua flags=allow-oom
-- Forgets what was last written of users' profiles, and what claims under way will say of it. When it is sent twice, the second call finds
-- nothing.
--
-- KEYS[1] -> <prefix>profiles
-- KEYS[2] -> <prefix>profiles:before
-- KEYS[3] -> <prefix>profiles:forgotten
-- ARGV[1] -> lease, ms: a claim under way settles what it has written within that time
-- ARGV[2..] -> ordering keys, some thousands at most; none to forget all users, when no claim is under way
--
-- Returns how many fingerprints were forgotten; 0 for a key of another type.
if #ARGV == 1 then
  call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
  return 0
end
local now = clock()
local forgotten, marks = 0, {}
for i = 1, 2 do
  forgotten = forgotten + (tonumber(try('HDEL', KEYS[i], unpack(ARGV, 2))) or 0)
end
for i = 2, #ARGV do
  marks[#marks + 1] = string.format('%d', now + tonumber(ARGV[1]))
  marks[#marks + 1] = ARGV[i]
end
if is_error(try('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%d', now))) then
  call('UNLINK', KEYS[3])
end
call('ZADD', KEYS[3], unpack(marks))
call('PEXPIRE', KEYS[3], ARGV[1])
return forgotten
