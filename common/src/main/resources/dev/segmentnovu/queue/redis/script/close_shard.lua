#!lua flags=allow-oom
-- Closes a shard that the queue does not use any more, if nothing is left there. Its message ids stay until they are forgotten: ingest
-- asks for them. When it is sent twice, the second call closes it again.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>parked
-- KEYS[4] -> <prefix>dead
-- KEYS[5] -> <prefix>dead:unmapped
-- KEYS[6] -> <prefix>moving
-- KEYS[7] -> <prefix>profiles
-- KEYS[8] -> <prefix>profiles:before
-- KEYS[9] -> <prefix>deliveries
-- ARGV[1] -> the number of shards of the queue now
-- ARGV[2] -> term, see fence_shard.lua
--
-- Returns 1 if it is closed, 0 if something is left, -1 under another term.
if not is_moving(KEYS[2], ARGV[2]) then
  return call('HGET', KEYS[2], 'term') == ARGV[2] and 1 or -1
end
for i, command in ipairs({ 'ZCARD', 'HLEN', 'ZCARD', 'ZCARD', 'ZCARD', 'HLEN' }) do
  if i ~= 2 and call(command, KEYS[i]) > 0 then
    return 0
  end
end
local kept = call('HMGET', KEYS[2], 'seen-since', 'clock')
call('UNLINK', KEYS[2], KEYS[7], KEYS[8], KEYS[9])
call('HSET', KEYS[2], 'layout', ARGV[1], 'term', ARGV[2], 'seen-since', kept[1] or '0', 'clock', kept[2] or '0')
return 1
