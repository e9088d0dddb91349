#!lua flags=allow-oom
-- Deletes the rejections of some users, some with each call. The first call also notes that they are forgotten, because processes hold
-- rejections that they have not written yet: record_activity.lua does not write those. When it is sent twice, the second call passes over
-- as many as the first one deleted; the caller then finds none.
--
-- KEYS[1] -> <prefix>rejections
-- KEYS[2] -> <prefix>rejections:forgotten: ZSET SHA-1 of the beginning of a user's texts -> ms of the forget; '' stands for every user. It
--   keeps the newest 1000 for 24 h; whoever else was forgotten before is one of every user
-- ARGV[1] -> how many newer texts to pass over; 0 in the first call
-- ARGV[2..] -> for each user, the beginning of a text to delete, up to the member messageId
--
-- Returns { how many were deleted, how many newer texts to pass over next, or -1 at the end }. A key of another type has none.
local MARKS, MARKS_AT_ONCE, DAY = 1000, 500, 86400000
local now = clock()
if tonumber(ARGV[1]) == 0 then
  local at, marks = string.format('%d', now), {}
  if #ARGV - 1 > MARKS_AT_ONCE then
    marks = { at, '' }
  else
    for i = 2, #ARGV do
      marks[#marks + 1] = at
      marks[#marks + 1] = redis.sha1hex(ARGV[i])
    end
  end
  if is_error(try('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%d', now - DAY))) then
    call('UNLINK', KEYS[2])
  end
  call('ZADD', KEYS[2], unpack(marks))
  local over = call('ZCARD', KEYS[2]) - MARKS
  if over > 0 then
    local oldest = call('ZPOPMIN', KEYS[2], over + 1)
    call('ZADD', KEYS[2], 'GT', oldest[#oldest], '')
  end
  call('PEXPIRE', KEYS[2], DAY)
end
local beginnings = {}
for i = 2, #ARGV do
  beginnings[ARGV[i]] = true
end
local some = try('LRANGE', KEYS[1], ARGV[1], ARGV[1] + 249)
if is_error(some) then
  return { 0, -1 }
end
local deleted = 0
for i, text in ipairs(some) do
  -- a value has no quotation mark that is not escaped, so the first is the member
  local user_end = string.find(text, ',"messageId":', 1, true)
  if user_end and beginnings[string.sub(text, 1, user_end)] then
    call('LSET', KEYS[1], ARGV[1] + i - 1, '')
    deleted = deleted + 1
  end
end
if deleted > 0 then
  call('LREM', KEYS[1], 0, '')
end
return { deleted, #some < 250 and -1 or ARGV[1] + 250 - deleted }
