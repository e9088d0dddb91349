#!lua flags=allow-oom
-- Estimates the memory of what belongs to the whole installation: Redis looks at a few elements of each key. Changes nothing.
--
-- KEYS[1] -> relay:{control}:audit
-- KEYS[2] -> relay:{control}:jobs
-- KEYS[3] -> relay:{control}:jobs:running
-- ARGV[1] -> beginning of the keys of jobs: relay:{control}:job:
-- ARGV[2] -> jobs kept at most
--
-- Returns the bytes of the audit log, then those of the jobs.
local function bytes(key)
  return call('MEMORY', 'USAGE', key, 'SAMPLES', '5') or 0
end
local jobs = bytes(KEYS[2]) + bytes(KEYS[3])
for _, id in ipairs(call('ZREVRANGE', KEYS[2], 0, ARGV[2] - 1)) do
  jobs = jobs + bytes(ARGV[1] .. id)
end
return { bytes(KEYS[1]), jobs }
