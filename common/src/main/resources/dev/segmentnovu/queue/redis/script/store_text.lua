#!lua flags=allow-oom
-- Replaces a text if nobody else has. When it is sent twice, the second call finds the new text and changes nothing.
--
-- KEYS[1] -> the key
-- ARGV[1] -> the text that the caller expects, '' for none
-- ARGV[2] -> the text to replace it by
-- ARGV[3] -> ms after which it is forgotten, 0 to keep it
--
-- A key of another type counts as none.
--
-- Returns the text afterwards.
local stored = try('GET', KEYS[1])
if type(stored) ~= 'string' then
  stored = ''
end
if stored ~= ARGV[1] then
  return stored
end
if ARGV[3] == '0' then
  call('SET', KEYS[1], ARGV[2])
else
  call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return ARGV[2]
