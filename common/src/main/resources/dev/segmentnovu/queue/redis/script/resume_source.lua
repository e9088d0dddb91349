#!lua flags=allow-oom
-- Resumes a source. When it is sent twice, the second call finds nothing to resume.
--
-- KEYS[1] -> relay:{control}:paused
-- ARGV[1] -> the source
-- ARGV[2] -> channel of the hint that a source was paused or resumed
--
-- Returns 1 if it was paused, else 0.
local resumed = call('HDEL', KEYS[1], ARGV[1])
call('PUBLISH', ARGV[2], '')
return resumed
