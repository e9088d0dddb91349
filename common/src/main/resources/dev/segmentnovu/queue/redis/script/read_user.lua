-- Reads where a user stands, and some of its events.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>parked
-- KEYS[3] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> ordering key
-- ARGV[3] -> events at the front to pass over
-- ARGV[4] -> events at most
-- ARGV[5] -> bytes of events after which no further one is read
--
-- A key of another type counts as empty: `relay fsck` reports it.
--
-- Returns { ms of now; ms from which on the user may be claimed, -1 if it is not in ready; the same of parked; events that wait; text of the
-- head or ''; then the entries }.
local list = ARGV[1] .. 'q:' .. ARGV[2]
local head = try('HGET', KEYS[3], ARGV[2])
head = type(head) == 'string' and head or ''
local settled = settled_in_list(head)
local length = tonumber(try('LLEN', list)) or 0
local result = {
  clock(), tonumber(try('ZSCORE', KEYS[1], ARGV[2]) or -1) or -1, tonumber(try('ZSCORE', KEYS[2], ARGV[2]) or -1) or -1,
  math.max(0, length - settled), head
}
local at = settled + ARGV[3]
local stop = math.min(length, at + ARGV[4])
local bytes, most, at_once = 0, tonumber(ARGV[5]), 1
while at < stop and bytes < most do
  local entries = call('LRANGE', list, at, math.min(stop, at + at_once) - 1)
  for _, entry in ipairs(entries) do
    result[#result + 1] = entry
    bytes = bytes + #entry
  end
  at = at + at_once
  at_once = entries_at_once(at_once, bytes / (at - settled - ARGV[3]), most)
end
return result
