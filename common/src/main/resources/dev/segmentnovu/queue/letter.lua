-- Reads one dead letter in full.
--
-- KEYS[1] -> <prefix>dead:letters
-- KEYS[2] -> <prefix>dead:entries
-- ARGV[1] -> letter id
--
-- Returns { letter, entry }, or an empty list if there is none of that id.
local letter = redis.call('HGET', KEYS[1], ARGV[1])
local entry = redis.call('HGET', KEYS[2], ARGV[1])
if not letter or not entry then
  return {}
end
return { letter, entry }
