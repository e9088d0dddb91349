-- Appends events to their users' lists. When it is sent twice, the second call finds every message id and adds nothing.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>seen
-- KEYS[4] -> <prefix>seen:before
-- ARGV[1] -> key prefix; all keys made from it share the slot of KEYS
-- ARGV[2] -> how long a message id is remembered at least, ms; it is remembered at most twice as long
-- ARGV[3] -> channel of the hint that a user became due
-- ARGV[4] -> number of events
-- ARGV[5] -> into how many shards the caller divides the queue
-- ARGV[6..] -> the ordering key of each, then the message id of each, then the entry of each
--
-- A parked user does not become due, whether events wait already or not.
--
-- If a key that all users share has another type, the script fails before it writes: events stored then would never become due. A user's
-- list of another type is renamed to `broken:q:<user>`.
--
-- If `relay reshard` has divided the queue into another number of shards, the script fails with LAYOUT before it writes.
--
-- Returns how many events were duplicates.
local lists, window_ms, channel, events = ARGV[1] .. 'q:', tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local now_ms = clock()
local now = string.format('%d', now_ms)
local added, bytes, due = 0, 0, {}
-- the index in ARGV before the first of each
local users, ids, entries = 5, 5 + events, 5 + 2 * events

-- Two sets remember ids: one for this window, one for the window before. The older set is forgotten as a whole. A key for each id would
-- have to expire alone, and a lookup would search all keys.
call('ZCARD', KEYS[1])
local times = call('HMGET', KEYS[2], 'seen-since', 'clock', 'layout')
if times[3] and string.match(times[3], '^%d+') ~= ARGV[5] then
  return redis.error_reply('LAYOUT the queue is in another number of shards')
end
local since_ms = tonumber(times[1] or 0) or 0
if now_ms < since_ms then
  -- The clock was set back. The window begins anew, or it would last as long as the leap. Both sets stay for another window.
  call('PEXPIRE', KEYS[3], 2 * window_ms)
  call('PEXPIRE', KEYS[4], 2 * window_ms)
  call('HSET', KEYS[2], 'seen-since', now)
elseif now_ms - since_ms >= window_ms then
  call('SCARD', KEYS[3])
  call('SCARD', KEYS[4])
  -- before RENAME, which would free the set before it answers
  call('UNLINK', KEYS[4])
  if now_ms - since_ms < 2 * window_ms and call('EXISTS', KEYS[3]) == 1 then
    call('RENAME', KEYS[3], KEYS[4])
  else
    call('UNLINK', KEYS[3])
  end
  -- No event has this id. It makes the set exist, so that the set can expire even if no further event comes.
  call('SADD', KEYS[3], '')
  call('PEXPIRE', KEYS[3], 2 * window_ms)
  call('HSET', KEYS[2], 'seen-since', now)
end

-- claim.lua compares it with its own time to notice that the clock was set back
if now_ms - (tonumber(times[2] or 0) or 0) >= 1000 then
  call('HSET', KEYS[2], 'clock', now)
end

-- A counter that holds no number counts from here on.
local function add(name, by)
  if type(try('HINCRBY', KEYS[2], name, by)) == 'table' then
    call('HSET', KEYS[2], name, by)
  end
end

local failed
local function push(user, entry)
  local length = try('RPUSH', lists .. user, entry)
  if type(length) == 'table' and string.sub(length.err, 1, 9) == 'WRONGTYPE' then
    if set_list_aside(ARGV[1], ARGV[1] .. 'heads', user) then
      add('claimed', -1)
    end
    add('violations', 1)
    length = call('RPUSH', lists .. user, entry)
  end
  return length
end

-- Leaves out parked users of pairs of a score and a user.
local function without_parked(scored)
  local parked = ARGV[1] .. 'parked'
  if #scored == 0 or (tonumber(try('ZCARD', parked)) or 0) == 0 then
    return scored
  end
  local others = {}
  for i = 2, #scored, 2 do
    if not call('ZSCORE', parked, scored[i]) then
      others[#others + 1] = scored[i - 1]
      others[#others + 1] = scored[i]
    end
  end
  return others
end

for first = 1, events, CHUNK do
  local last = math.min(first + CHUNK - 1, events)
  local before = call('SMISMEMBER', KEYS[4], unpack(ARGV, ids + first, ids + last))
  local seen = call('SMISMEMBER', KEYS[3], unpack(ARGV, ids + first, ids + last))
  local fresh, unseen = {}, {}
  for i = first, last do
    local id = ARGV[ids + i]
    if seen[i - first + 1] + before[i - first + 1] == 0 and not unseen[id] then
      local user, entry = ARGV[users + i], ARGV[entries + i]
      local length = push(user, entry)
      if type(length) == 'table' then
        -- the users of the events before it are made due; the sender sends all events again
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

due = without_parked(due)
-- NX guards the score of a user who stands in the set although the list was empty
for i = 1, #due, CHUNK do
  call('ZADD', KEYS[1], 'NX', unpack(due, i, math.min(i + CHUNK - 1, #due)))
end
if added > 0 then
  add('events', added)
  add('bytes', bytes)
  add('enqueued', added)
end
if events > added and not failed then
  add('duplicates', events - added)
end
if #due > 0 then
  try('PUBLISH', channel, '')
end
return failed or events - added
