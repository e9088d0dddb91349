#!lua flags=allow-oom
-- Stores or reads whether a source's Novu honours idempotency keys, as a worker has found out.
--
-- KEYS[1] -> <prefix>stats of the source's first shard
-- ARGV[1] -> on or off to store it; nothing to read only
--
-- Returns what is stored now: on, off, or nothing while no worker has found out.
if ARGV[1] ~= '' then
  call('HSET', KEYS[1], 'idempotency', ARGV[1])
end
return call('HGET', KEYS[1], 'idempotency') or ''
