#!lua flags=allow-oom
-- Examines keys, users, sets of message ids and dead letters, each at one moment, and repairs what is wrong with them if asked to.
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
-- ARGV[2] -> 1 to repair, 0 to look only
-- ARGV[3] -> how long a message id is remembered at most, ms
-- ARGV[4] -> the keys that all users share, '<name>=<type>' each, separated by spaces
-- ARGV[5..] -> pairs of 'user' | 'seen' | 'profiles' | 'dead-letter' | 'key' | 'broken' and the ordering key, the key's name without the
--   prefix, or the id of the dead letter
--
-- A key of another type is renamed to `<prefix>broken:<name>`, and deleted when an audit finds it there. While a shared key is of another
-- type nothing can be said of users and dead letters.
--
-- Returns for each finding its name, the index of its pair, from 0, and details or ''.
local prefix, fix = ARGV[1], ARGV[2] == '1'
local now = clock()
local result = {}

local function report(finding, i, details)
  result[#result + 1] = finding
  result[#result + 1] = (i - 5) / 2
  result[#result + 1] = details or ''
  return fix
end

local function is_of_type(name, wanted)
  local is = call('TYPE', prefix .. name).ok
  return is == 'none' or is == wanted, is
end

local function check_type(name, wanted, i)
  local right, is = is_of_type(name, wanted)
  if not right and report('wrong-type', i, prefix .. name .. ' is a ' .. is .. ' and must be a ' .. wanted) then
    set_aside(prefix, name)
  end
  return right
end

local shared = {}
for name, wanted in string.gmatch(ARGV[4], '(%S+)=(%S+)') do
  shared[name] = wanted
end

local function key(name, i)
  check_type(name, shared[name], i)
end

local function broken(name, i)
  if report('set-aside', i, prefix .. name) then
    call('UNLINK', prefix .. name)
  end
end

local function user(id, i)
  if not check_type('q:' .. id, 'list', i) and not fix then
    return
  end
  local waits = call('EXISTS', prefix .. 'q:' .. id) == 1
  local ready = call('ZSCORE', KEYS[1], id)
  local parked = call('ZSCORE', KEYS[6], id)
  if waits and not ready and not parked and (try('HEXISTS', prefix .. 'moving', id) == 1 or try('HEXISTS', prefix .. 'moved', id) == 1) then
    -- `relay reshard` has taken it out, or has brought a part of it
    return
  end
  if waits and not ready and not parked then
    if report('forgotten', i) then
      call('ZADD', KEYS[1], now, id)
    end
  elseif waits and ready and parked then
    if report('ready-and-parked', i) then
      call('ZREM', KEYS[1], id)
    end
  elseif not waits and ready then
    -- a parked user may be without events
    if report('nothing-waits', i) then
      call('ZREM', KEYS[1], id)
    end
  end
  if not waits and call('HEXISTS', KEYS[8], id) == 1 and report('orphan-head', i) then
    call('HDEL', KEYS[8], id)
  end
end

local function seen(name, i)
  local set = prefix .. name
  if is_of_type(name, 'set') and call('PTTL', set) == -1 and report('remembered-for-ever', i) then
    call('PEXPIRE', set, ARGV[3])
  end
end

local function profiles(name, i)
  local hash = prefix .. name
  if call('PTTL', hash) == -1 and report('profiles-for-ever', i) then
    call('UNLINK', hash)
  end
end

local function dead_letter(field, i)
  -- the details are a field of their own beside the entry
  local id = string.gsub(field, ':details$', '')
  local dead = call('ZSCORE', KEYS[3], id)
  local unmapped = call('ZSCORE', KEYS[7], id)
  local text = call('HGET', KEYS[4], id)
  local entry = call('HEXISTS', KEYS[5], id) == 1
  local details = call('HEXISTS', KEYS[5], id .. ':details') == 1
  if text and not string.find(text, '^{"id":".*}$') then
    -- not written by the relay, so it counts as missing
    text = false
  end
  if (dead or unmapped) and not (text and entry) then
    if report('dead-letter-without-content', i) then
      call('ZREM', KEYS[3], id)
      call('ZREM', KEYS[7], id)
      delete_dead_letter(KEYS[4], KEYS[5], id)
    end
  elseif dead and unmapped then
    if report('dead-letter-twice', i) then
      call('ZREM', KEYS[7], id)
    end
  elseif not dead and not unmapped and text and entry then
    if report('dead-letter-not-listed', i) then
      call('ZADD', KEYS[3], string.match(text, '"deadAt":(%d+)') or now, id)
    end
  elseif not dead and not unmapped and (text or entry or details) then
    if report('half-a-dead-letter', i) then
      delete_dead_letter(KEYS[4], KEYS[5], id)
    end
  end
end

local check = { seen = seen, profiles = profiles, key = key, broken = broken, user = user, ['dead-letter'] = dead_letter }
for name, wanted in pairs(shared) do
  if not is_of_type(name, wanted) then
    check.user, check['dead-letter'] = nil, nil
  end
end
for i = 5, #ARGV, 2 do
  local examine = check[ARGV[i]]
  if examine then
    examine(ARGV[i + 1], i)
  end
end
if #result > 0 then
  count(KEYS[2], 'violations', #result / 3)
end
return result
