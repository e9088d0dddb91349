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
-- KEYS[8] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> lease, ms
-- ARGV[3] -> number of settlements
-- ARGV[4..] -> the user id of each, then for each settlement '<token> <events settled before under this token>
--   <keep|release|backoff|fault> <delay of the last two in ms> <events of the claim that are left after these>
--   <bytes of the settled events> <a letter for each of them> <head state, or nothing to leave it as it is>'.
--   The letters are d for delivered, s for skipped, x for dead, u for unmapped; for each of the last two follow
--   id, ms at which it died, letter
--
-- After 'fault' nothing was learnt of the head, and its claims go on being counted. Nor was it when a user is given back as it
-- was, with no event settled and no state: then this claim is not counted, and those before it are.
--
-- Returns a text with a digit for each settlement: 1 if it is applied, now or before, 0 if the lease is not the caller's any more,
-- and 2 if it is applied but not kept, because the user was parked meanwhile.
local call = redis.call
local lists, settlements = ARGV[1] .. 'q:', tonumber(ARGV[3])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- as text: Redis writes a Lua number with printf, which takes longer than the command
local leased = string.format('%d', now + tonumber(ARGV[2]))
local counts = { events = 0, bytes = 0, claimed = 0, delivered = 0, skipped = 0, died = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
local parking = call('ZCARD', KEYS[6]) > 0
local result = {}

local names = { d = 'delivered', s = 'skipped' }

local function bury(entry, kind, id, ms, letter)
  call('ZADD', kind == 'x' and KEYS[3] or KEYS[7], ms, id)
  call('HSET', KEYS[4], id, letter)
  call('HSET', KEYS[5], id, entry)
  local bytes = kind == 'x' and 'dead-bytes' or 'unmapped-bytes'
  counts[bytes] = counts[bytes] + #entry + #letter
  counts.died = counts.died + 1
end

-- Settles events behind the first ones of a list, which are settled already, as the letters say; returns how many are left at least,
-- and how many settled ones still stand in the list. Only what is buried, or counted anew because the list is not what it was, is
-- read: the others' bytes are known. How long the list is need not be asked while more of the claim is left.
local function take(list, settled, more, letters, bytes, dead)
  local n, plain = #letters, not string.find(letters, '[xu]')
  local length = more > 0 and plain and n + more or call('LLEN', list) - settled
  if plain and length >= n then
    for i = 1, n do
      local name = names[string.sub(letters, i, i)]
      counts[name] = counts[name] + 1
    end
    counts.events = counts.events - n
    counts.bytes = counts.bytes - bytes
    return length - n, settled + n
  end
  if settled > 0 then
    call('LTRIM', list, settled, -1)
  end
  for i = 1, n do
    local kind = string.sub(letters, i, i)
    local entry = call('LPOP', list)
    if entry then
      length = length - 1
      counts.events = counts.events - 1
      counts.bytes = counts.bytes - #entry
      if names[kind] then
        counts[names[kind]] = counts[names[kind]] + 1
      else
        bury(entry, kind, ARGV[dead], ARGV[dead + 1], ARGV[dead + 2])
      end
    end
    if not names[kind] then
      dead = dead + 3
    end
  end
  return length, 0
end

-- What a user's head is known by: read for all of them at first, written for all of them in the end. False where there is nothing.
local heads = {}
for i = 4, settlements + 3, 4000 do
  local to = math.min(i + 3999, settlements + 3)
  for j, head in ipairs(call('HMGET', KEYS[8], unpack(ARGV, i, to))) do
    heads[ARGV[i + j - 1]] = head
  end
end
-- users whose heads changed, and lists that are empty now
local changed, empty = {}, {}
-- for users that are not parked: ms at which they are due next, or false if nothing waits
local due = {}

local at = settlements + 4
for i = 1, settlements do
  local user = ARGV[i + 3]
  local token, position, how, delay, more, bytes, letters, state =
    string.match(ARGV[at], '^(%S+) (%d+) (%a+) (%d+) (%d+) (%d+) (%a*) (.*)$')
  local n, dead = #letters, at + 1
  local _, deaths = string.gsub(letters, '[xu]', '')
  at = dead + 3 * deaths

  local holder, settled, there, claims, kept
  if heads[user] then
    holder, settled, there, claims, kept = string.match(heads[user], '^(%S+) (%d+) (%d+) (%d+) (.*)$')
  end
  if holder == token and settled == position then
    local list = lists .. user
    local left
    left, there = take(list, tonumber(there), tonumber(more), letters, bytes, dead)
    local parked = parking and call('ZSCORE', KEYS[6], user)
    local next
    if left == 0 then
      heads[user] = false
      empty[#empty + 1] = list
      counts.claimed = counts.claimed - 1
      next = false
    elseif how == 'keep' and not parked then
      -- the list is written when the claim ends: an event of a claim costs its list nothing
      heads[user] = token .. ' ' .. position + n .. ' ' .. there .. ' ' .. (n > 0 and 1 or claims) .. ' ' .. (n > 0 and '' or kept)
      next = leased
    else
      if there > 0 then
        call('LTRIM', list, there, -1)
      end
      local untouched = n == 0 and state == ''
      if how ~= 'fault' then
        claims = untouched and math.max(0, claims - 1) or 0
      end
      state = untouched and kept or state
      heads[user] = (state ~= '' or tonumber(claims) > 0) and '- 0 0 ' .. claims .. ' ' .. state
      counts.claimed = counts.claimed - 1
      next = string.format('%d', now + delay)
    end
    changed[user] = true
    if not parked then
      due[user] = next
    elseif next then
      call('ZADD', KEYS[6], next, user)
    else
      call('ZREM', KEYS[6], user)
    end
    result[i] = parked and how == 'keep' and '2' or '1'
  else
    result[i] = holder == token and tonumber(settled) == position + n and '1' or '0'
  end
end

-- One call for many, and no more than Lua's stack holds.
local function write(command, key, arguments)
  for i = 1, #arguments, 4000 do
    call(command, key, unpack(arguments, i, math.min(i + 3999, #arguments)))
  end
end

local waits, idle, held, free = {}, {}, {}, {}
for user, next in pairs(due) do
  if next then
    waits[#waits + 1] = next
    waits[#waits + 1] = user
  else
    idle[#idle + 1] = user
  end
end
for user in pairs(changed) do
  if heads[user] then
    held[#held + 1] = user
    held[#held + 1] = heads[user]
  else
    free[#free + 1] = user
  end
end
write('ZADD', KEYS[1], waits)
write('ZREM', KEYS[1], idle)
write('HSET', KEYS[8], held)
write('HDEL', KEYS[8], free)
for i = 1, #empty, 4000 do
  call('DEL', unpack(empty, i, math.min(i + 3999, #empty)))
end
for name, by in pairs(counts) do
  if by ~= 0 then
    call('HINCRBY', KEYS[2], name, by)
  end
end
return table.concat(result)
