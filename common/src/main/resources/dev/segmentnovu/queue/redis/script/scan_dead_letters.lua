-- Examines the dead letters of a shard in the order of their death, and returns those that match.
-- Changes nothing.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> 'newest' | 'oldest': which comes first
-- ARGV[2] -> '' to begin, or the ms at which the dead letter died behind which to go on
-- ARGV[3] -> the id of that dead letter, which need not exist any more; '' to begin
-- ARGV[4] -> the earliest ms of death, or '-inf'
-- ARGV[5] -> the ms before which they died, or '+inf'
-- ARGV[6] -> how many to examine at most
-- ARGV[7] -> how many to return at most
-- ARGV[8] -> 'dead' | 'unmapped' | 'both': the lists to examine; each alone takes less time
-- ARGV[9] -> 1 to go on behind the last one that is returned and to count those that match, 0 to stop there, 2 to return counts by members in
--   place of dead letters
-- ARGV[10] -> 1 to return entries and details too, else 0
-- ARGV[11] -> bytes to read, about: it stops behind the dead letter that exceeds them
-- ARGV[12], ARGV[13] -> the ms and the id of the dead letter behind which to stop, which need not exist any more; '' and '' to go on to the
--   end. For one list alone
-- ARGV[14] -> what the message contains, in lower case and as JSON writes it; '' for anything
-- ARGV[15..] -> members that the text has, as JSON writes them, each with a comma on both sides: ',"status":422,'; and fields of the event,
--   as read_field of the prelude has them
--
-- Returns { how many are of that age in these lists, how many match of those examined, ms and id of the last one examined, or '' and '' at the
-- end, then for each that is returned its id, its ms, its text, and its entry and details if they are asked for; or in their place members of
-- those that match, as a JSON object, and their number }. An id without a text
-- matches if nothing but the time is asked for; its text is ''. A key of another type counts as empty: `relay fsck` reports it.
local newest_first = ARGV[1] == 'newest'
local from_ms, from_id = ARGV[2], ARGV[3]
local since, before = ARGV[4], ARGV[5] == '+inf' and '+inf' or '(' .. ARGV[5]
local examine, wanted, lists = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local counts, tallies, with_entries, max_bytes = ARGV[9] ~= '0', ARGV[9] == '2', ARGV[10] == '1', tonumber(ARGV[11])
local to_ms, to_id, needle = ARGV[12], ARGV[13], ARGV[14]
local find, sub, match = string.find, string.sub, string.match
-- Texts that are read at once: a text may be large.
local AT_ONCE = 100

local in_range = 0

-- The next members of `key`, each followed by its ms if `scores` says so, and whether there are more behind them.
local function next_of(key, scores)
  if is_error(try('ZCARD', key)) then
    return {}, false
  end
  in_range = in_range + call('ZCOUNT', key, since, before)
  local first = from_ms == '' and letters_before(key, newest_first, since, ARGV[5]) or letters_passed(key, newest_first, from_ms, from_id)
  local last = newest_first and call('ZCOUNT', key, since, '+inf') or call('ZCOUNT', key, '-inf', before)
  if to_ms ~= '' then
    last = math.min(last, letters_passed(key, newest_first, to_ms, to_id))
  end
  local n = math.min(examine, last - first)
  if n <= 0 then
    return {}, false
  end
  local command = newest_first and 'ZREVRANGE' or 'ZRANGE'
  return scores and call(command, key, first, first + n - 1, scores) or call(command, key, first, first + n - 1), first + n < last
end

local ids, times, at_end = {}, {}, false
local alone = lists ~= 'both' and (lists == 'dead' and KEYS[1] or KEYS[2])
if alone then
  local more
  ids, more = next_of(alone)
  at_end = not more
else
  local dead, more_dead = next_of(KEYS[1], 'WITHSCORES')
  local unmapped, more_unmapped = next_of(KEYS[2], 'WITHSCORES')
  -- merges the two lists, up to the place from which on one of them is not read yet
  local i, j = 1, 1
  while #ids < examine do
    local id, other = dead[i], unmapped[j]
    if not id and (more_dead or not other) or not other and more_unmapped then
      break
    end
    local takes_dead = not other
    if id and other then
      local x, y = tonumber(dead[i + 1]), tonumber(unmapped[j + 1])
      if x == y then
        takes_dead = comes_before(id, other) ~= newest_first
      else
        takes_dead = (x < y) ~= newest_first
      end
    end
    if takes_dead then
      ids[#ids + 1], times[#times + 1] = id, dead[i + 1]
      i = i + 2
    else
      ids[#ids + 1], times[#times + 1] = other, unmapped[j + 1]
      j = j + 2
    end
  end
  at_end = not (more_dead or more_unmapped or dead[i] or unmapped[j])
end

local needles, fields = {}, {}
for k = 15, #ARGV do
  if sub(ARGV[k], 1, 1) == ',' then
    needles[#needles + 1] = ARGV[k]
  else
    fields[#fields + 1] = read_field(ARGV[k])
  end
end
local reads_texts = #needles > 0 or needle ~= ''

-- Counts a dead letter by its members.
local groups, counted = {}, {}
local function tally(text)
  local from = find(text, ',"event":', 1, true)
  local to = from and find(text, ',"message":', from, true)
  local at = to and find(text, ',"status":', to, true)
  local group = at and '{' .. sub(text, from + 1, to - 1) .. match(text, '^,"status":[^,}]*', at) .. '}' or '{}'
  if not counted[group] then
    groups[#groups + 1] = group
  end
  counted[group] = (counted[group] or 0) + 1
end

-- Whether the message of a text contains `needle`. A match that begins within an escape is none. Messages are often the same, so that each
-- is examined once.
local known = {}
local function message_contains(text)
  local _, start = find(text, ',"message":"', 1, true)
  local stop = start and find(text, ',"status":', start, true)
  if not stop then
    return false
  end
  local message = string.sub(text, start + 1, stop - 2)
  local contains = known[message]
  if contains == nil then
    contains = false
    local lower = string.lower(message)
    local at = find(lower, needle, 1, true)
    while at and not contains do
      local escapes = string.match(string.sub(lower, 1, at - 1), '\\*$')
      contains = #escapes % 2 == 0
      at = find(lower, needle, at + 1, true)
    end
    known[message] = contains
  end
  return contains
end

-- Whether a text has all members; the first one stands at `furthest`. An older version wrote the details behind the members, and they may
-- contain the same text.
local function has_members(text, furthest)
  for k = 2, #needles do
    local at = find(text, needles[k], 1, true)
    if not at then
      return false
    end
    furthest = at > furthest and at or furthest
  end
  local details = find(text, ',"details":', 1, true)
  return not details or furthest < details
end

local first_needle = needles[1]

local function matches(text)
  if first_needle then
    local at = find(text, first_needle, 1, true)
    if not at or not has_members(text, at) then
      return false
    end
  end
  return needle == '' or message_contains(text)
end

local result = { in_range, 0, '', '' }
local matched, bytes, last = 0, 0, 0
local stops = false
while last < #ids and not stops do
  local from, texts = last, {}
  local to = math.min(from + AT_ONCE, #ids)
  if reads_texts or tallies or matched < wanted then
    texts = try('HMGET', KEYS[3], unpack(ids, from + 1, to))
  end
  for k = from + 1, to do
    last = k
    local text = texts[k - from] or ''
    bytes = bytes + #text
    local found = not reads_texts or matches(text)
    if found and #fields > 0 then
      local read
      local entry = try('HGET', KEYS[4], ids[k])
      found, read = event_has(type(entry) == 'string' and entry or '', fields)
      bytes = bytes + read
    end
    if found then
      matched = matched + 1
      if tallies then
        tally(text)
      end
      if matched <= wanted then
        result[#result + 1] = ids[k]
        result[#result + 1] = times[k] or call('ZSCORE', alone, ids[k])
        result[#result + 1] = text
        if with_entries then
          local content = try('HMGET', KEYS[4], ids[k], ids[k] .. ':details')
          local entry, details = content[1] or '', content[2] or ''
          result[#result + 1] = entry
          result[#result + 1] = details
          bytes = bytes + #entry + #details
        end
      end
      stops = matched == wanted and not counts
    end
    if stops or bytes > max_bytes then
      stops = true
      break
    end
  end
end
for _, group in ipairs(groups) do
  result[#result + 1] = group
  result[#result + 1] = counted[group]
end
if not at_end or last < #ids then
  result[3], result[4] = times[last] or call('ZSCORE', alone, ids[last]), ids[last]
end
result[2] = matched
return result
