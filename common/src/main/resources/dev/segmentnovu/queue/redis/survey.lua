-- Names some of what there is, to be audited one by one. What comes or goes meanwhile may be named or not, and twice.
--
-- KEYS[1] -> what is surveyed: a sorted set or hash, whose members are named; a key of the slot if users' lists are surveyed
-- ARGV[1] -> key prefix
-- ARGV[2] -> cursor, '0' at first
-- ARGV[3] -> 'lists' | 'broken' | 'zset' | 'hash'
--
-- What is of another type has no names.
--
-- Returns { next cursor or '0' at the end, names; of a list its user's, of a broken one what follows the prefix }.
local found
if ARGV[3] == 'lists' then
  found = redis.call('SCAN', ARGV[2], 'MATCH', ARGV[1] .. 'q:*', 'COUNT', 1000)
elseif ARGV[3] == 'broken' then
  found = redis.call('SCAN', ARGV[2], 'MATCH', ARGV[1] .. 'broken:*', 'COUNT', 1000)
elseif ARGV[3] == 'zset' then
  found = redis.pcall('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
else
  found = redis.pcall('HSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
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
