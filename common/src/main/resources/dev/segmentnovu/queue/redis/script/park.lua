#!lua flags=allow-oom
-- Parks users: no worker claims them, whether events of theirs wait or not. The time from which on a user may be claimed moves with the
-- user: a lease or a backoff goes on running. When it is sent twice, the second call finds nothing to move.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>parked
-- KEYS[3] -> <prefix>parked:since
-- ARGV[1] -> parked users at which no user without events is parked
-- ARGV[2..] -> ordering keys
--
-- Returns for each user 1 if it is parked, now or before; 0 if too many are.
local now = string.format('%d', clock())
local result = {}
for i = 2, #ARGV do
  local user = ARGV[i]
  local score = call('ZSCORE', KEYS[1], user)
  local parked = call('ZSCORE', KEYS[2], user)
  if score then
    -- before ZREM: it fails where the key is of another type, and the user would stand in no set
    call('ZADD', KEYS[2], score, user)
    call('ZREM', KEYS[1], user)
    parked = score
  elseif not parked and call('ZCARD', KEYS[2]) < tonumber(ARGV[1]) then
    call('ZADD', KEYS[2], now, user)
    parked = now
  end
  if parked then
    -- for people only: a key of another type must not keep a user from being parked
    try('ZADD', KEYS[3], 'NX', now, user)
  end
  result[#result + 1] = parked and 1 or 0
end
return result
