-- Reads records of finished events, the latest first, some with each call.
--
-- KEYS[1] -> <prefix>deliveries
-- ARGV[1] -> records at the right to pass over
-- ARGV[2] -> records to examine
-- ARGV[3] -> the user of those wanted, or '' for any
-- ARGV[4] -> the message of those wanted, or '' for any
--
-- Returns { records that there are, ms of the oldest or -1, records that were examined; then those wanted }. A record that was forgotten is
-- examined and not wanted. A key of another type has none.
local records = try('LRANGE', KEYS[1], -(ARGV[1] + ARGV[2]), -(ARGV[1] + 1))
if records.err then
  return { 0, -1, 0 }
end
local oldest = string.match(call('LINDEX', KEYS[1], 0) or '', '^%d+')
local result = { call('LLEN', KEYS[1]), tonumber(oldest or -1), #records }
for i = #records, 1, -1 do
  local user, id = delivery_ids(records[i])
  if user and (ARGV[3] == '' or user == ARGV[3]) and (ARGV[4] == '' or id == ARGV[4]) then
    result[#result + 1] = records[i]
  end
end
return result
