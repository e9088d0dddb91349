-- Finds dead letters by a user or a message, some with each call. What comes or goes meanwhile may be found or not, and twice.
--
-- KEYS[1] -> <prefix>dead:letters
-- ARGV[1] -> cursor, '0' at first
-- ARGV[2] -> dead letters to examine, about
-- ARGV[3], ARGV[4] -> the member to compare and the member that follows it
-- ARGV[5] -> the value of the member, as JSON
--
-- Returns { next cursor, or '0' at the end; bytes that were read; then the texts of those found }. A key of another type has none.
local found = try('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
if found.err then
  return { '0', 0 }
end
local result, bytes = { found[1], 0 }, 0
for i = 2, #found[2], 2 do
  local text = found[2][i]
  bytes = bytes + #text
  if dead_letter_member(text, ARGV[3], ARGV[4]) == ARGV[5] then
    result[#result + 1] = text
  end
end
result[2] = bytes
return result
