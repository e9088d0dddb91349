-- Names the users of a set whose ordering keys begin with a text, some with each call.
--
-- KEYS[1] -> <prefix>ready or <prefix>parked
-- ARGV[1] -> cursor, '0' at first
-- ARGV[2] -> the text
--
-- Returns { next cursor, or '0' at the end; then ordering keys }. A key of another type has none.
local found = try('ZSCAN', KEYS[1], ARGV[1], 'COUNT', 500)
if found.err then
  return { '0' }
end
local result = { found[1] }
for i = 1, #found[2], 2 do
  local user = found[2][i]
  if string.sub(user, 1, #ARGV[2]) == ARGV[2] then
    result[#result + 1] = user
  end
end
return result
