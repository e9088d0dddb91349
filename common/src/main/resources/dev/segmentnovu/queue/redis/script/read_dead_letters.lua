#!lua flags=allow-oom
-- Reads dead letters, so that they can be moved.
--
-- KEYS[1] -> <prefix>dead
-- KEYS[2] -> <prefix>dead:unmapped
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- ARGV[1] -> bytes after which no further one is read
-- ARGV[2..] -> ids
--
-- Returns for each that can be read, as far as the bytes allow: id, ms at which it died, 'dead' | 'unmapped', text, entry, details or ''.
local result, bytes = {}, 0
for i = 2, #ARGV do
  local id = ARGV[i]
  local dead = call('ZSCORE', KEYS[1], id)
  local ms = dead or call('ZSCORE', KEYS[2], id)
  local text, entry = call('HGET', KEYS[3], id), call('HGET', KEYS[4], id)
  if ms and text and entry then
    local details = call('HGET', KEYS[4], id .. ':details') or ''
    for _, value in ipairs({ id, tonumber(ms), dead and 'dead' or 'unmapped', text, entry, details }) do
      result[#result + 1] = value
    end
    bytes = bytes + #text + #entry + #details
    if bytes >= tonumber(ARGV[1]) then
      break
    end
  end
end
return result
