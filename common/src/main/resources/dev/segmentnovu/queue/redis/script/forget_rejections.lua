#!lua flags=allow-oom
-- Deletes the rejections of a user, some with each call. When it is sent twice, the second call passes over as many as the first one
-- deleted; the caller then finds none.
--
-- KEYS[1] -> <prefix>rejections
-- ARGV[1] -> the beginning of each text to delete
-- ARGV[2] -> how many newer texts to pass over
--
-- Returns { how many were deleted, how many newer texts to pass over next, or -1 at the end }. A key of another type has none.
local some = try('LRANGE', KEYS[1], ARGV[2], ARGV[2] + 249)
if is_error(some) then
  return { 0, -1 }
end
local deleted = 0
for i, text in ipairs(some) do
  if string.sub(text, 1, #ARGV[1]) == ARGV[1] then
    call('LSET', KEYS[1], ARGV[2] + i - 1, '')
    deleted = deleted + 1
  end
end
if deleted > 0 then
  call('LREM', KEYS[1], 0, '')
end
return { deleted, #some < 250 and -1 or ARGV[2] + 250 - deleted }
