#!lua flags=allow-oom
-- Evicts the oldest dead letters of one kind until they keep their bounds, or until 200 are gone: then it must be called again.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead or <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> field of the kind's bytes in stats
-- ARGV[2] -> dead letters at most
-- ARGV[3] -> bytes at most
-- ARGV[4] -> age at most, ms
-- ARGV[5] -> another field of stats that counts the evicted ones; empty for none
--
-- Returns how many were evicted; 0 where a key is of another type, which `relay fsck` reports.
local now = clock()
if not are_readable({ 'HLEN', 'ZCARD', 'HLEN', 'HLEN' }, KEYS) then
  return 0
end
local left = call('ZCARD', KEYS[2])
local bytes = tonumber(call('HGET', KEYS[1], ARGV[1]) or 0) or 0
local evicted, freed = 0, 0

while evicted < 200 and left > 0 do
  local oldest = call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if left <= tonumber(ARGV[2]) and bytes - freed <= tonumber(ARGV[3]) and now - oldest[2] <= tonumber(ARGV[4]) then
    break
  end
  local id = oldest[1]
  freed = freed + dead_letter_bytes(KEYS[3], KEYS[4], id)
  call('ZREM', KEYS[2], id)
  delete_dead_letter(KEYS[3], KEYS[4], id)
  left = left - 1
  evicted = evicted + 1
end

if evicted > 0 then
  count(KEYS[1], ARGV[1], -freed)
  count(KEYS[1], 'evicted', evicted)
  if ARGV[5] ~= '' then
    count(KEYS[1], ARGV[5], evicted)
  end
end
return evicted
