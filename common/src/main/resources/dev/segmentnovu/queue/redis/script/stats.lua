-- Reads how a source's queue stands in one shard, at one moment.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>parked
-- KEYS[4] -> <prefix>dead
-- KEYS[5] -> <prefix>dead:unmapped
-- KEYS[6] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> how many users to look at for the oldest head: those that have been due longest
--
-- Returns { events, bytes, runnable, claimed, users in ready, users parked, ms the oldest head waits or -1, dead letters,
-- their bytes, unmapped ones among them, enqueued, duplicates, delivered, skipped, died, evicted, violations, bytes of the unmapped dead
-- letters, ms the oldest head of a user who is due waits or -1, 1 while users move to another number of shards, unmapped ones among the
-- evicted }.
local now = clock()
-- A key of another type counts as empty: `relay fsck` reports it.
local function number(...)
  return tonumber(try(...)) or 0
end
local counters = try('HMGET', KEYS[2], 'events', 'bytes', 'claimed', 'dead-bytes', 'enqueued', 'duplicates', 'delivered',
  'skipped', 'died', 'evicted', 'unmapped-bytes', 'violations', 'evicted-unmapped',
  'layout')
local moving = string.find(counters[14] or '', 'moving', 1, true) and 1 or 0
for i = 1, 13 do
  counters[i] = tonumber(counters[i] or 0) or 0
end

local oldest, oldest_due = -1, -1
local ready = number('ZCOUNT', KEYS[1], '-inf', now)
-- in the order of their scores: those that are due come first
local users = try('ZRANGE', KEYS[1], 0, ARGV[2] - 1)
local heads = #users > 0 and try('HMGET', KEYS[6], unpack(users))
for i, user in ipairs(users) do
  local entry = try('LINDEX', ARGV[1] .. 'q:' .. user, settled_in_list(heads[i]))
  -- an entry begins with a line of JSON whose first member is the time at which ingest received it
  local at = type(entry) == 'string' and string.match(entry, '^{"at":(%d+)')
  if at then
    oldest = math.max(oldest, now - at)
    if i <= ready then
      oldest_due = oldest
    end
  end
end

local unmapped = number('ZCARD', KEYS[5])
return {
  counters[1], counters[2], ready, counters[3], number('ZCARD', KEYS[1]),
  number('ZCARD', KEYS[3]), oldest, number('ZCARD', KEYS[4]) + unmapped, counters[4] + counters[11], unmapped,
  counters[5], counters[6], counters[7], counters[8], counters[9], counters[10],
  counters[12], counters[11], oldest_due, moving, counters[13]
}
