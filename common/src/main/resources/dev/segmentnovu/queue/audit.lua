#!lua flags=allow-oom
-- Looks at users, sets of message ids and dead letters, each at one moment, and mends what is wrong with them if asked to.
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
-- ARGV[2] -> 1 to mend, 0 to look only
-- ARGV[3] -> how long a message id is remembered at most, ms
-- ARGV[4..] -> pairs of 'user' | 'seen' | 'letter' and the user id, key without the prefix, or letter id
--
-- Returns pairs of a finding and the index of its pair, from 0.
local prefix, fix = ARGV[1], ARGV[2] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local result = {}

local function found(finding, i)
  result[#result + 1] = finding
  result[#result + 1] = (i - 4) / 2
  return fix
end

local function user(id, i)
  local waits = redis.call('EXISTS', prefix .. 'q:' .. id) == 1
  local ready = redis.call('ZSCORE', KEYS[1], id)
  local parked = redis.call('ZSCORE', KEYS[6], id)
  if waits and not ready and not parked then
    if found('forgotten', i) then
      redis.call('ZADD', KEYS[1], now, id)
    end
  elseif waits and ready and parked then
    if found('ready-and-parked', i) then
      redis.call('ZREM', KEYS[1], id)
    end
  elseif not waits and (ready or parked) then
    if found('nothing-waits', i) then
      redis.call('ZREM', KEYS[1], id)
      redis.call('ZREM', KEYS[6], id)
    end
  end
  if not waits and redis.call('HEXISTS', KEYS[8], id) == 1 and found('orphan-head', i) then
    redis.call('HDEL', KEYS[8], id)
  end
end

local function seen(name, i)
  local key = prefix .. name
  if redis.call('PTTL', key) == -1 and found('remembered-for-ever', i) then
    redis.call('PEXPIRE', key, ARGV[3])
  end
end

local function letter(id, i)
  local dead = redis.call('ZSCORE', KEYS[3], id)
  local unmapped = redis.call('ZSCORE', KEYS[7], id)
  local text = redis.call('HGET', KEYS[4], id)
  local entry = redis.call('HEXISTS', KEYS[5], id) == 1
  if (dead or unmapped) and not (text and entry) then
    if found('letter-without-content', i) then
      redis.call('ZREM', KEYS[3], id)
      redis.call('ZREM', KEYS[7], id)
      redis.call('HDEL', KEYS[4], id)
      redis.call('HDEL', KEYS[5], id)
    end
  elseif dead and unmapped then
    if found('letter-twice', i) then
      redis.call('ZREM', KEYS[7], id)
    end
  elseif not dead and not unmapped and text and entry then
    if found('letter-not-listed', i) then
      redis.call('ZADD', KEYS[3], string.match(text, '"deadAt":(%d+)') or now, id)
    end
  elseif not dead and not unmapped and (text or entry) then
    if found('half-a-letter', i) then
      redis.call('HDEL', KEYS[4], id)
      redis.call('HDEL', KEYS[5], id)
    end
  end
end

local check = { user = user, seen = seen, letter = letter }
for i = 4, #ARGV, 2 do
  check[ARGV[i]](ARGV[i + 1], i)
end
if #result > 0 then
  redis.call('HINCRBY', KEYS[2], 'violations', #result / 2)
end
return result
