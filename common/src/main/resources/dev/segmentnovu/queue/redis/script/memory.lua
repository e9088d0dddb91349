#!lua flags=allow-oom
-- Estimates the memory of keys: Redis looks at a few elements of each. The same whenever it is sent.
--
-- KEYS[1] -> <prefix>stats, or another hash without a field bytes
-- KEYS[2..] -> keys of the same shard, or of the source; one may not exist
--
-- Returns the bytes of the entries in all lists of the shard, then the bytes of each key from KEYS[2] on, 0 for one that does not exist.
local result = { tonumber(try('HGET', KEYS[1], 'bytes') or 0) or 0 }
for i = 2, #KEYS do
  result[i] = call('MEMORY', 'USAGE', KEYS[i], 'SAMPLES', '5') or 0
end
return result
