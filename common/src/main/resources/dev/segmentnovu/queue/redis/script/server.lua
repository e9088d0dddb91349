-- Reads the state of the server that holds a shard.
--
-- KEYS[1] -> a key of the shard
--
-- Returns { INFO server, INFO memory, INFO persistence, INFO replication }.
return { call('INFO', 'server'), call('INFO', 'memory'), call('INFO', 'persistence'), call('INFO', 'replication') }
