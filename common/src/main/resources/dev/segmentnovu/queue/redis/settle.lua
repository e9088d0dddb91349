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
-- KEYS[9] -> <prefix>profiles
-- KEYS[10] -> <prefix>profiles:before
-- KEYS[11] -> <prefix>profiles:forgotten
-- ARGV[1] -> key prefix
-- ARGV[2] -> lease, ms
-- ARGV[3] -> number of settlements
-- ARGV[4..] -> the user id of each, then the bytes of the events that each settles, then for each '<token> <events settled before
--   under this token> <keep|release|backoff|fault> <delay of the last two in ms> <events of the claim that are left after these>
--   <a letter for each event it settles> <fingerprint of the user's profile that was written, - if none was, ! to forget it,
--   ? to forget it and what is written of it within a lease>
--   <head state, or nothing to leave it as it is>'.
--   The letters are d for delivered, s for skipped, x for dead, u for unmapped; for each of the last two follow
--   id, ms at which it died, letter
-- ARGV[last] -> how long the fingerprints are remembered at least, ms; at most it is twice that
--
-- After 'fault' nothing was learnt of the head, and its claims go on being counted. Nor was it when a user is given back as it
-- was, with no event settled and no state: then this claim is not counted, and those before it are.
--
-- A list, or a key of dead letters, of another type makes way as `broken:…`, for `relay fsck` to name it: the others' settlements count.
--
-- Returns a text with a digit for each settlement: 1 if it is applied, now or before, 0 if the lease is not the caller's any more,
-- and 2 if it is applied but not kept, because the user was parked meanwhile.
local call, try = redis.call, redis.pcall
local lists, settlements = ARGV[1] .. 'q:', tonumber(ARGV[3])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- While the clock is behind that of the latest claim, the next claim takes the difference off all times to come: so it is added here.
local ahead = (tonumber(try('HGET', KEYS[2], 'clock') or 0) or 0) - now
ahead = ahead > 1000 and ahead or 0
-- as text: Redis writes a Lua number with printf, which takes longer than the command
local leased = string.format('%d', now + ahead + tonumber(ARGV[2]))
local counts = { events = 0, bytes = 0, claimed = 0, delivered = 0, skipped = 0, died = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
local result = {}

local names = { d = 'delivered', s = 'skipped' }

-- What a settlement says. Of the users of one claim most say the same, so it is read once for all of them.
local read = {}
local function parse(text)
  local token, position, how, delay, more, letters, profile, state =
    string.match(text, '^(%S+) (%d+) (%a+) (%d+) (%d+) (%a*) (%S+) (.*)$')
  local _, skipped = string.gsub(letters, 's', '')
  local _, deaths = string.gsub(letters, '[xu]', '')
  local said = {
    token = token, position = position, how = how, more = tonumber(more), letters = letters, profile = profile, state = state,
    n = #letters, skipped = skipped, deaths = deaths, due = string.format('%d', now + ahead + delay),
    -- the head of a user that was claimed for the first time
    claimed = position == '0' and token .. ' 0 0 1 ',
    after = position + #letters,
  }
  read[text] = said
  return said
end

local function aside(key)
  call('RENAME', key, ARGV[1] .. 'broken:' .. string.sub(key, #ARGV[1] + 1))
  try('HINCRBY', KEYS[2], 'violations', 1)
end

local parked = try('ZCARD', KEYS[6])
if type(parked) == 'table' then
  aside(KEYS[6])
  parked = 0
end
local parking = parked > 0

-- An event leaves its list only when there is something to bury it in.
local graves = false
local function prepare()
  if graves then
    return
  end
  for key, command in pairs({ [KEYS[3]] = 'ZCARD', [KEYS[4]] = 'HLEN', [KEYS[5]] = 'HLEN', [KEYS[7]] = 'ZCARD' }) do
    if type(try(command, key)) == 'table' then
      aside(key)
    end
  end
  graves = true
end

local function bury(entry, kind, id, ms, letter)
  call('ZADD', kind == 'x' and KEYS[3] or KEYS[7], ms, id)
  call('HSET', KEYS[4], id, letter)
  call('HSET', KEYS[5], id, entry)
  local bytes = kind == 'x' and 'dead-bytes' or 'unmapped-bytes'
  counts[bytes] = counts[bytes] + #entry + #letter
  counts.died = counts.died + 1
end

-- Settles events behind the first ones of a list, which are settled already; returns how many are left at least, and how many settled
-- ones still stand in the list. Only what is buried, or counted anew because the list is not what it was, is read: the others' bytes
-- are known. How long the list is need not be asked while more of the claim is left.
local function take(list, settled, said, bytes, dead)
  local n, plain = said.n, said.deaths == 0
  local length = n + said.more
  if said.more == 0 or not plain then
    length = try('LLEN', list)
    if type(length) == 'table' then
      aside(list)
      return 0, 0
    end
    length = length - settled
  end
  if plain and length >= n then
    counts.skipped = counts.skipped + said.skipped
    counts.delivered = counts.delivered + n - said.skipped
    counts.events = counts.events - n
    counts.bytes = counts.bytes - bytes
    return length - n, settled + n
  end
  if settled > 0 then
    call('LTRIM', list, settled, -1)
  end
  if not plain then
    prepare()
  end
  for i = 1, n do
    local kind = string.sub(said.letters, i, i)
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

-- What a user's head is known by, false where there is nothing: read for all of them at first, and written for all of them in the end,
-- together with when they are due. Who is written twice keeps what came last.
local heads = {}
for i = 4, settlements + 3, 4000 do
  local to = math.min(i + 3999, settlements + 3)
  local known = try('HMGET', KEYS[8], unpack(ARGV, i, to))
  if known.err then
    -- nobody's lease is known any more
    aside(KEYS[8])
  end
  for j, head in ipairs(known) do
    heads[ARGV[i + j - 1]] = head
  end
end
local waits, idle, held, free, empty = {}, {}, {}, {}, {}
local writers, prints, unknown, overwritten = {}, {}, {}, {}

local at = 2 * settlements + 4
for i = 1, settlements do
  local user, text = ARGV[i + 3], ARGV[at]
  local said = read[text] or parse(text)
  local dead = at + 1
  at = dead + 3 * said.deaths

  local head = heads[user]
  local holder, settled, there, claims, kept
  if head and head == said.claimed then
    holder, settled, there, claims, kept = said.token, '0', 0, '1', ''
  elseif head then
    holder, settled, there, claims, kept = string.match(head, '^(%S+) (%d+) (%d+) (%d+) (.*)$')
  end
  if holder == said.token and settled == said.position then
    local list, n, how = lists .. user, said.n, said.how
    local left
    left, there = take(list, tonumber(there), said, ARGV[settlements + i + 3], dead)
    local isParked = parking and call('ZSCORE', KEYS[6], user)
    local next
    if left == 0 then
      head = false
      empty[#empty + 1] = list
      counts.claimed = counts.claimed - 1
      next = false
    elseif how == 'keep' and not isParked then
      -- the list is written when the claim ends: an event of a claim costs its list nothing
      head = said.token .. ' ' .. said.after .. ' ' .. there .. ' ' .. (n > 0 and '1 ' or claims .. ' ' .. kept)
      next = leased
    else
      if there > 0 and try('LTRIM', list, there, -1).err then
        aside(list)
      end
      local untouched = n == 0 and said.state == ''
      if how ~= 'fault' then
        claims = untouched and math.max(0, claims - 1) or 0
      end
      local state = untouched and kept or said.state
      head = (state ~= '' or tonumber(claims) > 0) and '- 0 0 ' .. claims .. ' ' .. state
      counts.claimed = counts.claimed - 1
      next = said.due
    end
    heads[user] = head
    if said.profile == '!' or said.profile == '?' then
      unknown[#unknown + 1] = user
      if said.profile == '?' then
        overwritten[#overwritten + 1] = string.format('%d', now + tonumber(ARGV[2]))
        overwritten[#overwritten + 1] = user
      end
    elseif said.profile ~= '-' then
      writers[#writers + 1] = user
      prints[user] = said.profile
    end
    if head then
      held[#held + 1] = user
      held[#held + 1] = head
    else
      free[#free + 1] = user
    end
    if isParked then
      if next then
        call('ZADD', KEYS[6], next, user)
      else
        call('ZREM', KEYS[6], user)
      end
    elseif next then
      waits[#waits + 1] = next
      waits[#waits + 1] = user
    else
      idle[#idle + 1] = user
    end
    result[i] = isParked and how == 'keep' and '2' or '1'
  else
    result[i] = holder == said.token and tonumber(settled) == said.after and '1' or '0'
  end
end

-- One call for many, and no more than Lua's stack holds. Where KEYS[1] is of another type, all else is settled nevertheless: `relay fsck`
-- makes the users due.
local function write(command, key, arguments)
  for i = 1, #arguments, 4000 do
    try(command, key, unpack(arguments, i, math.min(i + 3999, #arguments)))
  end
end

-- what is taken away comes last: of a user of whom nothing is left nothing was settled after that
write('ZADD', KEYS[1], waits)
write('ZREM', KEYS[1], idle)
write('HSET', KEYS[8], held)
write('HDEL', KEYS[8], free)

-- Fingerprints are remembered like message ids: those of this window and those of the one before, of which the older is forgotten as a
-- whole. To forget one costs a call to Novu and no more, so a key that cannot be used is forgotten as a whole, too.
local function remember(command, key, arguments)
  for i = 1, #arguments, 4000 do
    local answer = try(command, key, unpack(arguments, i, math.min(i + 3999, #arguments)))
    if type(answer) == 'table' and answer.err then
      call('UNLINK', key)
    end
  end
end
if #writers > 0 then
  local window = tonumber(ARGV[#ARGV])
  local since = tonumber(try('HGET', KEYS[2], 'profiles-since') or 0) or 0
  -- a time to come is one before the clock was set back
  local passed = since > now and 2 * window or now - since
  if passed >= window or call('EXISTS', KEYS[9]) == 0 then
    call('UNLINK', KEYS[10])
    if passed < 2 * window and call('EXISTS', KEYS[9]) == 1 then
      call('RENAME', KEYS[9], KEYS[10])
    else
      call('UNLINK', KEYS[9])
    end
    -- no user has this id; with it the hash is there to be expired, should no identify come any more
    call('HSET', KEYS[9], '', '')
    call('PEXPIRE', KEYS[9], 2 * window)
    try('HSET', KEYS[2], 'profiles-since', string.format('%d', now))
  end
  -- what is written here may be older than what a rule wrote of the same user
  local profiles = {}
  for first = 1, #writers, 4000 do
    local last = math.min(first + 3999, #writers)
    local marks = try('ZMSCORE', KEYS[11], unpack(writers, first, last))
    for i = first, last do
      if tonumber(marks[i - first + 1] or 0) <= now then
        profiles[#profiles + 1] = writers[i]
        profiles[#profiles + 1] = prints[writers[i]]
      end
    end
  end
  remember('HSET', KEYS[9], profiles)
end
remember('HDEL', KEYS[9], unknown)
remember('HDEL', KEYS[10], unknown)
if #overwritten > 0 then
  remember('ZADD', KEYS[11], overwritten)
  call('PEXPIRE', KEYS[11], ARGV[2])
end
for i = 1, #empty, 4000 do
  call('DEL', unpack(empty, i, math.min(i + 3999, #empty)))
end
for name, by in pairs(counts) do
  if by ~= 0 then
    try('HINCRBY', KEYS[2], name, by)
  end
end
return table.concat(result)
