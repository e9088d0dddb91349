-- Tells of the server that holds a shard.
--
-- KEYS[1] -> a key of the shard
--
-- Returns { INFO server, INFO memory, INFO persistence }.
return { redis.call('INFO', 'server'), redis.call('INFO', 'memory'), redis.call('INFO', 'persistence') }
