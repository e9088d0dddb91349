#!lua flags=allow-oom
-- Keeps whether a source's Novu honours idempotency keys, as a worker has found out.
--
-- KEYS[1] -> <prefix>stats of the source's first shard
-- ARGV[1] -> on or off to keep it; nothing to ask only
--
-- Returns what is kept now: on, off, or nothing while no worker has found out.
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'idempotency', ARGV[1])
end
return redis.call('HGET', KEYS[1], 'idempotency') or ''
