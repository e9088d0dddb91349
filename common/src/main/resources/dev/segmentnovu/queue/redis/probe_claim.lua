#!lua flags=allow-oom
-- Tells whether claim.lua and settle.lua could write now, without writing. They do without counters: those of another type are no obstacle.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
--
-- Returns 1, or fails as the scripts it stands for would: no disk, a replica, a key of another type, no permission.
-- Each call changes nothing, so nothing goes to the append-only file or to replicas.
redis.call('ZREM', KEYS[1], '')
local counters = redis.pcall('HDEL', KEYS[2], '')
if type(counters) == 'table' and string.sub(counters.err, 1, 9) ~= 'WRONGTYPE' then
  return counters
end
return 1
