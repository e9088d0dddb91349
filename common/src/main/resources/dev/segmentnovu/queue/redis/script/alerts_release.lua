#!lua flags=allow-oom
-- Gives the lease of the process that evaluates alerts back.
--
-- KEYS[1] -> relay:{control}:lock:alerts  the process that leads
-- ARGV[1] -> the process
--
-- Returns 1 if it led, else 0. A second call changes nothing.
if call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return call('DEL', KEYS[1])
