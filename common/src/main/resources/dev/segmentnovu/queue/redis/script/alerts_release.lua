#!lua flags=allow-oom
-- Ends the part of a process in the alerts: withdraws its report of a refused configuration, and gives the lease back if it has it.
--
-- KEYS[1] -> relay:{control}:lock:alerts      the process that leads
-- KEYS[2] -> relay:{control}:alerts:refusals  HASH process -> its report
-- ARGV[1] -> the process
--
-- Returns 1 if it led, else 0. A second call changes nothing.
call('HDEL', KEYS[2], ARGV[1])
if call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return call('DEL', KEYS[1])
