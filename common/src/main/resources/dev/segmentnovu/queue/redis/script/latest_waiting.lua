-- Reads the last event of some users: of those who may be claimed last. Changes nothing.
--
-- KEYS[1] -> <prefix>ready
-- ARGV[1] -> key prefix
-- ARGV[2] -> users at most
-- ARGV[3] -> bytes of events after which no further one is read
--
-- Returns pairs of an ordering key and an entry. A key of another type counts as empty.
local users = try('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1)
local result, bytes = {}, 0
for _, user in ipairs(users) do
  local entry = try('LINDEX', ARGV[1] .. 'q:' .. user, -1)
  if type(entry) == 'string' then
    result[#result + 1] = user
    result[#result + 1] = entry
    bytes = bytes + #entry
    if bytes > tonumber(ARGV[3]) then
      break
    end
  end
end
return result
