#!lua flags=allow-oom
-- Makes a user due whose backoff is not over. When it is sent twice, the second call finds the user due.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>parked
-- KEYS[3] -> <prefix>heads
-- ARGV[1] -> ordering key
-- ARGV[2] -> channel of the hint that a user became due
--
-- Returns 0 if no event of the user waits, 1 if the user is due now, 2 if a worker holds it, 3 if it is parked.
if call('ZSCORE', KEYS[2], ARGV[1]) then
  return 3
end
local now = clock()
local score = tonumber(call('ZSCORE', KEYS[1], ARGV[1]) or -1)
if score < 0 then
  return 0
end
if score > now then
  if is_claimed(call('HGET', KEYS[3], ARGV[1])) then
    return 2
  end
  call('ZADD', KEYS[1], 'XX', string.format('%d', now), ARGV[1])
end
call('PUBLISH', ARGV[2], '')
return 1
