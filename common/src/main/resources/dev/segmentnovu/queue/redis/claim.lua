#!lua flags=allow-oom
-- Leases users that are due to one worker. A lease that lapsed makes its user due again: that is the whole recovery.
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
-- ARGV[3] -> events of each at most
-- ARGV[4] -> lease, ms
-- ARGV[5] -> token, random
-- ARGV[6] -> bytes of entries after which no further user is claimed
-- ARGV[7] -> 1 if a suspect may be among them, else 0
-- ARGV[8], ARGV[9] -> letters in KEYS[3], and bytes of them, at which nothing is claimed; '' for no such bound
-- ARGV[10], ARGV[11] -> likewise for KEYS[4]
--
-- A suspect is a user whose head was claimed twice or more with nothing learnt of it: it may be what killed its workers. A worker
-- holds one at a time, so that of the users that die with it no more than one other is suspected again.
--
-- A list of another type makes way, as `broken:q:<user>`, for `relay fsck` to name it.
--
-- Returns { -2 } while dead letters are full and block the source, else { ms until the next user is due or -1 if there is none, users
-- that are due besides, then for each user: user id, '<how often the head was claimed with nothing learnt of it, this claim included>
-- <n> <fingerprint of the profile or -> <head state or nothing>', n entries }.
local call, try = redis.call, redis.pcall
local lists, token, budget = ARGV[1] .. 'q:', ARGV[5], tonumber(ARGV[6])
local most, room = tonumber(ARGV[3]), tonumber(ARGV[7])
local last = string.format('%d', most - 1)
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- as text: Redis writes a Lua number with printf, which takes longer than the command
local leased = string.format('%d', now + tonumber(ARGV[4]))
local result = { -1, 0 }
-- Of most users nothing was known, and one event waits: their head and their answer are made once, for a number costs more to write into
-- a text than to count.
local fresh, single = token .. ' 0 0 1 ', '1 1 - '

local function full(set, bytes, atCount, atBytes)
  return atCount ~= '' and ((tonumber(try('ZCARD', set)) or 0) >= tonumber(atCount)
    or (tonumber(try('HGET', KEYS[2], bytes) or 0) or 0) >= tonumber(atBytes))
end
if full(KEYS[3], 'dead-bytes', ARGV[8], ARGV[9]) or full(KEYS[4], 'unmapped-bytes', ARGV[10], ARGV[11]) then
  return { -2 }
end

-- The clock was set back, or a server with another one took over: each wait goes on for what was left of it. A difference below one
-- second is ignored.
local clock = tonumber(try('HGET', KEYS[2], 'clock') or 0) or 0
if clock - now > 1000 then
  for _, set in ipairs({ KEYS[1], ARGV[1] .. 'parked' }) do
    local later = try('ZRANGEBYSCORE', set, '(' .. now, '+inf', 'WITHSCORES')
    for i = 1, #later, 2 do
      call('ZADD', set, math.max(now, later[i + 1] - (clock - now)), later[i])
    end
  end
end
if math.abs(now - clock) >= 1000 then
  try('HSET', KEYS[2], 'clock', string.format('%d', now))
end

-- one call for many, and no more than Lua's stack holds
local function write(command, key, arguments)
  for i = 1, #arguments, 4000 do
    call(command, key, unpack(arguments, i, math.min(i + 3999, #arguments)))
  end
end

-- The first events of a list that cannot be read behind those that its head calls settled. None is lost for a head that these scripts
-- did not write.
local function anew(user, list, settled)
  local entries = try('LRANGE', list, '0', last)
  if entries.err then
    call('RENAME', list, ARGV[1] .. 'broken:q:' .. user)
    return {}
  end
  if settled > 0 and #entries > 0 then
    try('HINCRBY', KEYS[2], 'violations', 1)
  end
  return entries
end

-- without those of a key that cannot be read, which is all that is lost with it
local function fingerprints(key, ...)
  local answer = try('HMGET', key, ...)
  return answer.err and {} or answer
end

local users = call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
local known, profiles, older = {}, {}, {}
local bytes, taken, due, heads, gone = 0, 0, {}, {}, {}

for i, user in ipairs(users) do
  if bytes >= budget then
    break
  end
  if i % 4000 == 1 then
    local to = math.min(i + 3999, #users)
    known = try('HMGET', KEYS[5], unpack(users, i, to))
    if known.err then
      call('RENAME', KEYS[5], ARGV[1] .. 'broken:heads')
      try('HINCRBY', KEYS[2], 'violations', 1)
    end
    profiles = fingerprints(KEYS[6], unpack(users, i, to))
    older = fingerprints(KEYS[7], unpack(users, i, to))
  end
  local place = (i - 1) % 4000 + 1
  local head = known[place]
  local profile = string.match(profiles[place] or older[place] or '', '^[%w_-]+$')
  local list, held, settled, claims, state = lists .. user, false, 0, 1, ''
  if head then
    local holder, _, there, before, kept = string.match(head, '^(%S+) (%d+) (%d+) (%d+) (.*)$')
    if holder then
      held, settled, claims, state = holder ~= '-', tonumber(there), math.min(before + 1, 1e6), kept
    end
  end
  local entries = settled == 0 and try('LRANGE', list, '0', last) or try('LRANGE', list, settled, settled + most - 1)
  if entries.err or #entries == 0 then
    entries, settled = anew(user, list, settled), 0
  end
  if #entries == 0 then
    -- someone deleted the list by hand, or it made way: a user without events stands in no set
    call('DEL', list)
    call('ZREM', KEYS[1], user)
    try('HINCRBY', KEYS[2], 'violations', 1)
    if held then
      taken = taken - 1
    end
    gone[#gone + 1] = user
  elseif claims > 2 and room == 0 then
    -- out of the way of the others, who would wait behind it
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
    heads[#heads + 1] = head and token .. ' 0 0 ' .. claims .. ' ' .. state or fresh
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

write('HDEL', KEYS[5], gone)
write('HSET', KEYS[5], heads)
write('ZADD', KEYS[1], due)
if taken ~= 0 then
  try('HINCRBY', KEYS[2], 'claimed', taken)
end
local first = call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if first[2] then
  result[1] = math.max(0, first[2] - now)
  if tonumber(first[2]) <= now then
    result[2] = call('ZCOUNT', KEYS[1], '-inf', now)
  end
end
return result
