#!lua flags=allow-oom
-- Moves users between those that may be claimed and those an operator holds. The time from which on a user may be claimed moves
-- with it: a lease or a backoff goes on running. Sent twice, the second finds nothing to move.
--
-- KEYS[1] -> the set to move from, <prefix>ready or <prefix>parked
-- KEYS[2] -> the set to move to, the other one
-- ARGV[1] -> channel of the hint that a user became due, or '' for none
-- ARGV[2..] -> user ids
--
-- Returns for each user 1 if it stands in the set to move to, now or before, else 0: nothing of it waits.
local result = {}
for i = 2, #ARGV do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if score then
    -- first: it fails where the key is of another type, and the user would stand in no set
    redis.call('ZADD', KEYS[2], score, ARGV[i])
    redis.call('ZREM', KEYS[1], ARGV[i])
  end
  result[#result + 1] = (score or redis.call('ZSCORE', KEYS[2], ARGV[i])) and 1 or 0
end
if ARGV[1] ~= '' then
  redis.call('PUBLISH', ARGV[1], '')
end
return result
