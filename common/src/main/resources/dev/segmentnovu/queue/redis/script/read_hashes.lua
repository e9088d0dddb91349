-- Reads whole hashes of a bounded size. Changes nothing.
--
-- KEYS -> the hashes, at most 8
-- ARGV[1] -> how many there are
--
-- Returns for each hash how many fields it has, then each field and its value. A key of another type counts as empty.
local found = {}
for i = 1, tonumber(ARGV[1]) do
  local fields = try('HGETALL', KEYS[i])
  if is_error(fields) then
    fields = {}
  end
  found[#found + 1] = #fields / 2
  for _, text in ipairs(fields) do
    found[#found + 1] = text
  end
end
return found
