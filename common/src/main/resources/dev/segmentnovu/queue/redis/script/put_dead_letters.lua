#!lua flags=allow-oom
-- Stores dead letters that move from another shard. When it is sent twice, the second call finds them.
--
-- KEYS[1] -> <prefix>stats
-- KEYS[2] -> <prefix>dead
-- KEYS[3] -> <prefix>dead:unmapped
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- ARGV[1] -> term, see fence_shard.lua
-- ARGV[2..] -> for each: id, ms at which it died, 'dead' | 'unmapped', text, entry, details or ''
--
-- Returns how many are new; -1 under another term.
if not is_moving(KEYS[1], ARGV[1]) then
  return -1
end
local new = 0
for i = 2, #ARGV, 6 do
  local id, ms, kind, text, entry, details = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
  if call('ZADD', kind == 'dead' and KEYS[2] or KEYS[3], ms, id) == 1 then
    call('HSET', KEYS[4], id, text)
    call('HSET', KEYS[5], id, entry)
    if details ~= '' then
      call('HSET', KEYS[5], id .. ':details', details)
    end
    count(KEYS[1], kind .. '-bytes', dead_letter_bytes(KEYS[4], KEYS[5], id))
    new = new + 1
  end
end
return new
