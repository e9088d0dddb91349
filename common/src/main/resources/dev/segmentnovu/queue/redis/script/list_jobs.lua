-- Lists the ids of jobs, newest first. Changes nothing.
--
-- KEYS[1] -> relay:{control}:jobs or relay:{control}:jobs:running
--
-- Returns the ids.
return call('ZREVRANGE', KEYS[1], 0, -1)
