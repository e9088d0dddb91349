#!lua flags=allow-oom
-- Forgets a user's events that wait, some with each call, and what is known of its head and profile. A worker that holds the user loses its
-- lease at once. Until the last call the user is parked, so that no worker claims it. When it is sent twice, the second call goes on.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>parked
-- KEYS[4] -> <prefix>parked:since
-- KEYS[5] -> <prefix>heads
-- KEYS[6] -> <prefix>profiles
-- KEYS[7] -> <prefix>profiles:before
-- KEYS[8] -> <prefix>profiles:forgotten
-- ARGV[1] -> key prefix
-- ARGV[2] -> ordering key
-- ARGV[3] -> events to forget at most, as the call before returned; -1 for all that wait now
-- ARGV[4] -> channel of the hint that a user became due
--
-- Events that come meanwhile are newer, and stay. A list of another type is deleted, also where it was renamed.
--
-- Returns { events that were forgotten, events that are left to forget }.
local user, list = ARGV[2], ARGV[1] .. 'q:' .. ARGV[2]
local now = string.format('%d', clock())
call('ZCARD', KEYS[1])
call('ZCARD', KEYS[3])
if is_error(try('LLEN', list)) then
  call('UNLINK', list)
end
call('UNLINK', ARGV[1] .. 'broken:q:' .. user)
local head = call('HGET', KEYS[5], user)
if head then
  -- they are counted already
  call('LTRIM', list, settled_in_list(head), -1)
  if is_claimed(head) then
    count(KEYS[2], 'claimed', -1)
  end
  call('HDEL', KEYS[5], user)
end
try('HDEL', KEYS[6], user)
try('HDEL', KEYS[7], user)
try('ZREM', KEYS[8], user)

local length = call('LLEN', list)
local left = tonumber(ARGV[3])
left = left < 0 and length or math.min(left, length)
local forgotten, bytes = 0, 0
while left > 0 and forgotten < 300 and bytes < 250000 do
  bytes = bytes + #call('LPOP', list)
  forgotten = forgotten + 1
  left = left - 1
end
if forgotten > 0 then
  count(KEYS[2], 'events', -forgotten)
  count(KEYS[2], 'bytes', -bytes)
end
if left > 0 then
  call('ZADD', KEYS[3], now, user)
  call('ZREM', KEYS[1], user)
else
  if length > forgotten then
    call('ZADD', KEYS[1], now, user)
    call('PUBLISH', ARGV[4], '')
  else
    call('ZREM', KEYS[1], user)
  end
  call('ZREM', KEYS[3], user)
  try('ZREM', KEYS[4], user)
end
return { forgotten, left }
