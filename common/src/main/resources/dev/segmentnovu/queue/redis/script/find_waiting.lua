-- Looks for an event by its message id in users' lists, in some with each call. A list is read from its right end: what comes or leaves
-- meanwhile cannot hide an event that stays.
--
-- KEYS[1] -> <prefix>ready or <prefix>parked: the users whose lists are read
-- KEYS[2] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> what follows the time in the header of the entry
-- ARGV[3] -> cursor, '0' at first; '' to read only the lists named below
-- ARGV[4] -> how many users to name with this call, about
-- ARGV[5] -> bytes of events after which no further list is read
-- ARGV[6] -> the ms up to which the first event of a list must have been received, or '': a list that begins later is passed over
-- ARGV[7..] -> pairs of an ordering key and the events at the right of its list that were read already
--
-- Returns { next cursor, '0' or '' at the end; the ordering key of the event, or '' if it was not found; events before it in its list; its
-- entry, or ''; then pairs of lists that were not read to their ends, to be given to the next call }. A key of another type counts as empty.
local lists, needle, cursor, most, until_ms = ARGV[1] .. 'q:', ARGV[2], ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[6])
local find, sub, byte = string.find, string.sub, string.byte
local work, left, bytes = {}, {}, 0
for i = 7, #ARGV do
  work[#work + 1] = ARGV[i]
end
if cursor ~= '' then
  local found = try('ZSCAN', KEYS[1], cursor, 'COUNT', ARGV[4])
  cursor = found.err and '0' or found[1]
  for i = 1, found.err and 0 or #found[2], 2 do
    work[#work + 1] = found[2][i]
    work[#work + 1] = 0
  end
end

-- Whether a list begins too late. What is settled still stands before the first event, and is older.
local function begins_later(list)
  local first = try('LINDEX', list, 0)
  if type(first) ~= 'string' then
    return true
  end
  bytes = bytes + #first
  local at = tonumber(string.match(first, '^{"at":(%d+)'))
  return at and at > until_ms
end

local at_once = 1

for i = 1, #work, 2 do
  local user, passed = work[i], tonumber(work[i + 1])
  local list = lists .. user
  local ended = bytes < most and until_ms and passed == 0 and begins_later(list)
  while not ended and bytes < most do
    local entries = try('LRANGE', list, -(passed + at_once), -(passed + 1))
    ended = #entries < at_once
    local before = bytes
    for j = #entries, 1, -1 do
      local entry = entries[j]
      bytes = bytes + #entry
      -- a time has 13 digits; the comma behind it is the 20th character
      local _, at = nil, 19
      if byte(entry, 20) ~= 44 then
        _, at = find(entry, '^{"at":%d+')
      end
      if at and sub(entry, at + 1, at + #needle) == needle then
        local head = try('HGET', KEYS[2], user)
        local ahead = call('LLEN', list) - passed - (#entries - j) - 1 - settled_in_list(type(head) == 'string' and head)
        if ahead >= 0 then
          return { '0', user, ahead, entry }
        end
      end
    end
    passed = passed + #entries
    if #entries > 0 then
      at_once = entries_at_once(at_once, (bytes - before) / #entries, most)
    end
  end
  if not ended then
    left[#left + 1] = user
    left[#left + 1] = tostring(passed)
  end
end
return { cursor, '', 0, '', unpack(left) }
