-- Looks for an event by its message id in users' lists, in some with each call. A list is read from its right end: what comes or leaves
-- meanwhile cannot hide an event that stays.
--
-- KEYS[1] -> <prefix>ready or <prefix>parked: the users whose lists are read
-- KEYS[2] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> what follows the time in the header of the entry
-- ARGV[3] -> cursor, '0' at first; '' to read only the lists named below
-- ARGV[4] -> bytes of events after which no further list is read
-- ARGV[5..] -> pairs of an ordering key and the events at the right of its list that were read already
--
-- Returns { next cursor, '0' or '' at the end; the ordering key of the event, or '' if it was not found; events before it in its list; its
-- entry, or ''; then pairs of lists that were not read to their ends, to be given to the next call }. A key of another type counts as empty.
local lists, needle, cursor = ARGV[1] .. 'q:', ARGV[2], ARGV[3]
local work, left, bytes = {}, {}, 0
for i = 5, #ARGV do
  work[#work + 1] = ARGV[i]
end
if cursor ~= '' then
  local found = try('ZSCAN', KEYS[1], cursor, 'COUNT', 200)
  cursor = found.err and '0' or found[1]
  for i = 1, found.err and 0 or #found[2], 2 do
    work[#work + 1] = found[2][i]
    work[#work + 1] = 0
  end
end

for i = 1, #work, 2 do
  local user, passed = work[i], tonumber(work[i + 1])
  local list = lists .. user
  local ended = false
  while not ended and bytes < tonumber(ARGV[4]) do
    local entries = try('LRANGE', list, -(passed + 10), -(passed + 1))
    for j = #entries, 1, -1 do
      local entry = entries[j]
      bytes = bytes + #entry
      local _, at = string.find(entry, '^{"at":%d+')
      if at and string.sub(entry, at + 1, at + #needle) == needle then
        local head = try('HGET', KEYS[2], user)
        local before = call('LLEN', list) - passed - (#entries - j) - 1 - settled_in_list(type(head) == 'string' and head)
        if before >= 0 then
          return { '0', user, before, entry }
        end
      end
    end
    passed = passed + #entries
    ended = #entries < 10
  end
  if not ended then
    left[#left + 1] = user
    left[#left + 1] = tostring(passed)
  end
end
return { cursor, '', 0, '', unpack(left) }
