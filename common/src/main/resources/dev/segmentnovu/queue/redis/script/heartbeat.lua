#!lua flags=allow-oom
-- Stores the heartbeat of a process, or removes the process, and forgets processes that have been silent for too long. When it is sent twice,
-- the second call stores the same again.
--
-- KEYS[1] -> relay:{control}:processes
-- KEYS[2] -> relay:{control}:processes:info
-- KEYS[3] -> relay:{control}:paused
-- ARGV[1] -> the process
-- ARGV[2] -> its report, or '' to remove the process
-- ARGV[3] -> ms of silence after which a process is forgotten
-- ARGV[4] -> processes at most: of more, those that have been silent longest are forgotten
--
-- A key of another type counts as empty: a process must not lose what else it learns from the reply.
--
-- Returns for each paused source: its name, and who paused it as pause_source.lua wrote it.
local now = clock()

local function forget(processes)
  if #processes > 0 then
    try('ZREM', KEYS[1], unpack(processes))
    try('HDEL', KEYS[2], unpack(processes))
  end
end

if ARGV[2] == '' then
  forget({ ARGV[1] })
else
  try('ZADD', KEYS[1], string.format('%d', now), ARGV[1])
  try('HSET', KEYS[2], ARGV[1], ARGV[2])
end
forget(try('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3], 'LIMIT', 0, 100))
-- the clock was set back: whoever still lives reports again within a second
forget(try('ZRANGEBYSCORE', KEYS[1], now + 1000, '+inf', 'LIMIT', 0, 100))
local surplus = (tonumber(try('ZCARD', KEYS[1])) or 0) - ARGV[4]
if surplus > 0 then
  forget(try('ZRANGE', KEYS[1], 0, math.min(surplus, 100) - 1))
end

local paused = try('HGETALL', KEYS[3])
return is_error(paused) and {} or paused
