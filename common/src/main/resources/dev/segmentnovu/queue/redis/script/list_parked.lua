-- Lists parked users.
--
-- KEYS[1] -> <prefix>parked
-- KEYS[2] -> <prefix>parked:since
-- KEYS[3] -> <prefix>heads
-- ARGV[1] -> key prefix
-- ARGV[2] -> users to pass over
-- ARGV[3] -> users at most
--
-- Returns for each user { ordering key, events that wait, ms at which it was parked or -1 }, one after the other. A key of another type
-- counts as empty.
local users = try('ZRANGE', KEYS[1], ARGV[2], ARGV[2] + ARGV[3] - 1)
local result = {}
for _, user in ipairs(users) do
  local head = try('HGET', KEYS[3], user)
  result[#result + 1] = user
  result[#result + 1] = math.max(
    0, (tonumber(try('LLEN', ARGV[1] .. 'q:' .. user)) or 0) - settled_in_list(type(head) == 'string' and head))
  result[#result + 1] = tonumber(try('ZSCORE', KEYS[2], user) or -1) or -1
end
return result
