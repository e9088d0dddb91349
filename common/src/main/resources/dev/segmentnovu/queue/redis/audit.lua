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
-- ARGV[4..] -> pairs of 'user' | 'seen' | 'profiles' | 'letter' | 'key' | 'broken' and the user id, key without the prefix, or letter id
--
-- A key of another type is renamed to `<prefix>broken:<name>` before all else is mended, and deleted when it is found there. While one that
-- all share is there nothing can be said of users and letters.
--
-- Returns for each finding its name, the index of its pair, from 0, and more about it or ''.
local prefix, fix = ARGV[1], ARGV[2] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local result = {}

local function found(finding, i, more)
  result[#result + 1] = finding
  result[#result + 1] = (i - 4) / 2
  result[#result + 1] = more or ''
  return fix
end

local function isType(name, wanted)
  local is = redis.call('TYPE', prefix .. name).ok
  return is == 'none' or is == wanted, is
end

local function mistyped(name, wanted, i)
  local right, is = isType(name, wanted)
  if not right and found('wrong-type', i, prefix .. name .. ' is a ' .. is .. ' and must be a ' .. wanted) then
    redis.call('RENAME', prefix .. name, prefix .. 'broken:' .. name)
  end
  return not right
end

local shared = { ready = 'zset', stats = 'hash', dead = 'zset', ['dead:letters'] = 'hash', ['dead:entries'] = 'hash', parked = 'zset',
  ['dead:unmapped'] = 'zset', heads = 'hash', seen = 'set', ['seen:before'] = 'set' }

local function key(name, i)
  mistyped(name, shared[name], i)
end

local function broken(name, i)
  if found('set-aside', i, prefix .. name) then
    redis.call('UNLINK', prefix .. name)
  end
end

local function user(id, i)
  if mistyped('q:' .. id, 'list', i) and not fix then
    return
  end
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
  if isType(name, 'set') and redis.call('PTTL', key) == -1 and found('remembered-for-ever', i) then
    redis.call('PEXPIRE', key, ARGV[3])
  end
end

local function profiles(name, i)
  local key = prefix .. name
  if redis.call('PTTL', key) == -1 and found('profiles-for-ever', i) then
    redis.call('UNLINK', key)
  end
end

local function letter(id, i)
  local dead = redis.call('ZSCORE', KEYS[3], id)
  local unmapped = redis.call('ZSCORE', KEYS[7], id)
  local text = redis.call('HGET', KEYS[4], id)
  local entry = redis.call('HEXISTS', KEYS[5], id) == 1
  if text and not string.find(text, '^{"id":".*}$') then
    -- not written by the relay: as good as none
    text = false
  end
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

local check = { seen = seen, profiles = profiles, key = key, broken = broken, user = user, letter = letter }
for name, wanted in pairs(shared) do
  if not isType(name, wanted) then
    check.user, check.letter = nil, nil
  end
end
for i = 4, #ARGV, 2 do
  local look = check[ARGV[i]]
  if look then
    look(ARGV[i + 1], i)
  end
end
if #result > 0 then
  redis.pcall('HINCRBY', KEYS[2], 'violations', #result / 3)
end
return result
