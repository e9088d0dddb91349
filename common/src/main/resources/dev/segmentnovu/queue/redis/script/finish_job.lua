#!lua flags=allow-oom
-- Ends a job. Only the holder of its lease can; a second call changes nothing.
--
-- KEYS[1] -> relay:{control}:job:<id>
-- KEYS[2] -> relay:{control}:jobs:running
-- ARGV[1] -> id
-- ARGV[2] -> who runs it
-- ARGV[3] -> 'done' | 'cancelled' | 'failed'
-- ARGV[4..] -> further fields of the job and their values
--
-- Returns 1 if the job ended by this call, else 0.
local job = call('HMGET', KEYS[1], 'state', 'holder')
if job[1] ~= 'running' or job[2] ~= ARGV[2] then
  return 0
end
call('HSET', KEYS[1], 'state', ARGV[3], unpack(ARGV, 4))
call('HDEL', KEYS[1], 'holder', 'until')
call('ZREM', KEYS[2], ARGV[1])
return 1
