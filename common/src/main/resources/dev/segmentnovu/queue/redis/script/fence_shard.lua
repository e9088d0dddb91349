#!lua flags=allow-oom
-- Says in a shard which processes may use it: those that divide the queue into the same number of shards. enqueue.lua and claim.lua refuse
-- all others. When it is sent twice, the second call writes the same again.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>moved
-- ARGV[1] -> '<number of shards>', or '<number of shards> moving' while nothing may be claimed
--
-- At the end of the move it forgets which users came.
--
-- Returns 1.
call('HSET', KEYS[1], 'layout', ARGV[1])
if not string.find(ARGV[1], 'moving', 1, true) then
  call('UNLINK', KEYS[2])
end
return 1
