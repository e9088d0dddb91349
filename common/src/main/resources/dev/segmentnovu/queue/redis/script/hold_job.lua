#!lua flags=allow-oom
-- Takes or renews the lease of a running job. A second call renews it again.
--
-- KEYS[1] -> relay:{control}:job:<id>
-- KEYS[2] -> relay:{control}:jobs:running
-- ARGV[1] -> id
-- ARGV[2] -> who wants to run it
-- ARGV[3] -> lease, ms
-- ARGV[4] -> how long a job is kept, ms
--
-- Returns 1 if the caller runs the job until the lease ends, 2 if it does and the job is cancelled, 0 if another runs it or it has ended.
local now = clock()
local job = call('HMGET', KEYS[1], 'state', 'holder', 'until', 'cancelled')
if job[1] ~= 'running' then
  call('ZREM', KEYS[2], ARGV[1])
  return 0
end
if job[2] and job[2] ~= ARGV[2] and tonumber(job[3]) > now then
  return 0
end
call('HSET', KEYS[1], 'holder', ARGV[2], 'until', string.format('%d', now + ARGV[3]))
call('PEXPIRE', KEYS[1], ARGV[4])
return job[4] and 2 or 1
