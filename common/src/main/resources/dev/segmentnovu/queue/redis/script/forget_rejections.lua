#!lua flags=allow-oom
-- Deletes the rejections of a user. When it is sent twice, the second call finds none.
--
-- KEYS[1] -> <prefix>rejections
-- ARGV[1] -> the beginning of each text to delete
--
-- Returns how many were deleted.
local all = try('LRANGE', KEYS[1], 0, -1)
if is_error(all) then
  return 0
end
local kept = {}
for _, text in ipairs(all) do
  if string.sub(text, 1, #ARGV[1]) ~= ARGV[1] then
    kept[#kept + 1] = text
  end
end
if #kept < #all then
  local expires = call('PTTL', KEYS[1])
  call('UNLINK', KEYS[1])
  if #kept > 0 then
    write_all(call, 'RPUSH', KEYS[1], kept)
    call('PEXPIRE', KEYS[1], math.max(1, expires))
  end
end
return #all - #kept
