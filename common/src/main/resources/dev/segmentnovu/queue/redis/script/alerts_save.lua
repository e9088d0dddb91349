#!lua flags=allow-oom
-- Stores what the process that leads knows of alerts. Runs in a full Redis, because that is one of the alerts; the caller bounds the texts.
--
-- KEYS[1] -> relay:{control}:lock:alerts  the process that leads
-- KEYS[2] -> relay:{control}:alerts       HASH of version, state, pending, latest
-- ARGV[1] -> the process
-- ARGV[2] -> the lease, ms
-- ARGV[3] -> the version of these texts, one above that of the stored ones
-- ARGV[4] -> state
-- ARGV[5] -> pending
-- ARGV[6] -> latest
--
-- Returns 1 if the texts are stored, now or before; 0 if the process does not lead. A second, late call finds its version or a higher one
-- and changes nothing.
if call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
call('PEXPIRE', KEYS[1], ARGV[2])
if (tonumber(call('HGET', KEYS[2], 'version') or 0) or 0) < tonumber(ARGV[3]) then
  call('HSET', KEYS[2], 'version', ARGV[3], 'state', ARGV[4], 'pending', ARGV[5], 'latest', ARGV[6])
end
return 1
