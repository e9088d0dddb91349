-- Reads a job, or its progress in one shard. A second call sets the same expiry.
--
-- KEYS[1] -> relay:{control}:job:<id> or <prefix>job:<id>
-- ARGV[1] -> '' to change nothing, or the ms after which it is forgotten
--
-- Returns its fields, each followed by its value; nothing if there is none.
if ARGV[1] ~= '' then
  call('PEXPIRE', KEYS[1], ARGV[1])
end
return call('HGETALL', KEYS[1])
