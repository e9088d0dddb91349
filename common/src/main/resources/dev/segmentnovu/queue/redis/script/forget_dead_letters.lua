#!lua flags=allow-oom
-- Deletes the dead letters of some users, some with each call. When it is sent twice, the second call finds fewer.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:letters
-- KEYS[4] -> <prefix>dead:entries
-- KEYS[5] -> <prefix>dead:unmapped
-- ARGV[1] -> cursor, '0' at first
-- ARGV[2] -> dead letters to examine, about
-- ARGV[3..] -> user ids, as JSON
--
-- The script fails on a key of another type before it writes.
--
-- Returns { next cursor; bytes that were read; dead letters that were deleted; 1 to go on with this cursor, 0 at the end }. Where a call
-- would delete many, the next cursor is that of the call, which then finds the others.
local MOST = 50
local users = {}
for i = 3, #ARGV do
  users[ARGV[i]] = true
end
call('ZCARD', KEYS[2])
call('ZCARD', KEYS[5])
call('HLEN', KEYS[4])
local found = call('HSCAN', KEYS[3], ARGV[1], 'COUNT', ARGV[2])
local bytes, deleted, again = 0, 0, false
local freed = { ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
for i = 1, #found[2], 2 do
  local id, text = found[2][i], found[2][i + 1]
  bytes = bytes + #text
  -- HSCAN may name one twice
  if users[dead_letter_member(text, 'userId', 'messageId') or ''] and call('HEXISTS', KEYS[3], id) == 1 then
    if deleted == MOST then
      found[1] = ARGV[1]
      again = true
      break
    end
    local size = dead_letter_bytes(KEYS[3], KEYS[4], id)
    if call('ZREM', KEYS[2], id) == 1 then
      freed['dead-bytes'] = freed['dead-bytes'] + size
    elseif call('ZREM', KEYS[5], id) == 1 then
      freed['unmapped-bytes'] = freed['unmapped-bytes'] + size
    end
    delete_dead_letter(KEYS[3], KEYS[4], id)
    deleted = deleted + 1
  end
end
for name, by in pairs(freed) do
  if by > 0 then
    count(KEYS[1], name, -by)
  end
end
return { found[1], bytes, deleted, (again or found[1] ~= '0') and 1 or 0 }
