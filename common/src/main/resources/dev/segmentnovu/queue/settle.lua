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
--   n, then for each of the n settled events: 'delivered' | 'skipped' | 'dead' | 'unmapped',
--   and after the last two: letter id, ms at which it died, letter
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

local function bury(entry, kind, id, ms, letter)
  redis.call('ZADD', kind == 'dead' and KEYS[3] or KEYS[7], ms, id)
  redis.call('HSET', KEYS[4], id, letter)
  redis.call('HSET', KEYS[5], id, entry)
  counts[kind .. '-bytes'] = counts[kind .. '-bytes'] + #entry + #letter
  counts.died = counts.died + 1
end

while at <= #ARGV do
  local user, token, position = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local how, delay, state, n = ARGV[at + 3], tonumber(ARGV[at + 4]), ARGV[at + 5], tonumber(ARGV[at + 6])
  at = at + 7
  local head, list = prefix .. 'h:' .. user, prefix .. 'q:' .. user
  local known = redis.call('HMGET', head, 't', 'p', 'c')
  local mine = known[1] == token
  local apply = mine and tonumber(known[2]) == position

  for _ = 1, n do
    local kind = ARGV[at]
    local dies = kind == 'dead' or kind == 'unmapped'
    local entry = apply and redis.call('LPOP', list)
    if entry then
      counts.events = counts.events - 1
      counts.bytes = counts.bytes - #entry
      if dies then
        bury(entry, kind, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
      else
        counts[kind] = counts[kind] + 1
      end
    end
    at = at + (dies and 4 or 1)
  end

  if apply then
    local parked = parking and redis.call('ZSCORE', KEYS[6], user)
    local set = parked and KEYS[6] or KEYS[1]
    if n > 0 then
      redis.call('HDEL', head, 's')
    end
    if redis.call('LLEN', list) == 0 then
      redis.call('ZREM', set, user)
      redis.call('DEL', head)
      counts.claimed = counts.claimed - 1
    elseif how == 'keep' and not parked then
      redis.call('HSET', head, 'p', position + n, 'c', n > 0 and 1 or known[3])
      redis.call('ZADD', set, now + lease, user)
    else
      redis.call('HDEL', head, 't', 'p')
      if how ~= 'fault' then
        local untouched = n == 0 and state == '' and tonumber(known[3] or 0) - 1 or 0
        if untouched > 0 then
          redis.call('HSET', head, 'c', untouched)
        else
          redis.call('HDEL', head, 'c')
        end
      end
      counts.claimed = counts.claimed - 1
      redis.call('ZADD', set, now + delay, user)
      if state ~= '' then
        redis.call('HSET', head, 's', state)
      end
    end
    result[#result + 1] = parked and how == 'keep' and 2 or 1
  else
    result[#result + 1] = mine and tonumber(known[2]) == position + n and 1 or 0
  end
end

for name, by in pairs(counts) do
  if by ~= 0 then
    redis.call('HINCRBY', KEYS[2], name, by)
  end
end
return result
