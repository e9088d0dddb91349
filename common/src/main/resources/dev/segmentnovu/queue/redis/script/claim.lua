#!lua flags=allow-oom
-- Leases users that are due to one worker. When a lease lapses its user is due again: this alone is the recovery.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:unmapped
-- KEYS[5] -> <prefix>heads
-- KEYS[6] -> <prefix>profiles
-- KEYS[7] -> <prefix>profiles:before
-- ARGV[1] -> key prefix
-- ARGV[2] -> users at most
-- ARGV[3] -> events of each user at most
-- ARGV[4] -> lease, ms
-- ARGV[5] -> token of the lease, random
-- ARGV[6] -> bytes of entries after which no further user is claimed
-- ARGV[7] -> 1 if a suspect may be among the users, else 0
-- ARGV[8], ARGV[9] -> dead letters in KEYS[3], and bytes of them, at which nothing is claimed; '' for no such bound
-- ARGV[10], ARGV[11] -> the same for KEYS[4]
-- ARGV[12] -> into how many shards the caller divides the queue
--
-- If `relay reshard` divides the queue into another number of shards, or has done so, the script fails with LAYOUT before it writes.
--
-- A suspect is a user whose head was claimed twice or more without a result: it may be what killed its workers. A worker holds
-- one suspect at a time, so that at most one of the other users that die with it becomes a suspect too.
--
-- A list of another type is renamed to `broken:q:<user>`.
--
-- Returns { -2 } while dead letters are full and block the source, else { ms until the next user is due, or -1 if there is none; users
-- that are due besides; then for each user: ordering key, '<claims of the head without a result, this claim included> <n>
-- <fingerprint of the profile, or -> <retry state, or nothing>', n entries }.
local lists, token, budget_bytes = ARGV[1] .. 'q:', ARGV[5], tonumber(ARGV[6])
local most, room = tonumber(ARGV[3]), tonumber(ARGV[7])
local last = string.format('%d', most - 1)
local now = clock()
local leased = string.format('%d', now + tonumber(ARGV[4]))
local result = { -1, 0 }
-- Of most users nothing is known, and one event waits. Their head and their reply are made once: to write a number into a text costs more
-- than to count.
local fresh, single = head_text(token, '0', '0', '1', ''), '1 1 - '

local function full(set, bytes, at_count, at_bytes)
  return at_count ~= '' and ((tonumber(try('ZCARD', set)) or 0) >= tonumber(at_count)
    or (tonumber(try('HGET', KEYS[2], bytes) or 0) or 0) >= tonumber(at_bytes))
end
if full(KEYS[3], 'dead-bytes', ARGV[8], ARGV[9]) or full(KEYS[4], 'unmapped-bytes', ARGV[10], ARGV[11]) then
  return { -2 }
end

-- When the clock was set back, or a server with another clock took over, each wait goes on for the rest of its time. Differences below one
-- second are ignored.
local stats = try('HMGET', KEYS[2], 'clock', 'layout')
if stats[2] and stats[2] ~= ARGV[12] then
  return redis.error_reply('LAYOUT the queue is in another number of shards')
end
local last_clock = tonumber(stats[1] or 0) or 0
if last_clock - now > 1000 then
  for _, set in ipairs({ KEYS[1], ARGV[1] .. 'parked' }) do
    local later = try('ZRANGEBYSCORE', set, '(' .. now, '+inf', 'WITHSCORES')
    for i = 1, #later, 2 do
      call('ZADD', set, math.max(now, later[i + 1] - (last_clock - now)), later[i])
    end
  end
end
if math.abs(now - last_clock) >= 1000 then
  try('HSET', KEYS[2], 'clock', string.format('%d', now))
end

-- Reads a list again from its front, because nothing stands behind the events that its head calls settled. A head that these scripts did
-- not write must not make an event disappear.
local function read_again(user, list, settled)
  local entries = try('LRANGE', list, '0', last)
  if entries.err then
    set_aside(ARGV[1], 'q:' .. user)
    return {}
  end
  if settled > 0 and #entries > 0 then
    count(KEYS[2], 'violations', 1)
  end
  return entries
end

-- Returns nothing where the key cannot be read: only fingerprints are lost then.
local function fingerprints(key, ...)
  local reply = try('HMGET', key, ...)
  return reply.err and {} or reply
end

local users = call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
local known, profiles, older = {}, {}, {}
local bytes, taken, due, heads, gone = 0, 0, {}, {}, {}

for i, user in ipairs(users) do
  if bytes >= budget_bytes then
    break
  end
  if i % CHUNK == 1 then
    local to = math.min(i + CHUNK - 1, #users)
    known = try('HMGET', KEYS[5], unpack(users, i, to))
    if known.err then
      set_aside(ARGV[1], 'heads')
      count(KEYS[2], 'violations', 1)
    end
    profiles = fingerprints(KEYS[6], unpack(users, i, to))
    older = fingerprints(KEYS[7], unpack(users, i, to))
  end
  local place = (i - 1) % CHUNK + 1
  local head = known[place]
  local profile = string.match(profiles[place] or older[place] or '', '^[%w_-]+$')
  local list, held, settled, claims, state = lists .. user, false, 0, 1, ''
  if head then
    local holder, _, listed, before, kept = read_head(head)
    if holder then
      held, settled, claims, state = holder ~= '-', tonumber(listed), math.min(before + 1, 1e6), kept
    end
  end
  local entries = settled == 0 and try('LRANGE', list, '0', last) or try('LRANGE', list, settled, settled + most - 1)
  if entries.err or #entries == 0 then
    entries, settled = read_again(user, list, settled), 0
  end
  if #entries == 0 then
    -- someone deleted the list by hand, or it was renamed: a user without events stands in no set
    call('DEL', list)
    call('ZREM', KEYS[1], user)
    count(KEYS[2], 'violations', 1)
    if held then
      taken = taken - 1
    end
    gone[#gone + 1] = user
  elseif claims > 2 and room == 0 then
    -- so that the users behind it need not wait
    due[#due + 1] = string.format('%d', now + 1000)
    due[#due + 1] = user
  else
    if claims > 2 then
      room = 0
    end
    if not held then
      taken = taken + 1
    end
    if settled > 0 then
      call('LTRIM', list, settled, -1)
    end
    heads[#heads + 1] = user
    heads[#heads + 1] = head and head_text(token, '0', '0', claims, state) or fresh
    due[#due + 1] = leased
    due[#due + 1] = user
    result[#result + 1] = user
    result[#result + 1] = not head and not profile and #entries == 1 and single
      or claims .. ' ' .. #entries .. ' ' .. (profile or '-') .. ' ' .. state
    for _, entry in ipairs(entries) do
      result[#result + 1] = entry
      bytes = bytes + #entry
    end
  end
end

write_all(call, 'HDEL', KEYS[5], gone)
write_all(call, 'HSET', KEYS[5], heads)
write_all(call, 'ZADD', KEYS[1], due)
if taken ~= 0 then
  count(KEYS[2], 'claimed', taken)
end
local first = call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if first[2] then
  result[1] = math.max(0, first[2] - now)
  if tonumber(first[2]) <= now then
    result[2] = call('ZCOUNT', KEYS[1], '-inf', now)
  end
end
return result
