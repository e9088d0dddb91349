-- Acknowledges a failure group. When it is sent twice, the first acknowledgement stays.
--
-- KEYS[1] -> <prefix>issues
-- ARGV[1] -> the fingerprint
-- ARGV[2] -> who acknowledges it, without a line break
--
-- Returns the group as record_activity.lua describes it; an empty text if there is none.
local group = call('HGET', KEYS[1], ARGV[1])
local numbers, acknowledged, about = string.match(group or '', '^(%d+ %d+ %d+ %d+ %S+ %S+) (%d+)\n([^\n]*)\n')
if not numbers then
  return ''
end
if acknowledged == '0' then
  group = numbers .. ' ' .. string.format('%d', clock()) .. '\n' .. about .. '\n' .. ARGV[2]
  call('HSET', KEYS[1], ARGV[1], group)
end
return group
