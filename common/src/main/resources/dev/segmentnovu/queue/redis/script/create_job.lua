#!lua flags=allow-oom
-- Stores a new job. A job of the same id is left as it is, so it can be sent twice.
--
-- KEYS[1] -> relay:{control}:jobs
-- KEYS[2] -> relay:{control}:jobs:running
-- KEYS[3] -> relay:{control}:job:<id>
-- ARGV[1] -> id
-- ARGV[2] -> fingerprint of what is asked for
-- ARGV[3] -> beginning of the keys of jobs: relay:{control}:job:
-- ARGV[4] -> jobs kept at most
-- ARGV[5] -> jobs running at most
-- ARGV[6] -> how long a job is kept, ms
-- ARGV[7] -> 'running' | 'done'
-- ARGV[8..] -> further fields of the job and their values
--
-- Returns 1 if the job is stored, 0 if there is a job of this id and fingerprint, 2 if there is one of this id that asks for something else,
-- 3 if too many jobs run.
local id, kept, now = ARGV[1], tonumber(ARGV[4]), clock()
local known = call('HGET', KEYS[3], 'fingerprint')
if known then
  return known == ARGV[2] and 0 or 2
end
local function forget(old)
  call('DEL', ARGV[3] .. old)
  call('ZREM', KEYS[1], old)
  call('ZREM', KEYS[2], old)
end
for _, old in ipairs(call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now - ARGV[6]), 'LIMIT', 0, kept)) do
  forget(old)
end
if ARGV[7] == 'running' and call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then
  return 3
end
-- the oldest that is finished makes room
local all = call('ZRANGE', KEYS[1], 0, -1)
local over = #all + 1 - kept
for i = 1, #all do
  if over > 0 and not call('ZSCORE', KEYS[2], all[i]) then
    forget(all[i])
    over = over - 1
  end
end
call('HSET', KEYS[3], 'fingerprint', ARGV[2], 'state', ARGV[7], unpack(ARGV, 8))
call('PEXPIRE', KEYS[3], ARGV[6])
-- two jobs of one ms keep their order
local newest = call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
local place = string.format('%d', math.max(now, newest and newest + 1 or 0))
call('ZADD', KEYS[1], place, id)
if ARGV[7] == 'running' then
  call('ZADD', KEYS[2], place, id)
end
return 1
