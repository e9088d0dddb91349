-- Divides the dead letters of a list into parts, so that several parts can be searched at the same time. Changes nothing.
--
-- KEYS[1] -> <prefix>dead or <prefix>dead:unmapped
-- ARGV[1] -> '' to begin with the newest, or the ms at which the dead letter died behind which to begin
-- ARGV[2] -> the id of that dead letter, which need not exist any more; '' to begin
-- ARGV[3] -> the earliest ms of death, or '-inf'
-- ARGV[4] -> the ms before which they died, or '+inf'
-- ARGV[5] -> dead letters of a part
-- ARGV[6] -> parts at most; the last one has all the rest
--
-- Returns ms and id of the last dead letter of each part but the last, newest first. A key of another type has one part.
if is_error(try('ZCARD', KEYS[1])) then
  return {}
end
local first = ARGV[1] == '' and letters_before(KEYS[1], true, ARGV[3], ARGV[4]) or letters_passed(KEYS[1], true, ARGV[1], ARGV[2])
local stop = call('ZCOUNT', KEYS[1], ARGV[3], '+inf')
local size, result = tonumber(ARGV[5]), {}
for part = 1, ARGV[6] - 1 do
  local last = first + part * size - 1
  if last >= stop - 1 then
    break
  end
  local found = call('ZREVRANGE', KEYS[1], last, last, 'WITHSCORES')
  result[#result + 1] = found[2]
  result[#result + 1] = found[1]
end
return result
