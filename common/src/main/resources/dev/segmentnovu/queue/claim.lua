#!lua flags=allow-oom
-- Leases users that are due to one worker. A lease that lapsed makes its user due again: that is the whole recovery.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:unmapped
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
-- Returns { -2 } while dead letters are full and block the source, else { ms until the next user is due or -1 if there is none, users
-- that are due besides, then for each user: user id, head state or '', how often the head was claimed with nothing learnt of it (this
-- claim included), n, n entries }.
local prefix, lease, token, budget = ARGV[1], tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
local room = tonumber(ARGV[7])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local result = { -1, 0 }

local function full(set, bytes, atCount, atBytes)
  return atCount ~= '' and (redis.call('ZCARD', set) >= tonumber(atCount)
    or tonumber(redis.call('HGET', KEYS[2], bytes) or 0) >= tonumber(atBytes))
end
if full(KEYS[3], 'dead-bytes', ARGV[8], ARGV[9]) or full(KEYS[4], 'unmapped-bytes', ARGV[10], ARGV[11]) then
  return { -2 }
end

local bytes, taken, due = 0, 0, {}

for _, user in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  if bytes >= budget then
    break
  end
  local entries = redis.call('LRANGE', prefix .. 'q:' .. user, 0, ARGV[3] - 1)
  local head = prefix .. 'h:' .. user
  if #entries == 0 then
    -- someone deleted the list by hand: a user without events stands in no set
    redis.call('ZREM', KEYS[1], user)
    redis.call('HINCRBY', KEYS[2], 'violations', 1)
    if redis.call('HEXISTS', head, 't') == 1 then
      taken = taken - 1
    end
    redis.call('DEL', head)
  else
    local known = redis.call('HMGET', head, 't', 's', 'c')
    local claims = tonumber(known[3] or 0) + 1
    if claims > 2 and room == 0 then
      -- out of the way of the others, who would wait behind it
      due[#due + 1] = now + 1000
      due[#due + 1] = user
    else
      if claims > 2 then
        room = 0
      end
      if not known[1] then
        taken = taken + 1
      end
      redis.call('HSET', head, 't', token, 'p', 0, 'c', claims)
      due[#due + 1] = now + lease
      due[#due + 1] = user
      result[#result + 1] = user
      result[#result + 1] = known[2] or ''
      result[#result + 1] = claims
      result[#result + 1] = #entries
      for _, entry in ipairs(entries) do
        result[#result + 1] = entry
        bytes = bytes + #entry
      end
    end
  end
end

-- one call for many, and no more than Lua's stack holds
for i = 1, #due, 4000 do
  redis.call('ZADD', KEYS[1], unpack(due, i, math.min(i + 3999, #due)))
end
if taken ~= 0 then
  redis.call('HINCRBY', KEYS[2], 'claimed', taken)
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if first[2] then
  result[1] = math.max(0, first[2] - now)
  result[2] = redis.call('ZCOUNT', KEYS[1], '-inf', now)
end
return result
