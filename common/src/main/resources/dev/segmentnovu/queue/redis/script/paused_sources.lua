#!lua flags=allow-oom
-- Reads which sources are paused.
--
-- KEYS[1] -> relay:{control}:paused
--
-- Returns for each paused source: its name, and the pause as pause_source.lua wrote it.
return call('HGETALL', KEYS[1])
