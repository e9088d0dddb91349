#!lua flags=allow-oom
-- Says in a shard which processes may use it: those that divide the queue into the same number of shards. enqueue.lua and claim.lua refuse
-- all others. While users move, it says also which run of `relay reshard` moves them, by its term: a run that begins has a later term than
-- all before. The scripts of a move do nothing under another term, so that of two runs only the later one goes on. When it is sent twice,
-- the second call changes nothing.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>moved
-- ARGV[1] -> the number of shards
-- ARGV[2] -> the term
-- ARGV[3] -> 1 to begin: nothing may be claimed; 0 to end
--
-- At the end of the move it forgets which users came.
--
-- Returns the term of the shard afterwards: another one than ARGV[2] if a later run has begun.
local term, now = tonumber(call('HGET', KEYS[1], 'term') or 0) or 0, tonumber(ARGV[2])
if ARGV[3] == '1' then
  if now > term then
    call('HSET', KEYS[1], 'layout', ARGV[1] .. ' moving', 'term', whole(now))
    return now
  end
elseif is_moving(KEYS[1], ARGV[2]) then
  call('HSET', KEYS[1], 'layout', ARGV[1])
  call('UNLINK', KEYS[2])
end
return term
