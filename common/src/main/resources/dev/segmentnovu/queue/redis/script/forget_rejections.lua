#!lua flags=allow-oom
-- Deletes the rejections of some users, some with each call. When it is sent twice, the second call passes over as many as the first one
-- deleted; the caller then finds none.
--
-- KEYS[1] -> <prefix>rejections
-- ARGV[1] -> how many newer texts to pass over
-- ARGV[2..] -> for each user, the beginning of a text to delete, up to the member messageId
--
-- Returns { how many were deleted, how many newer texts to pass over next, or -1 at the end }. A key of another type has none.
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
