-- Checks whether a shard was ever used.
--
-- KEYS[1] -> <prefix>stats
--
-- Returns 1 if it was, else 0.
return call('EXISTS', KEYS[1])
