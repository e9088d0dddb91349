#!lua flags=allow-oom
-- Puts entries of users before those that wait in the shard to which the users move. When it is sent twice, the second call finds by
-- the name of the move how many entries came before.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>heads
-- KEYS[4] -> <prefix>parked
-- KEYS[5] -> <prefix>parked:since
-- KEYS[6] -> <prefix>moved: HASH user -> '<name of the move> <entries that came>'
-- ARGV[1] -> key prefix
-- ARGV[2] -> term, see fence_shard.lua
-- ARGV[3..] -> for each user: ordering key, name of the move, entries moved before these, 1 if no entry is left behind, else 0, score, 1
--   if parked, since when or '-', head or '', number of entries, these, oldest first
--
-- The last entries of a user come first. Nothing may be claimed in the shard until all users have come: so the first event of a user's list
-- is not delivered before those that are still to come.
--
-- Returns for each user how many of its entries have come; nothing under another term.
if not is_moving(KEYS[2], ARGV[2]) then
  return {}
end
local result = {}
local i = 3
while i <= #ARGV do
  local user, name, before, is_last, score, parked, since, head, n =
    ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3] == '1', ARGV[i + 4], ARGV[i + 5] == '1', ARGV[i + 6], ARGV[i + 7], tonumber(ARGV[i + 8])
  local list = ARGV[1] .. 'q:' .. user
  local known, came = string.match(call('HGET', KEYS[6], user) or '', '^(%S+) (%d+)$')
  came = known == name and tonumber(came) or before
  if came == before then
    local bytes = 0
    for k = n, 1, -1 do
      local entry = ARGV[i + 8 + k]
      call('LPUSH', list, entry)
      bytes = bytes + #entry
    end
    came = came + n
    call('HSET', KEYS[6], user, name .. ' ' .. came)
    count(KEYS[2], 'events', n)
    count(KEYS[2], 'bytes', bytes)
    if is_last then
      local is_parked = parked or call('ZSCORE', KEYS[4], user)
      if head ~= '' and call('EXISTS', list) == 1 then
        call('HSET', KEYS[3], user, head)
      end
      if is_parked then
        call('ZREM', KEYS[1], user)
        call('ZADD', KEYS[4], score, user)
        if since ~= '-' then
          try('ZADD', KEYS[5], since, user)
        end
      elseif call('EXISTS', list) == 1 then
        call('ZADD', KEYS[1], score, user)
      end
    end
  end
  result[#result + 1] = came
  i = i + 9 + n
end
return result
