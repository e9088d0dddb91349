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
return forget_dead_letter(KEYS[1], KEYS[2], KEYS[5], KEYS[3], KEYS[4], ARGV[1])
