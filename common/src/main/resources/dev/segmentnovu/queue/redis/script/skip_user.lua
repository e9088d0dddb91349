#!lua flags=allow-oom
-- Moves a user's head to the dead letters, unless a worker holds the user. When it is sent twice, the second call finds the dead letter.
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
-- ARGV[2] -> ordering key
-- ARGV[3] -> the head's entry, as it was read
-- ARGV[4], ARGV[5], ARGV[6] -> id of the dead letter, the ms at which it dies, its text with its details behind a line feed
-- ARGV[7] -> channel of the hint that a user became due
--
-- The script fails on a key of another type before it writes.
--
-- Returns 1 if done, 0 if another event is the head now, or none, 2 if a worker holds the user.
local user, entry, id, text = ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local list = ARGV[1] .. 'q:' .. user
local now = clock()
if call('ZSCORE', KEYS[3], id) then
  return 1
end
local head = call('HGET', KEYS[8], user)
local parked = call('ZSCORE', KEYS[6], user)
local held = is_claimed(head)
if held and tonumber(parked or call('ZSCORE', KEYS[1], user) or 0) > now then
  return 2
end
local settled = settled_in_list(head)
if call('LINDEX', list, settled) ~= entry then
  return 0
end

-- a call for each of the other keys that are written below
call('ZCARD', KEYS[1])
call('HLEN', KEYS[2])
call('HLEN', KEYS[4])
call('HLEN', KEYS[5])

call('ZADD', KEYS[3], ARGV[5], id)
local bytes = store_dead_letter(KEYS[4], KEYS[5], id, text, entry)
call('LTRIM', list, settled + 1, -1)
call('HDEL', KEYS[8], user)
if parked or call('EXISTS', list) == 1 then
  call('ZADD', parked and KEYS[6] or KEYS[1], string.format('%d', now), user)
  call('PUBLISH', ARGV[7], '')
else
  call('ZREM', KEYS[1], user)
end
if held then
  count(KEYS[2], 'claimed', -1)
end
count(KEYS[2], 'events', -1)
count(KEYS[2], 'bytes', -#entry)
count(KEYS[2], 'died', 1)
count(KEYS[2], 'dead-bytes', bytes)
return 1
