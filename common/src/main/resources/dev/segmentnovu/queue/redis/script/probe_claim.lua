#!lua flags=allow-oom
-- Checks whether claim.lua and settle.lua could write now, without writing. Both work without counters: stats of another type does not
-- matter.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
--
-- Returns 1, or fails as these scripts would: no disk, a replica, a key of another type, no permission.
-- No call changes anything, so nothing goes to the append-only file or to replicas.
call('ZREM', KEYS[1], '')
local counters = try('HDEL', KEYS[2], '')
if is_error(counters) and string.sub(counters.err, 1, 9) ~= 'WRONGTYPE' then
  return counters
end
return 1
