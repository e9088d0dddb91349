-- Tells which message ids a shard accepted in this window or the one before.
--
-- KEYS[1] -> <prefix>seen
-- KEYS[2] -> <prefix>seen:before
-- ARGV -> message ids
--
-- Returns a text with a digit for each: 1 if it was accepted, else 0. A key of another type counts as empty.
local result = {}
for first = 1, #ARGV, CHUNK do
  local last = math.min(first + CHUNK - 1, #ARGV)
  local seen = try('SMISMEMBER', KEYS[1], unpack(ARGV, first, last))
  local before = try('SMISMEMBER', KEYS[2], unpack(ARGV, first, last))
  for i = 1, last - first + 1 do
    result[#result + 1] = (seen[i] == 1 or before[i] == 1) and '1' or '0'
  end
end
return table.concat(result)
