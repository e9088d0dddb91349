#!lua flags=allow-oom
-- Drops a dead letter that has come to the shard to which it moves. When it is sent twice, the second call finds none.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:unmapped
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- ARGV[1] -> term, see fence_shard.lua
-- ARGV[2] -> id of the dead letter
--
-- Returns 1 if it was there, else 0; -1 under another term.
if not is_moving(KEYS[1], ARGV[1]) then
  return -1
end
return forget_dead_letter(KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[2])
