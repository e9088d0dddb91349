#!lua flags=allow-oom
-- Reads the last heartbeats of all processes, at one moment.
--
-- KEYS[1] -> relay:{control}:processes
-- KEYS[2] -> relay:{control}:processes:info
-- ARGV[1] -> ms of silence after which a process is left out
-- ARGV[2] -> processes at most
--
-- Returns for each process: ms at which its heartbeat came, how old it is in ms, and its report.
local now = clock()
local found = try('ZRANGEBYSCORE', KEYS[1], now - ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local names = {}
for i = 1, #found, 2 do
  names[#names + 1] = found[i]
end
local reports = #names > 0 and try('HMGET', KEYS[2], unpack(names)) or {}
local result = {}
for i = 1, #names do
  if reports[i] then
    local at = tonumber(found[2 * i])
    result[#result + 1] = at
    result[#result + 1] = math.max(0, now - at)
    result[#result + 1] = reports[i]
  end
end
return result
