-- Names some of what there is, to be audited one by one. What comes or goes meanwhile may be named or not, and twice.
--
-- KEYS[1] -> what is surveyed: a sorted set or hash, whose members are named; a key of the slot if users' lists are surveyed
-- ARGV[1] -> key prefix
-- ARGV[2] -> cursor, '0' at first
-- ARGV[3] -> 'lists' | 'zset' | 'hash'
--
-- Returns { next cursor or '0' at the end, names; of a list its user's }.
local found
if ARGV[3] == 'lists' then
  found = redis.call('SCAN', ARGV[2], 'MATCH', ARGV[1] .. 'q:*', 'COUNT', 1000)
elseif ARGV[3] == 'zset' then
  found = redis.call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
else
  found = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', 500)
end
local result = { found[1] }
for i = 1, #found[2], ARGV[3] == 'lists' and 1 or 2 do
  local name = found[2][i]
  result[#result + 1] = ARGV[3] == 'lists' and string.sub(name, #ARGV[1] + 3) or name
end
return result
