#!lua flags=allow-oom
-- Takes users out of a shard that is being divided anew, and reads the last entries of each. A user that is taken stands in neither sorted
-- set: nobody claims it. When it is sent twice, the second call finds the users taken and reads the same again.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>heads
-- KEYS[4] -> <prefix>parked
-- KEYS[5] -> <prefix>parked:since
-- KEYS[6] -> <prefix>moving: HASH user -> '<name of the move> <entries moved> <score> <1 if parked, else 0> <since when, or -> <head>'
-- ARGV[1] -> key prefix
-- ARGV[2] -> term, see fence_shard.lua
-- ARGV[3] -> a name for the moves that begin now, random
-- ARGV[4] -> entries of each user at most
-- ARGV[5] -> bytes of entries after which no further user is taken
-- ARGV[6..] -> ordering keys
--
-- A user whose lease has not ended stays. Of a head that was claimed without a result the count of claims goes on, as after a lease that
-- lapsed.
--
-- Returns { how many of the users were looked at, -1 under another term; then for each user that is taken, now or before: its ordering key, the name of its move, the entries moved before, how many are left,
-- its score, 1 if it was parked, since when or '-', its head or '', the number of entries that follow, these, oldest first. For a user
-- under a lease: its ordering key and '' }.
if not is_moving(KEYS[2], ARGV[2]) then
  return { -1 }
end
local now = clock()
local result, bytes = { 0 }, 0

local function add(...)
  for _, value in ipairs({ ... }) do
    result[#result + 1] = value
  end
end

-- Returns the text of the move; false where there is nothing to move; nothing where a worker holds the user.
local function take(user)
  local parked = call('ZSCORE', KEYS[4], user)
  local score = parked or call('ZSCORE', KEYS[1], user)
  if not score then
    return false
  end
  local head = call('HGET', KEYS[3], user)
  local kept = ''
  if head then
    local holder, _, listed, claims, state = read_head(head)
    if holder and holder ~= '-' then
      if tonumber(score) > now then
        return nil
      end
      count(KEYS[2], 'claimed', -1)
    end
    if holder then
      if tonumber(listed) > 0 then
        call('LTRIM', ARGV[1] .. 'q:' .. user, listed, -1)
      end
      kept = (state ~= '' or tonumber(claims) > 0) and head_text('-', '0', '0', claims, state) or ''
    end
  end
  local since = parked and try('ZSCORE', KEYS[5], user)
  local text = table.concat({ ARGV[3], '0', string.format('%d', score), parked and '1' or '0', type(since) == 'string' and since or '-', kept }, ' ')
  call('HSET', KEYS[6], user, text)
  call('HDEL', KEYS[3], user)
  call('ZREM', KEYS[1], user)
  call('ZREM', KEYS[4], user)
  try('ZREM', KEYS[5], user)
  return text
end

for i = 6, #ARGV do
  if bytes >= tonumber(ARGV[5]) then
    break
  end
  result[1] = i - 5
  local user = ARGV[i]
  local text = call('HGET', KEYS[6], user) or take(user)
  if text then
    local name, moved, score, parked, since, head = string.match(text, '^(%S+) (%d+) (%d+) (%d) (%S+) (.*)$')
    local list = ARGV[1] .. 'q:' .. user
    local left = call('LLEN', list)
    local last, most = call('LINDEX', list, -1), tonumber(ARGV[4])
    local n = last and math.max(1, math.min(most, left, math.floor(tonumber(ARGV[5]) / math.max(1, #last)))) or 0
    local entries = n > 0 and call('LRANGE', list, -n, -1) or {}
    add(user, name, tonumber(moved), left, tonumber(score), tonumber(parked), since, head, #entries)
    for _, entry in ipairs(entries) do
      result[#result + 1] = entry
      bytes = bytes + #entry
    end
  elseif text == nil then
    add(user, '')
  end
end
return result
