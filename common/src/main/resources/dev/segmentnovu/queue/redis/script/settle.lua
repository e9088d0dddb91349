#!lua flags=allow-oom
-- Applies what became of claimed users' first events. A stale token changes nothing. When it is sent twice the second call changes
-- nothing: either the token is gone, or the position has moved on.
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
-- KEYS[12] -> <prefix>deliveries
-- ARGV[1] -> key prefix
-- ARGV[2] -> lease, ms
-- ARGV[3] -> number of settlements
-- ARGV[4..] -> the ordering key of each, then the bytes of the events that each settles, then for each '<token> <events settled before
--   under this token> <keep|release|backoff|fault> <delay of the last two in ms> <events of the claim that are left after these>
--   <number of finished events> <a character for each event it settles> <fingerprint of the user's profile that was written; - if none was; ! to forget it;
--   ? to forget it and what is written of it within a lease> <retry state, or nothing to leave it as it is>'.
--   The characters are d for delivered, s for skipped, x for a dead letter, u for an unmapped one. For each of the last two follow
--   its id, the ms at which it died, its text, with its details behind a line feed if it has any. Then follow the texts of the finished events, to be remembered
-- ARGV[last - 1] -> how many finished events are remembered at least; 0 to forget all of them, -1 to leave them as they are
-- ARGV[last] -> how long the fingerprints are remembered at least, ms; they are remembered at most twice as long
--
-- After 'fault' nothing was learnt of the head, and the count of its claims goes on. Nothing was learnt either when a user is given back
-- as it was, with no event settled and no retry state: then this claim does not count, and the claims before it do.
--
-- A list, or a key of dead letters, of another type is renamed to `broken:…`: the other settlements count.
--
-- Returns a text with a digit for each settlement: 1 if it is applied, now or before; 0 if the lease is not the caller's any more;
-- 2 if it is applied but the lease is not kept, because the user was parked meanwhile.
local lists, settlements = ARGV[1] .. 'q:', tonumber(ARGV[3])
local now = clock()
-- While the clock is behind that of the latest claim, the next claim subtracts the difference from all times to come. So it is added here.
local ahead = (tonumber(try('HGET', KEYS[2], 'clock') or 0) or 0) - now
ahead = ahead > 1000 and ahead or 0
local leased = string.format('%d', now + ahead + tonumber(ARGV[2]))
local counts = { events = 0, bytes = 0, claimed = 0, delivered = 0, skipped = 0, died = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
local result = {}

-- Reads the text of a settlement. For most users of a claim the text is the same, so each text is read once.
local read = {}
local function parse(text)
  local token, position, how, delay, more, finished, kinds, profile, state =
    string.match(text, '^(%S+) (%d+) (%a+) (%d+) (%d+) (%d+) (%a*) (%S+) (.*)$')
  local _, skipped = string.gsub(kinds, 's', '')
  local _, deaths = string.gsub(kinds, '[xu]', '')
  local said = {
    token = token, position = position, how = how, more = tonumber(more), kinds = kinds, profile = profile, state = state,
    finished = tonumber(finished), n = #kinds, skipped = skipped, deaths = deaths, due = string.format('%d', now + ahead + delay),
    -- the head's text of a user that was claimed for the first time
    claimed = position == '0' and head_text(token, '0', '0', '1', ''),
    after = position + #kinds,
  }
  read[text] = said
  return said
end

local function set_key_aside(key)
  set_aside(ARGV[1], string.sub(key, #ARGV[1] + 1))
  count(KEYS[2], 'violations', 1)
end

local parked = try('ZCARD', KEYS[6])
if is_error(parked) then
  set_key_aside(KEYS[6])
  parked = 0
end
local any_parked = parked > 0

-- Whether the keys of dead letters were checked in this call.
local prepared = false

-- Settles events behind the first ones of a list, which are settled already. Returns how many are left at least, and how many settled
-- ones still stand in the list. Reads only events that become dead letters, or all if the list is shorter than it was: the caller knows
-- the bytes of the others. Asks for the length of the list only when nothing of the claim is left.
local function settle(list, settled, said, bytes, dead)
  local n, plain = said.n, said.deaths == 0
  local length = n + said.more
  if said.more == 0 or not plain then
    length = try('LLEN', list)
    if is_error(length) then
      set_key_aside(list)
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
  if not plain and not prepared then
    -- an event leaves its list only after the keys of dead letters can be written
    for key, command in pairs({ [KEYS[3]] = 'ZCARD', [KEYS[4]] = 'HLEN', [KEYS[5]] = 'HLEN', [KEYS[7]] = 'ZCARD' }) do
      if is_error(try(command, key)) then
        set_key_aside(key)
      end
    end
    prepared = true
  end
  for i = 1, n do
    local kind = string.sub(said.kinds, i, i)
    local is_dead = kind == 'x' or kind == 'u'
    local entry = call('LPOP', list)
    if entry then
      length = length - 1
      counts.events = counts.events - 1
      counts.bytes = counts.bytes - #entry
      if is_dead then
        local id, ms, text = ARGV[dead], ARGV[dead + 1], ARGV[dead + 2]
        call('ZADD', kind == 'x' and KEYS[3] or KEYS[7], ms, id)
        local name = kind == 'x' and 'dead-bytes' or 'unmapped-bytes'
        counts[name] = counts[name] + store_dead_letter(KEYS[4], KEYS[5], id, text, entry)
        counts.died = counts.died + 1
      else
        local name = kind == 's' and 'skipped' or 'delivered'
        counts[name] = counts[name] + 1
      end
    end
    if is_dead then
      dead = dead + 3
    end
  end
  return length, 0
end

-- The head's text of each user, false where there is none. All are read at first; all are written in the end, together with the times at
-- which the users are due. If a user is written twice the last one counts.
local heads = {}
for i = 4, settlements + 3, CHUNK do
  local to = math.min(i + CHUNK - 1, settlements + 3)
  local known = try('HMGET', KEYS[8], unpack(ARGV, i, to))
  if known.err then
    -- nobody's lease is known any more
    set_key_aside(KEYS[8])
  end
  for j, head in ipairs(known) do
    heads[ARGV[i + j - 1]] = head
  end
end
local waits, idle, known, unknown, empty = {}, {}, {}, {}, {}
local writers, prints, forgotten, overwritten = {}, {}, {}, {}
local finished, settled_at = {}, string.format('%d ', now)

local at = 2 * settlements + 4
for i = 1, settlements do
  local user, text = ARGV[i + 3], ARGV[at]
  local said = read[text] or parse(text)
  local dead = at + 1
  local first_finished = dead + 3 * said.deaths
  at = first_finished + said.finished

  local head = heads[user]
  local holder, settled, listed, claims, kept
  if head and head == said.claimed then
    holder, settled, listed, claims, kept = said.token, '0', 0, '1', ''
  elseif head then
    holder, settled, listed, claims, kept = read_head(head)
  end
  if holder == said.token and settled == said.position then
    local list, n, how = lists .. user, said.n, said.how
    local left
    left, listed = settle(list, tonumber(listed), said, ARGV[settlements + i + 3], dead)
    local is_parked = any_parked and call('ZSCORE', KEYS[6], user)
    local next
    if left == 0 then
      head = false
      empty[#empty + 1] = list
      counts.claimed = counts.claimed - 1
      next = false
    elseif how == 'keep' and not is_parked then
      -- The list is written when the claim ends: until then an event of the claim costs no command on the list.
      head = head_text(said.token, said.after, listed, n > 0 and '1' or claims, n > 0 and '' or kept)
      next = leased
    else
      if listed > 0 and try('LTRIM', list, listed, -1).err then
        set_key_aside(list)
      end
      local untouched = n == 0 and said.state == ''
      if how ~= 'fault' then
        claims = untouched and math.max(0, claims - 1) or 0
      end
      local state = untouched and kept or said.state
      head = (state ~= '' or tonumber(claims) > 0) and head_text('-', '0', '0', claims, state)
      counts.claimed = counts.claimed - 1
      next = said.due
    end
    heads[user] = head
    for j = first_finished, at - 1 do
      finished[#finished + 1] = settled_at .. ARGV[j]
    end
    if said.profile == '!' or said.profile == '?' then
      forgotten[#forgotten + 1] = user
      if said.profile == '?' then
        overwritten[#overwritten + 1] = string.format('%d', now + tonumber(ARGV[2]))
        overwritten[#overwritten + 1] = user
      end
    elseif said.profile ~= '-' then
      writers[#writers + 1] = user
      prints[user] = said.profile
    end
    if head then
      known[#known + 1] = user
      known[#known + 1] = head
    else
      unknown[#unknown + 1] = user
    end
    if is_parked then
      -- a parked user stays parked when no event is left; its next event is not bound by the lease
      call('ZADD', KEYS[6], next or string.format('%d', now), user)
    elseif next then
      waits[#waits + 1] = next
      waits[#waits + 1] = user
    else
      idle[#idle + 1] = user
    end
    result[i] = is_parked and how == 'keep' and '2' or '1'
  else
    result[i] = holder == said.token and tonumber(settled) == said.after and '1' or '0'
  end
end

-- Where KEYS[1] is of another type all else is settled nevertheless: `relay fsck` makes the users due. Removals come last: nothing is
-- settled for a user after the last event has left.
write_all(try, 'ZADD', KEYS[1], waits)
write_all(try, 'ZREM', KEYS[1], idle)
write_all(try, 'HSET', KEYS[8], known)
write_all(try, 'HDEL', KEYS[8], unknown)

-- Fingerprints are remembered like message ids, in one hash for this window and one for the window before. The older is forgotten as a
-- whole. A forgotten fingerprint costs one call to Novu and no more, so a key that cannot be used is deleted.
if #writers > 0 or #forgotten > 0 then
  local function try_or_unlink(command, key, ...)
    if is_error(try(command, key, ...)) then
      call('UNLINK', key)
    end
  end
  if #writers > 0 then
    local window_ms = tonumber(ARGV[#ARGV])
    local since = tonumber(try('HGET', KEYS[2], 'profiles-since') or 0) or 0
    -- a time in the future was written before the clock was set back
    local passed = since > now and 2 * window_ms or now - since
    if passed >= window_ms or call('EXISTS', KEYS[9]) == 0 then
      call('UNLINK', KEYS[10])
      if passed < 2 * window_ms and call('EXISTS', KEYS[9]) == 1 then
        call('RENAME', KEYS[9], KEYS[10])
      else
        call('UNLINK', KEYS[9])
      end
      -- No user has this id. It makes the hash exist, so that the hash can expire even if no further identify comes.
      call('HSET', KEYS[9], '', '')
      call('PEXPIRE', KEYS[9], 2 * window_ms)
      try('HSET', KEYS[2], 'profiles-since', string.format('%d', now))
    end
    -- what is written here may be older than what a rule wrote to the same user's profile
    local profiles = {}
    for first = 1, #writers, CHUNK do
      local last = math.min(first + CHUNK - 1, #writers)
      local marks = try('ZMSCORE', KEYS[11], unpack(writers, first, last))
      for i = first, last do
        if tonumber(marks[i - first + 1] or 0) <= now then
          profiles[#profiles + 1] = writers[i]
          profiles[#profiles + 1] = prints[writers[i]]
        end
      end
    end
    write_all(try_or_unlink, 'HSET', KEYS[9], profiles)
  end
  write_all(try_or_unlink, 'HDEL', KEYS[9], forgotten)
  write_all(try_or_unlink, 'HDEL', KEYS[10], forgotten)
  if #overwritten > 0 then
    write_all(try_or_unlink, 'ZADD', KEYS[11], overwritten)
    call('PEXPIRE', KEYS[11], ARGV[2])
  end
end
remember_finished(KEYS[12], finished, tonumber(ARGV[#ARGV - 1]), set_key_aside)
for i = 1, #empty, CHUNK do
  call('DEL', unpack(empty, i, math.min(i + CHUNK - 1, #empty)))
end
for name, by in pairs(counts) do
  if by ~= 0 then
    count(KEYS[2], name, by)
  end
end
return table.concat(result)
