-- Moves a dead letter back into its user's list. When it is sent twice, the second call finds no dead letter.
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
-- ARGV[2] -> id of the dead letter
-- ARGV[3] -> ordering key
-- ARGV[4] -> 'tail' | 'head'
-- ARGV[5] -> entry to put back
-- ARGV[6] -> channel of the hint that a user became due
--
-- The script fails on a key of another type before it writes. Only a user's list of another type is renamed, to `broken:q:<user>`.
--
-- Returns 1 if done, 0 if there is no such dead letter, 2 if the user's head is being delivered and 'head' was asked for.
local prefix, id, user, entry = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local now = clock()
local dead = call('ZSCORE', KEYS[3], id)
if not dead and not call('ZSCORE', KEYS[7], id) then
  return 0
end

-- a call for each of the other keys that are read and written below
call('ZCARD', KEYS[1])
call('HLEN', KEYS[2])
local freed = dead_letter_bytes(KEYS[4], KEYS[5], id)
call('HLEN', KEYS[8])

if not put_back(KEYS, prefix, user, entry, ARGV[4] == 'head', now) then
  return 2
end

call('ZREM', dead and KEYS[3] or KEYS[7], id)
delete_dead_letter(KEYS[4], KEYS[5], id)
count(KEYS[2], dead and 'dead-bytes' or 'unmapped-bytes', -freed)
try('PUBLISH', ARGV[6], '')
return 1
