-- Reads dead letters with given ids in full. Changes nothing.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> how many to read
-- ARGV[2] -> bytes to read, about: it stops behind the dead letter that exceeds them
-- ARGV[3..] -> the ids
--
-- Returns { how many ids it has looked up, then for each of those that there is its id, the ms of its death, 'dead' | 'unmapped', its text,
-- its entry and its details, '' where there are none }. Those that are gone are left out. A key of another type counts as empty: `relay fsck`
-- reports it.
local max_letters, max_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local result, letters, bytes, looked_up = { 0 }, 0, 0, 0
for i = 3, #ARGV do
  local id = ARGV[i]
  local ms, list = died_at(KEYS[1], KEYS[2], id)
  if ms then
    local text, content = try('HGET', KEYS[3], id), try('HMGET', KEYS[4], id, id .. ':details')
    local parts = { id, tonumber(ms), list, type(text) == 'string' and text or '', content[1] or '', content[2] or '' }
    for k, part in ipairs(parts) do
      result[#result + 1] = part
      bytes = bytes + (k > 3 and #part or 0)
    end
    letters = letters + 1
  end
  looked_up = looked_up + 1
  if letters == max_letters or bytes > max_bytes then
    break
  end
end
result[1] = looked_up
return result
