-- Names some of what there is, so that it can be audited one by one. What comes or goes meanwhile may be named or not, and twice.
--
-- KEYS[1] -> what is surveyed: a sorted set or hash, whose members are named; any key of the slot for lists and broken keys
-- ARGV[1] -> key prefix
-- ARGV[2] -> cursor, '0' at first
-- ARGV[3] -> 'lists' | 'broken' | 'zset' | 'hash'
--
-- A key of another type has no members.
--
-- Returns { next cursor, or '0' at the end; then names: of a list its ordering key, of a broken key what follows the prefix }.
local found
if ARGV[3] == 'lists' then
  found = call('SCAN', ARGV[2], 'MATCH', ARGV[1] .. 'q:*', 'COUNT', 1000)
elseif ARGV[3] == 'broken' then
  found = call('SCAN', ARGV[2], 'MATCH', ARGV[1] .. 'broken:*', 'COUNT', 1000)
elseif ARGV[3] == 'zset' then
  found = try('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
else
  found = try('HSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
end
if found.err then
  return { '0' }
end
local behind = ({ lists = #ARGV[1] + 3, broken = #ARGV[1] + 1 })[ARGV[3]]
local result = { found[1] }
for i = 1, #found[2], behind and 1 or 2 do
  result[#result + 1] = string.sub(found[2][i], behind or 1)
end
return result
