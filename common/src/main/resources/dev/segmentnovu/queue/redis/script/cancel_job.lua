#!lua flags=allow-oom
-- Marks a running job as cancelled; who runs it ends it. A second call changes nothing.
--
-- KEYS[1] -> relay:{control}:job:<id>
--
-- Returns 1 if the job is cancelled, 2 if it had ended before, 0 if there is no such job.
local state = call('HGET', KEYS[1], 'state')
if not state then
  return 0
end
if state ~= 'running' then
  return 2
end
call('HSET', KEYS[1], 'cancelled', '1')
return 1
