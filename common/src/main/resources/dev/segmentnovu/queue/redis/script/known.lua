-- Tells whether a message id was accepted in this window or the one before, and how far back the accepted ids are remembered.
--
-- KEYS[1] -> <prefix>seen
-- KEYS[2] -> <prefix>seen:before
-- KEYS[3] -> <prefix>stats
-- ARGV[1] -> message id
-- ARGV[2] -> the length of a window, ms
--
-- Returns { 1 if it was, else 0; the ms such that an event that waits and has another id was accepted before, or was put back before }. A key
-- of another type counts as empty.
local known, now = 0, clock()
for i = 1, 2 do
  if try('SISMEMBER', KEYS[i], ARGV[1]) == 1 then
    known = 1
  end
end
local times = try('HMGET', KEYS[3], 'seen-since', 'replayed')
local since, replayed = tonumber(times[1] or nil), tonumber(times[2] or 0) or 0
if not since or call('EXISTS', KEYS[1]) == 0 then
  since = now
elseif call('EXISTS', KEYS[2]) == 1 then
  since = since - ARGV[2]
end
return { known, math.max(since, replayed) }
