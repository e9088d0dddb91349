-- Reads one dead letter in full.
--
-- KEYS[1] -> <prefix>dead:letters
-- KEYS[2] -> <prefix>dead:entries
-- ARGV[1] -> letter id
--
-- Returns { letter, entry }, or an empty list if there is none of that id that can be read.
local letter = redis.pcall('HGET', KEYS[1], ARGV[1])
local entry = redis.pcall('HGET', KEYS[2], ARGV[1])
if type(letter) ~= 'string' or type(entry) ~= 'string' then
  return {}
end
return { letter, entry }
