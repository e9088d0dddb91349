#!lua
-- Tells whether enqueue.lua could write now, without writing. Has no flag allow-oom, as enqueue.lua has none.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>seen
-- KEYS[4] -> <prefix>seen:before
--
-- Returns 1, or fails as the script it stands for would: no memory (enqueue only), no disk, a replica, a key of another type, no permission.
-- Each call changes nothing, so nothing goes to the append-only file or to replicas.
redis.call('ZREM', KEYS[1], '')
redis.call('HDEL', KEYS[2], '')
redis.call('SREM', KEYS[3], '?')
redis.call('SREM', KEYS[4], '?')
return 1
