#!lua flags=allow-oom
-- Applies what became of claimed users' first events. A stale token changes nothing; sent twice, the second is a no-op: either
-- the token is gone, or the position has moved on.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- KEYS[6] -> <prefix>parked
-- KEYS[7] -> <prefix>dead:unmapped
-- ARGV[1] -> key prefix
-- ARGV[2] -> lease, ms
-- ARGV[3..] -> for each settlement:
--   user id, token, events settled before under this token,
--   'keep' | 'release' | 'backoff' | 'fault', delay of the last two in ms, head state or '' to leave it as it is,
--   events of the claim that are left after these, n, bytes of the n settled events, then for each of them:
--   'delivered' | 'skipped' | 'dead' | 'unmapped', and after the last two: letter id, ms at which it died, letter
--
-- After 'fault' nothing was learnt of the head, and its claims go on being counted. Nor was it when a user is given back as it
-- was, with no event settled and no state: then this claim is not counted, and those before it are.
--
-- Returns for each settlement 1 if it is applied, now or before, 0 if the lease is not the caller's any more, and 2 if it is
-- applied but not kept, because the user was parked meanwhile.
local prefix, lease = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = { events = 0, bytes = 0, claimed = 0, delivered = 0, skipped = 0, died = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
local parking = redis.call('ZCARD', KEYS[6]) > 0
local result = {}
local at = 3
-- for users that are not parked: ms at which they are due next, or false if nothing waits
local due = {}

local function bury(entry, kind, id, ms, letter)
  redis.call('ZADD', kind == 'dead' and KEYS[3] or KEYS[7], ms, id)
  redis.call('HSET', KEYS[4], id, letter)
  redis.call('HSET', KEYS[5], id, entry)
  counts[kind .. '-bytes'] = counts[kind .. '-bytes'] + #entry + #letter
  counts.died = counts.died + 1
end

-- Takes the first n events out of a list; returns how many are left at least. Only what is buried, or counted anew because the list
-- is not what it was, is read: the others' bytes are known. How long the list is need not be asked while more of the claim is left.
local function take(list, more, from, n, bytes, plain)
  local length = more > 0 and plain and n + more or redis.call('LLEN', list)
  if plain and length >= n then
    for i = from, from + n - 1 do
      counts[ARGV[i]] = counts[ARGV[i]] + 1
    end
    counts.events = counts.events - n
    counts.bytes = counts.bytes - bytes
    if n > 0 and length > n then
      redis.call('LTRIM', list, n, -1)
    end
    return length - n
  end
  local i = from
  for _ = 1, n do
    local kind = ARGV[i]
    local dies = kind == 'dead' or kind == 'unmapped'
    local entry = redis.call('LPOP', list)
    if entry then
      length = length - 1
      counts.events = counts.events - 1
      counts.bytes = counts.bytes - #entry
      if dies then
        bury(entry, kind, ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
      else
        counts[kind] = counts[kind] + 1
      end
    end
    i = i + (dies and 4 or 1)
  end
  return length
end

while at <= #ARGV do
  local user, token, position = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local how, delay, state = ARGV[at + 3], tonumber(ARGV[at + 4]), ARGV[at + 5]
  local more, n, bytes = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7]), tonumber(ARGV[at + 8])
  local from, plain = at + 9, true
  at = from
  for _ = 1, n do
    local dies = ARGV[at] == 'dead' or ARGV[at] == 'unmapped'
    plain = plain and not dies
    at = at + (dies and 4 or 1)
  end

  local head, list = prefix .. 'h:' .. user, prefix .. 'q:' .. user
  local known = redis.call('HMGET', head, 't', 'p', 'c', 's')
  local mine = known[1] == token
  if mine and tonumber(known[2]) == position then
    local left = take(list, more, from, n, bytes, plain)
    local parked = parking and redis.call('ZSCORE', KEYS[6], user)
    local next
    if left == 0 then
      -- at once: the same settlement may stand behind this one
      redis.call('DEL', list, head)
      counts.claimed = counts.claimed - 1
      next = false
    elseif how == 'keep' and not parked then
      redis.call('HSET', head, 'p', position + n, 'c', n > 0 and 1 or known[3])
      if n > 0 and known[4] then
        redis.call('HDEL', head, 's')
      end
      next = now + lease
    else
      local kept, claims = state, known[3]
      if state == '' and n == 0 then
        kept = known[4] or ''
      end
      if how ~= 'fault' then
        claims = n == 0 and state == '' and tonumber(known[3] or 0) - 1 or 0
      end
      redis.call('DEL', head)
      if kept ~= '' then
        redis.call('HSET', head, 's', kept)
      end
      if claims and tonumber(claims) > 0 then
        redis.call('HSET', head, 'c', claims)
      end
      counts.claimed = counts.claimed - 1
      next = now + delay
    end
    if not parked then
      due[user] = next
    elseif next then
      redis.call('ZADD', KEYS[6], next, user)
    else
      redis.call('ZREM', KEYS[6], user)
    end
    result[#result + 1] = parked and how == 'keep' and 2 or 1
  else
    result[#result + 1] = mine and tonumber(known[2]) == position + n and 1 or 0
  end
end

-- One call for many, and no more than Lua's stack holds.
local function ready(command, arguments)
  for i = 1, #arguments, 4000 do
    redis.call(command, KEYS[1], unpack(arguments, i, math.min(i + 3999, #arguments)))
  end
end

local waits, gone = {}, {}
for user, next in pairs(due) do
  if next then
    waits[#waits + 1] = next
    waits[#waits + 1] = user
  else
    gone[#gone + 1] = user
  end
end
ready('ZADD', waits)
ready('ZREM', gone)
for name, by in pairs(counts) do
  if by ~= 0 then
    redis.call('HINCRBY', KEYS[2], name, by)
  end
end
return result
