#!lua flags=allow-oom
-- Counts again, at one moment, what the counters say, and sets them right if asked to. Its work is that of all events and letters.
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
-- ARGV[2] -> 1 to mend, 0 to look only
-- ARGV[3] -> at most so many events and letters: with more nothing is counted
--
-- Returns { 0 } if there are too many, or a key is of another type, else { 1, then for each counter that is wrong: name, what it says, what it should say }.
local prefix = ARGV[1]
local counts = { events = 0, bytes = 0, claimed = 0, ['dead-bytes'] = 0, ['unmapped-bytes'] = 0 }
for i, command in ipairs({ 'ZCARD', 'HLEN', 'ZCARD', 'HLEN', 'HLEN', 'ZCARD', 'ZCARD', 'HLEN' }) do
  if type(redis.pcall(command, KEYS[i])) == 'table' then
    return { 0 }
  end
end
local size = 2 * redis.call('HLEN', KEYS[4])
local users, settled = {}, {}
for _, set in ipairs({ KEYS[1], KEYS[6] }) do
  for _, user in ipairs(redis.call('ZRANGE', set, 0, ARGV[3])) do
    users[user] = true
  end
end
for user in pairs(users) do
  local head = redis.call('HGET', KEYS[8], user)
  -- settled events stand in the list until their claim ends
  settled[user] = tonumber(head and string.match(head, '^%S+ %d+ (%d+) ') or 0)
  local length = redis.pcall('LLEN', prefix .. 'q:' .. user)
  if type(length) == 'table' then
    return { 0 }
  end
  counts.events = counts.events + length - settled[user]
  counts.claimed = counts.claimed + (head and string.sub(head, 1, 2) ~= '- ' and 1 or 0)
  size = size + 1
end
if size + counts.events > tonumber(ARGV[3]) then
  return { 0 }
end

for user in pairs(users) do
  for _, entry in ipairs(redis.call('LRANGE', prefix .. 'q:' .. user, settled[user], -1)) do
    counts.bytes = counts.bytes + #entry
  end
end
for name, set in pairs({ ['dead-bytes'] = KEYS[3], ['unmapped-bytes'] = KEYS[7] }) do
  for _, id in ipairs(redis.call('ZRANGE', set, 0, -1)) do
    counts[name] = counts[name] + redis.call('HSTRLEN', KEYS[4], id) + redis.call('HSTRLEN', KEYS[5], id)
  end
end

local result = { 1 }
for name, count in pairs(counts) do
  local says = tonumber(redis.call('HGET', KEYS[2], name) or 0) or -1
  if says ~= count then
    result[#result + 1] = name
    result[#result + 1] = says
    result[#result + 1] = count
    if ARGV[2] == '1' then
      redis.call('HSET', KEYS[2], name, count)
    end
  end
end
if #result > 1 then
  redis.pcall('HINCRBY', KEYS[2], 'violations', (#result - 1) / 3)
end
return result
