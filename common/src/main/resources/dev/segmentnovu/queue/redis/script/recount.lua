#!lua flags=allow-oom
-- Counts anew, at one moment, what the counters count, and corrects them if asked to. Its work grows with all events and dead letters.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- KEYS[6] -> <prefix>parked
-- KEYS[7] -> <prefix>dead:unmapped
-- KEYS[8] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> 1 to correct, 0 to look only
-- ARGV[3] -> events and dead letters at most: if there are more, nothing is counted
--
-- Returns { 0 } if there are too many, or a key is of another type; else { 1, then for each counter that is wrong: its name, its value, the
-- right value }.
local prefix = ARGV[1]
local counts = { events = 0, bytes = 0, claimed = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
if not are_readable({ 'ZCARD', 'HLEN', 'ZCARD', 'HLEN', 'HLEN', 'ZCARD', 'ZCARD', 'HLEN' }, KEYS) then
  return { 0 }
end
local size = 2 * call('HLEN', KEYS[4])
local users, settled = {}, {}
for _, set in ipairs({ KEYS[1], KEYS[6] }) do
  for _, user in ipairs(call('ZRANGE', set, 0, ARGV[3])) do
    users[user] = true
  end
end
-- those that `relay reshard` moves stand in neither set
for _, hash in ipairs({ 'moving', 'moved' }) do
  local on_the_way = try('HKEYS', prefix .. hash)
  for _, user in ipairs(is_error(on_the_way) and {} or on_the_way) do
    users[user] = true
  end
end
for user in pairs(users) do
  local head = call('HGET', KEYS[8], user)
  settled[user] = settled_in_list(head)
  local length = try('LLEN', prefix .. 'q:' .. user)
  if is_error(length) then
    return { 0 }
  end
  counts.events = counts.events + length - settled[user]
  counts.claimed = counts.claimed + (is_claimed(head) and 1 or 0)
  size = size + 1
end
if size + counts.events > tonumber(ARGV[3]) then
  return { 0 }
end

for user in pairs(users) do
  for _, entry in ipairs(call('LRANGE', prefix .. 'q:' .. user, settled[user], -1)) do
    counts.bytes = counts.bytes + #entry
  end
end
for name, set in pairs({ ['dead-bytes'] = KEYS[3], ['unmapped-bytes'] = KEYS[7] }) do
  for _, id in ipairs(call('ZRANGE', set, 0, -1)) do
    counts[name] = counts[name] + dead_letter_bytes(KEYS[4], KEYS[5], id)
  end
end

local result = { 1 }
for name, right in pairs(counts) do
  local value = tonumber(call('HGET', KEYS[2], name) or 0) or -1
  if value ~= right then
    result[#result + 1] = name
    result[#result + 1] = value
    result[#result + 1] = right
    if ARGV[2] == '1' then
      call('HSET', KEYS[2], name, right)
    end
  end
end
if #result > 1 then
  count(KEYS[2], 'violations', (#result - 1) / 3)
end
return result
