#!lua flags=allow-oom
-- Moves users between the set of those that may be claimed and the set of parked ones. The time from which on a user may be claimed moves
-- with the user: a lease or a backoff goes on running. When it is sent twice, the second call finds nothing to move.
--
-- KEYS[1] -> the set to move from, <prefix>ready or <prefix>parked
-- KEYS[2] -> the set to move to, the other one
-- ARGV[1] -> channel of the hint that a user became due, or '' for none
-- ARGV[2..] -> ordering keys
--
-- Returns for each user 1 if it stands in the set to move to, now or before; 0 if no event of the user waits.
local result = {}
for i = 2, #ARGV do
  local score = call('ZSCORE', KEYS[1], ARGV[i])
  if score then
    -- before ZREM: it fails where the key is of another type, and the user would stand in no set
    call('ZADD', KEYS[2], score, ARGV[i])
    call('ZREM', KEYS[1], ARGV[i])
  end
  result[#result + 1] = (score or call('ZSCORE', KEYS[2], ARGV[i])) and 1 or 0
end
if ARGV[1] ~= '' then
  call('PUBLISH', ARGV[1], '')
end
return result
