#!lua flags=allow-oom
-- Deletes a dead letter for good.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- KEYS[5] -> <prefix>dead:unmapped
-- ARGV[1] -> id of the dead letter
--
-- Returns 1 if it was there, else 0.
-- before ZREM: it fails where a key is of another type, and would leave half of the dead letter
local freed = dead_letter_bytes(KEYS[3], KEYS[4], ARGV[1])
local bytes = 'dead-bytes'
if call('ZREM', KEYS[2], ARGV[1]) == 0 then
  bytes = 'unmapped-bytes'
  if call('ZREM', KEYS[5], ARGV[1]) == 0 then
    return 0
  end
end
delete_dead_letter(KEYS[3], KEYS[4], ARGV[1])
count(KEYS[1], bytes, -freed)
return 1
