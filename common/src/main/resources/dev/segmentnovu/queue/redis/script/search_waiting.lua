-- Looks for fields in the latest events of users' lists, in some with each call. Changes nothing.
--
-- KEYS[1] -> <prefix>ready or <prefix>parked: the users whose lists are read
-- ARGV[1] -> key prefix
-- ARGV[2] -> cursor, '0' at first; '' to read only the lists named below
-- ARGV[3] -> bytes to read, about: no further list is begun behind them
-- ARGV[4] -> events of each list to look at: the latest
-- ARGV[5] -> how many fields follow
-- ARGV[6..] -> the fields, of which an event has one, as read_field of the prelude has them; then ordering keys of lists to read
--
-- Returns { next cursor, '0' or '' at the end; how many events were found; of each its ordering key and its entry; then ordering keys of lists
-- that were not read, to be given to the next call }. A key of another type counts as empty.
local lists, cursor, max_bytes, latest = ARGV[1] .. 'q:', ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local alternatives, users = {}, {}
for i = 1, tonumber(ARGV[5]) do
  alternatives[i] = { read_field(ARGV[5 + i]) }
end
for i = 6 + #alternatives, #ARGV do
  users[#users + 1] = ARGV[i]
end
if cursor ~= '' then
  local found = try('ZSCAN', KEYS[1], cursor, 'COUNT', 200)
  cursor = found.err and '0' or found[1]
  for i = 1, found.err and 0 or #found[2], 2 do
    users[#users + 1] = found[2][i]
  end
end

local result, bytes, read = { cursor, 0 }, 0, 0
while read < #users and bytes < max_bytes do
  read = read + 1
  local user = users[read]
  local entries = try('LRANGE', lists .. user, -latest, -1)
  -- a list takes time, however short it is
  bytes = bytes + 500
  for j = #entries, 1, -1 do
    local has = false
    for k = 1, #alternatives do
      local found, work = event_has(entries[j], alternatives[k])
      bytes = bytes + work
      if found then
        has = true
        break
      end
    end
    if has then
      result[2] = result[2] + 1
      result[#result + 1] = user
      result[#result + 1] = entries[j]
      break
    end
  end
end
for i = read + 1, #users do
  result[#result + 1] = users[i]
end
return result
