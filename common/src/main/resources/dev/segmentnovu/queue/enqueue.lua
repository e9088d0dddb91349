-- Appends events to their users' lists. Sent twice, the second finds every message id seen and adds nothing.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- ARGV[1] -> key prefix; all keys made from it share the slot of KEYS
-- ARGV[2] -> how long a message id is remembered, ms
-- ARGV[3] -> channel of the hint that a user became due
-- ARGV[4..] -> for each event: user id, message id, entry
--
-- Returns how many were duplicates.
local call = redis.call
local lists, seen, window, channel = ARGV[1] .. 'q:', ARGV[1] .. 'seen:', ARGV[2], ARGV[3]
local time = call('TIME')
-- as text: Redis writes a Lua number with printf, which takes longer than the command
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local added, duplicates, bytes, due = 0, 0, 0, {}

for i = 4, #ARGV, 3 do
  local user, id, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if call('SET', seen .. id, '', 'NX', 'PX', window) then
    if call('RPUSH', lists .. user, entry) == 1 then
      due[#due + 1] = now
      due[#due + 1] = user
    end
    added = added + 1
    bytes = bytes + #entry
  else
    duplicates = duplicates + 1
  end
end

-- one call for many, and no more than Lua's stack holds; NX is belt and braces: an empty user stands in no set
for i = 1, #due, 4000 do
  call('ZADD', KEYS[1], 'NX', unpack(due, i, math.min(i + 3999, #due)))
end
if added > 0 then
  call('HINCRBY', KEYS[2], 'events', added)
  call('HINCRBY', KEYS[2], 'bytes', bytes)
  call('HINCRBY', KEYS[2], 'enqueued', added)
end
if duplicates > 0 then
  call('HINCRBY', KEYS[2], 'duplicates', duplicates)
end
if #due > 0 then
  call('PUBLISH', channel, '')
end
return duplicates
