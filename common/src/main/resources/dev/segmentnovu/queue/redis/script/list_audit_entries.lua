-- Reads entries of the audit log, newest first.
--
-- KEYS[1] -> relay:{control}:audit
-- ARGV[1] -> newest, an id as XREVRANGE takes it: + for all, or ( and an id
-- ARGV[2] -> how many to read
--
-- Returns for each entry its id in the stream and its text.
local result = {}
for _, found in ipairs(call('XREVRANGE', KEYS[1], ARGV[1], '-', 'COUNT', ARGV[2])) do
  result[#result + 1] = found[1]
  result[#result + 1] = found[2][4]
end
return result
