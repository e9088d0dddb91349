-- Reads a part of the latest rejections of a source. Changes nothing.
--
-- KEYS[1] -> <prefix>rejections
-- ARGV[1] -> a part of the texts to return; empty for all
-- ARGV[2] -> how many newer texts to leave out
--
-- Returns the texts, newest first, of 250. A key of another type counts as empty.
local all = try('LRANGE', KEYS[1], ARGV[2], ARGV[2] + 249)
if is_error(all) then
  return {}
end
local found = {}
for _, text in ipairs(all) do
  if string.find(text, ARGV[1], 1, true) then
    found[#found + 1] = text
  end
end
return found
