#!lua flags=allow-oom
-- Removes a user from what a job is asked to do, and ends the job if it runs. A second call changes nothing.
--
-- KEYS[1] -> relay:{control}:job:<id>
-- KEYS[2] -> relay:{control}:jobs:running
-- ARGV[1] -> id
-- ARGV[2] -> the order as it was read
-- ARGV[3] -> the order without the user
-- ARGV[4..] -> further fields of a job that ends by this call, and their values
--
-- Returns 1 if the order is replaced, 0 if it is another one by now or there is no such job.
if call('HGET', KEYS[1], 'order') ~= ARGV[2] then
  return 0
end
call('HSET', KEYS[1], 'order', ARGV[3])
if call('HGET', KEYS[1], 'state') == 'running' then
  call('HSET', KEYS[1], 'state', 'cancelled', 'finishedAt', string.format('%d', clock()), unpack(ARGV, 4))
  call('HDEL', KEYS[1], 'holder', 'until')
  call('ZREM', KEYS[2], ARGV[1])
end
return 1
