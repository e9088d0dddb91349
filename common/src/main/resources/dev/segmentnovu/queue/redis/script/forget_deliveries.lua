#!lua flags=allow-oom
-- Forgets the finished events of some users, some with each call, or all. When it is sent twice, the second call finds fewer.
--
-- KEYS[1] -> <prefix>deliveries
-- ARGV[1] -> records at the right to pass over
-- ARGV[2] -> records to examine; 0 to forget all
-- ARGV[3..] -> user ids
--
-- A forgotten record keeps only its time, because it would take a search of the list to remove it; it leaves the list like the others. By the
-- time of the oldest record the relay knows how far back the list reaches.
--
-- Returns { records that were examined, records that were forgotten }. A key of another type has none.
if ARGV[2] == '0' then
  call('UNLINK', KEYS[1])
  return { 0, 0 }
end
local users = {}
for i = 3, #ARGV do
  users[ARGV[i]] = true
end
local length = tonumber(try('LLEN', KEYS[1])) or 0
local stop = length - ARGV[1] - 1
if stop < 0 then
  return { 0, 0 }
end
local start = math.max(0, stop - ARGV[2] + 1)
local records = call('LRANGE', KEYS[1], start, stop)
local forgotten = 0
for i, record in ipairs(records) do
  local user = delivery_ids(record)
  if user and users[user] then
    call('LSET', KEYS[1], start + i - 1, string.match(record, '^%d+ '))
    forgotten = forgotten + 1
  end
end
return { #records, forgotten }
