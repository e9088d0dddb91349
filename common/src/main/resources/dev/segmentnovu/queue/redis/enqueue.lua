-- Appends events to their users' lists. Sent twice, the second finds every message id seen and adds nothing.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>seen
-- KEYS[4] -> <prefix>seen:before
-- ARGV[1] -> key prefix; all keys made from it share the slot of KEYS
-- ARGV[2] -> how long a message id is remembered at least, ms; at most it is twice that
-- ARGV[3] -> channel of the hint that a user became due
-- ARGV[4] -> number of events
-- ARGV[5..] -> the user id of each, then the message id of each, then the entry of each
--
-- If a key that all share has another type, the script fails before it writes: events stored then would never become due. A user's list of
-- another type makes way, as `broken:q:<user>`, for `relay fsck` to name it.
--
-- Returns how many were duplicates.
local call, try = redis.call, redis.pcall
local lists, window, channel, events = ARGV[1] .. 'q:', tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local time = call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000)
-- as text: Redis writes a Lua number with printf, which takes longer than the command
local now = string.format('%d', ms)
local added, bytes, due = 0, 0, {}
-- what stands in ARGV before the first of each
local users, ids, entries = 4, 4 + events, 4 + 2 * events

-- Ids are remembered in two sets: those of this window and those of the one before, of which the older is forgotten as a whole.
-- A key for each would have to be expired one by one, and be looked for in the colder memory of all keys.
call('ZCARD', KEYS[1])
local times = call('HMGET', KEYS[2], 'seen-since', 'clock')
local since = tonumber(times[1] or 0) or 0
if ms < since then
  -- The clock was set back, so the windows begin anew: later ones would be as long as the leap. Both sets are kept for another one.
  call('PEXPIRE', KEYS[3], 2 * window)
  call('PEXPIRE', KEYS[4], 2 * window)
  call('HSET', KEYS[2], 'seen-since', now)
elseif ms - since >= window then
  call('SCARD', KEYS[3])
  call('SCARD', KEYS[4])
  -- first: RENAME would free it before it answers
  call('UNLINK', KEYS[4])
  if ms - since < 2 * window and call('EXISTS', KEYS[3]) == 1 then
    call('RENAME', KEYS[3], KEYS[4])
  else
    call('UNLINK', KEYS[3])
  end
  -- no event has this id; with it the set is there to be expired, should no event come any more
  call('SADD', KEYS[3], '')
  call('PEXPIRE', KEYS[3], 2 * window)
  call('HSET', KEYS[2], 'seen-since', now)
end

-- claim.lua sees by it that the clock was set back
if ms - (tonumber(times[2] or 0) or 0) >= 1000 then
  call('HSET', KEYS[2], 'clock', now)
end

-- What is no number counts from here on.
local function count(name, by)
  if type(try('HINCRBY', KEYS[2], name, by)) == 'table' then
    call('HSET', KEYS[2], name, by)
  end
end

local failed
local function push(user, entry)
  local length = try('RPUSH', lists .. user, entry)
  if type(length) == 'table' and string.sub(length.err, 1, 9) == 'WRONGTYPE' then
    call('RENAME', lists .. user, ARGV[1] .. 'broken:q:' .. user)
    -- what was known of the first event that waited there
    local head = try('HGET', ARGV[1] .. 'heads', user)
    if type(head) == 'string' and string.sub(head, 1, 2) ~= '- ' then
      count('claimed', -1)
    end
    try('HDEL', ARGV[1] .. 'heads', user)
    count('violations', 1)
    length = call('RPUSH', lists .. user, entry)
    if type(try('ZSCORE', ARGV[1] .. 'parked', user)) == 'string' then
      -- where it stands already
      return 2
    end
  end
  return length
end

-- one call for many, and no more than Lua's stack holds
for first = 1, events, 4000 do
  local last = math.min(first + 3999, events)
  local before = call('SMISMEMBER', KEYS[4], unpack(ARGV, ids + first, ids + last))
  local seen = call('SMISMEMBER', KEYS[3], unpack(ARGV, ids + first, ids + last))
  local fresh, unseen = {}, {}
  for i = first, last do
    local id = ARGV[ids + i]
    if seen[i - first + 1] + before[i - first + 1] == 0 and not unseen[id] then
      local user, entry = ARGV[users + i], ARGV[entries + i]
      local length = push(user, entry)
      if type(length) == 'table' then
        -- those before it are made due; the sender sends all again
        failed = length
        break
      end
      unseen[id] = true
      fresh[#fresh + 1] = id
      if length == 1 then
        due[#due + 1] = now
        due[#due + 1] = user
      end
      bytes = bytes + #entry
    end
  end
  if #fresh > 0 then
    call('SADD', KEYS[3], unpack(fresh))
    added = added + #fresh
  end
  if failed then
    break
  end
end

-- NX is belt and braces: an empty user stands in no set
for i = 1, #due, 4000 do
  call('ZADD', KEYS[1], 'NX', unpack(due, i, math.min(i + 3999, #due)))
end
if added > 0 then
  count('events', added)
  count('bytes', bytes)
  count('enqueued', added)
end
if events > added and not failed then
  count('duplicates', events - added)
end
if #due > 0 then
  try('PUBLISH', channel, '')
end
return failed or events - added
