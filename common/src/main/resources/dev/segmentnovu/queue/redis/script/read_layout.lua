-- Reads how a source's queue is stored, at one moment.
--
-- KEYS[1] -> relay:{<source>}:layout
-- KEYS[2] -> relay:{<source>}:format
-- KEYS[3] -> relay:{<source>}:reshard
-- ARGV[1] -> the highest number of shards
--
-- Returns the three texts; '' for one that does not exist or is of another type, and for a layout that no relay wrote.
local result = {}
for i = 1, 3 do
  local text = try('GET', KEYS[i])
  result[i] = type(text) == 'string' and text or ''
end
result[1] = layout_text(result[1], ARGV[1])
return result
