#!lua
-- Checks whether enqueue.lua could write now, without writing. Has no flag allow-oom, as enqueue.lua has none.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>seen
-- KEYS[4] -> <prefix>seen:before
--
-- Returns 1, or fails as enqueue.lua would: no memory, no disk, a replica, a key of another type, no permission.
-- No call changes anything, so nothing goes to the append-only file or to replicas.
call('ZREM', KEYS[1], '')
call('HDEL', KEYS[2], '')
call('SREM', KEYS[3], '?')
call('SREM', KEYS[4], '?')
return 1
