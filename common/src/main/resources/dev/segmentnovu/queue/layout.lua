#!lua flags=allow-oom
-- Tells in how many shards a source's queue is, and changes it if nobody else has.
--
-- KEYS[1] -> relay:{<source>}:layout
-- ARGV[1] -> what it is taken to say, '' for nothing yet
-- ARGV[2] -> what it is to say then, '' to look only
--
-- Returns what it says afterwards: the number of shards, and after spaces the numbers there were before; '' for nothing yet.
local said = redis.call('GET', KEYS[1]) or ''
if ARGV[2] ~= '' and said == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2])
  return ARGV[2]
end
return said
