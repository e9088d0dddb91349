-- Adds to the history of a source what one process counted since its last report. When it is sent twice, the second call finds the number
-- of the report and adds nothing.
--
-- KEYS[1] -> <prefix>flushes: HASH process -> '<number of its latest report> <ms>'
-- KEYS[2] -> <prefix>issues: HASH fingerprint -> a failure group, see below
-- KEYS[3] -> <prefix>issues:seen: ZSET fingerprint -> ms of the latest failure
-- KEYS[4] -> <prefix>unmapped: HASH event name -> '<events> <dead letters> <ms of the first> <ms of the latest>'; '' stands for all others
-- KEYS[5] -> <prefix>unmapped:seen: ZSET event name -> ms of the latest
-- KEYS[6] -> <prefix>rejections: LIST of the latest rejections, newest at the left
-- KEYS[7] -> <prefix>rejections:counts: HASH code -> rejections
-- KEYS[8] -> <prefix>rejections:forgotten: ZSET, see forget_rejections.lua
-- KEYS[9] -> <prefix>credentials: HASH fingerprint of a credential -> ms of its last use
-- ARGV[1] -> key prefix; the script adds minutes:<hour> and hours:<day>, HASHes of texts, which share the slot of KEYS
-- ARGV[2] -> the process
-- ARGV[3] -> the number of the report, from 1
-- ARGV[4] -> the counts: '<name>=<number> ...'. Names that begin with L replace the number before, with M the greater one stays, and the
--   others add up
-- ARGV[5] -> how many failure groups follow, at most 10
-- ARGV[6] -> how many names of unmapped events, at most 20
-- ARGV[7] -> how many rejections, at most 50; more of these three would keep Redis from others for more than 1 ms
-- ARGV[8] -> how many codes of rejections
-- ARGV[9] -> how many credentials, at most 200
-- ARGV[10..] -> of each group: fingerprint, dead letters, retries, ms of the first, ms of the latest, users, id of a dead letter or -, JSON
--   of what the failures have in common; of each name: the name, events, dead letters, ms of the first, ms of the latest; each rejection,
--   oldest first; each code and its rejections; each credential and the ms of its last use
--
-- A group is '<dead letters> <retries> <ms of the first> <ms of the latest> <users> <id of a dead letter or -> <ms of its acknowledgement or
-- 0>', a line with the JSON, and a line with the name of who acknowledged it. In the text of the users, the greater character wins.
--
-- A rejection of a user who was forgotten after it is counted but not kept; so is one of more than 24 h ago, because forgotten users are not
-- noted for longer.
--
-- A dead letter opens an acknowledged group again. A retry does if there was no failure for ten minutes.
--
-- Bounds: minutes are kept for 24 h, hours for 30 days, 500 groups, 1000 names, 1000 rejections, 400 credentials, the numbers of 256 processes. If
-- more processes report within a day, a report of the one that was silent longest counts twice when it is sent twice. A key that another
-- program wrote in another type is deleted.
--
-- Returns 1 if the report is added, 0 if it was before.
local MINUTE, HOUR, DAY = 60000, 3600000, 86400000
local PROCESSES, GROUPS, NAMES, REJECTIONS, CREDENTIALS = 256, 500, 1000, 1000, 400
local QUIET = 10 * MINUTE
local CLOCKS_DIFFER = 10000
local now = clock()

local function require_type(key, wanted)
  local found = call('TYPE', key).ok
  if found ~= wanted and found ~= 'none' then
    call('UNLINK', key)
  end
end

require_type(KEYS[1], 'hash')
local latest = call('HGET', KEYS[1], ARGV[2])
if latest and tonumber(ARGV[3]) <= tonumber(string.match(latest, '^%d+') or 0) then
  return 0
end
call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. whole(now))
call('PEXPIRE', KEYS[1], DAY)
if call('HLEN', KEYS[1]) > PROCESSES then
  local all, silent, since = call('HGETALL', KEYS[1]), nil, now + 1
  for i = 1, #all, 2 do
    local at = tonumber(string.match(all[i + 1], ' (%d+)$') or 0)
    if at < since then
      silent, since = all[i], at
    end
  end
  call('HDEL', KEYS[1], silent)
end

local function merge(before, counts)
  local numbers, names = {}, {}
  for name, text in string.gmatch((before or '') .. ' ' .. counts, '(%w+)=(%d+)') do
    local number, known = tonumber(text), numbers[name]
    local rule = string.sub(name, 1, 1)
    if not known then
      names[#names + 1] = name
    elseif rule == 'M' then
      number = math.max(number, known)
    elseif rule ~= 'L' then
      number = number + known
    end
    numbers[name] = number
  end
  for i, name in ipairs(names) do
    names[i] = name .. '=' .. whole(numbers[name])
  end
  return table.concat(names, ' ')
end

local function add_counts(kind, whole_ms, part_ms, kept_ms)
  local number = math.floor(now / whole_ms)
  local key, field = ARGV[1] .. kind .. ':' .. whole(number), whole(math.floor((now - number * whole_ms) / part_ms))
  require_type(key, 'hash')
  call('HSET', key, field, merge(call('HGET', key, field), ARGV[4]))
  call('PEXPIREAT', key, whole((number + 1) * whole_ms + kept_ms))
end

if ARGV[4] ~= '' then
  add_counts('minutes', HOUR, MINUTE, DAY)
  add_counts('hours', DAY, HOUR, 30 * DAY)
end

local function forget(values, seen, member)
  call('ZREM', seen, member)
  call('HDEL', values, member)
end

-- Makes room in a hash whose members stand in a sorted set by the time at which they were seen.
local function forget_old(values, seen)
  for _, member in ipairs(call('ZRANGEBYSCORE', seen, '-inf', whole(now - 30 * DAY), 'LIMIT', 0, 25)) do
    forget(values, seen, member)
  end
end

local function keep(values, seen)
  call('PEXPIRE', values, 30 * DAY)
  call('PEXPIRE', seen, 30 * DAY)
end

local function larger_characters(one, other)
  if #one ~= #other then
    return other
  end
  local a, b = { string.byte(one, 1, -1) }, { string.byte(other, 1, -1) }
  for i = 1, #a do
    a[i] = math.max(a[i], b[i])
  end
  return string.char(unpack(a))
end

local at = 10
local groups, names, rejections, codes = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local credentials = tonumber(ARGV[9])

local function add_group(id, dead, retries, first, last, users, letter, about)
  last = math.min(last, now)
  local acknowledged, by = 0, ''
  local known = call('HGET', KEYS[2], id)
  local before = known and { string.match(known, '^(%d+) (%d+) (%d+) (%d+) (%S+) (%S+) (%d+)\n[^\n]*\n(.*)$') } or {}
  if #before == 8 then
    local last_before = tonumber(before[4])
    acknowledged, by = tonumber(before[7]), before[8]
    if last > acknowledged and (dead > 0 or first - last_before >= QUIET) then
      acknowledged, by = 0, ''
    end
    dead, retries = dead + before[1], retries + before[2]
    first, last = math.min(first, before[3]), math.max(last, last_before)
    users = larger_characters(before[5], users)
    letter = letter == '-' and before[6] or letter
  elseif call('HLEN', KEYS[2]) >= GROUPS then
    for _, oldest in ipairs(call('ZRANGE', KEYS[3], 0, 0)) do
      forget(KEYS[2], KEYS[3], oldest)
    end
  end
  local numbers = table.concat({ whole(dead), whole(retries), whole(first), whole(last), users, letter, whole(acknowledged) }, ' ')
  call('HSET', KEYS[2], id, numbers .. '\n' .. about .. '\n' .. by)
  call('ZADD', KEYS[3], whole(last), id)
end

if groups > 0 then
  require_type(KEYS[2], 'hash')
  require_type(KEYS[3], 'zset')
  forget_old(KEYS[2], KEYS[3])
  for _ = 1, groups do
    add_group(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), ARGV[at + 5],
      ARGV[at + 6], ARGV[at + 7])
    at = at + 8
  end
  keep(KEYS[2], KEYS[3])
end

local function add_name(name, count, dead, first, last)
  last = math.min(last, now)
  local known = call('HGET', KEYS[4], name)
  if not known and name ~= '' and call('ZCARD', KEYS[5]) >= NAMES then
    name = ''
    known = call('HGET', KEYS[4], name)
  end
  local before = known and { string.match(known, '^(%d+) (%d+) (%d+) (%d+)$') } or {}
  if #before == 4 then
    count, dead = count + before[1], dead + before[2]
    first, last = math.min(first, before[3]), math.max(last, before[4])
  end
  call('HSET', KEYS[4], name, table.concat({ whole(count), whole(dead), whole(first), whole(last) }, ' '))
  if name ~= '' then
    call('ZADD', KEYS[5], whole(last), name)
  end
end

if names > 0 then
  require_type(KEYS[4], 'hash')
  require_type(KEYS[5], 'zset')
  forget_old(KEYS[4], KEYS[5])
  for _ = 1, names do
    add_name(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]))
    at = at + 5
  end
  keep(KEYS[4], KEYS[5])
end

-- Whether a rejection is of a user who was forgotten meanwhile. Its time is of another clock.
local function is_forgotten(text, marked)
  local user_end, ms = string.find(text, ',"messageId":', 1, true), tonumber(string.match(text, ',"at":(%d+),"code":'))
  if not user_end or not ms or string.sub(text, 1, user_end) == '{"userId":null,' then
    return false
  end
  if not marked or ms < now - DAY then
    return ms < now - DAY
  end
  local marks = call('ZMSCORE', KEYS[8], '', redis.sha1hex(string.sub(text, 1, user_end)))
  return ms <= math.max(tonumber(marks[1] or 0), tonumber(marks[2] or 0)) + CLOCKS_DIFFER
end

if rejections > 0 then
  require_type(KEYS[6], 'list')
  require_type(KEYS[8], 'zset')
  local marked, kept = call('EXISTS', KEYS[8]) == 1, {}
  for i = at, at + rejections - 1 do
    if not is_forgotten(ARGV[i], marked) then
      kept[#kept + 1] = ARGV[i]
    end
  end
  if #kept > 0 then
    call('LPUSH', KEYS[6], unpack(kept))
    call('LTRIM', KEYS[6], 0, REJECTIONS - 1)
    call('PEXPIRE', KEYS[6], 30 * DAY)
  end
  at = at + rejections
end

if codes > 0 then
  require_type(KEYS[7], 'hash')
  for _ = 1, codes do
    call('HINCRBY', KEYS[7], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
  call('PEXPIRE', KEYS[7], 30 * DAY)
end

if credentials > 0 then
  require_type(KEYS[9], 'hash')
  for _ = 1, credentials do
    local ms = math.min(tonumber(ARGV[at + 1]), now)
    if ms > tonumber(call('HGET', KEYS[9], ARGV[at]) or 0) then
      call('HSET', KEYS[9], ARGV[at], whole(ms))
    end
    at = at + 2
  end
  if call('HLEN', KEYS[9]) > CREDENTIALS then
    local uses, all = {}, call('HGETALL', KEYS[9])
    for i = 1, #all, 2 do
      uses[#uses + 1] = { all[i], tonumber(all[i + 1]) or 0 }
    end
    table.sort(uses, function(a, b)
      return a[2] > b[2]
    end)
    for i = CREDENTIALS + 1, #uses do
      call('HDEL', KEYS[9], uses[i][1])
    end
  end
  call('PEXPIRE', KEYS[9], 365 * DAY)
end
return 1
