-- Reads one dead letter in full.
--
-- KEYS[1] -> <prefix>dead:letters
-- KEYS[2] -> <prefix>dead:entries
-- ARGV[1] -> id of the dead letter
--
-- Returns { text, entry, details }, details '' where an older version wrote them into the text, or an empty list if there is no dead letter of that id that can be read.
local text, entry = try('HGET', KEYS[1], ARGV[1]), try('HGET', KEYS[2], ARGV[1])
if type(text) ~= 'string' or type(entry) ~= 'string' then
  return {}
end
return { text, entry, try('HGET', KEYS[2], ARGV[1] .. ':details') or '' }
