#!lua flags=allow-oom
-- Unparks users. A lease or a backoff that is not over goes on. When it is sent twice, the second call finds nobody parked.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>parked
-- KEYS[3] -> <prefix>parked:since
-- ARGV[1] -> key prefix
-- ARGV[2] -> channel of the hint that a user became due
-- ARGV[3..] -> ordering keys
--
-- Returns how many were parked.
local unparked = 0
for i = 3, #ARGV do
  local user = ARGV[i]
  local score = call('ZSCORE', KEYS[2], user)
  if score then
    -- a list of another type counts as one with events: the claim renames it
    if call('EXISTS', ARGV[1] .. 'q:' .. user) == 1 then
      -- before ZREM: it fails where the key is of another type, and the user would stand in no set
      call('ZADD', KEYS[1], score, user)
    end
    call('ZREM', KEYS[2], user)
    unparked = unparked + 1
  end
  try('ZREM', KEYS[3], user)
end
call('PUBLISH', ARGV[2], '')
return unparked
