#!lua flags=allow-oom
-- Replaces the text about the shards of a source if nobody else has.
--
-- KEYS[1] -> relay:{<source>}:layout
-- ARGV[1] -> the text that the caller expects, '' for none
-- ARGV[2] -> the text to replace it by
-- ARGV[3] -> the highest number of shards
--
-- Returns the text afterwards: the number of shards and, after spaces, the numbers there were before; '' if there is none, or one that no
-- relay wrote.
local stored = layout_text(try('GET', KEYS[1]), ARGV[3])
if stored == ARGV[1] then
  call('SET', KEYS[1], ARGV[2])
  return ARGV[2]
end
return stored
