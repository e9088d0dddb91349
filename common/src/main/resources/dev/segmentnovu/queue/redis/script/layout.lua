#!lua flags=allow-oom
-- Reads in how many shards a source's queue is, and replaces the text if nobody else has.
--
-- KEYS[1] -> relay:{<source>}:layout
-- ARGV[1] -> the text that the caller expects, '' for none
-- ARGV[2] -> the text to replace it by, '' to read only
-- ARGV[3] -> the highest number of shards
--
-- Returns the text afterwards: the number of shards and, after spaces, the numbers there were before; '' if there is none, or one that no
-- relay wrote.
local stored = try('GET', KEYS[1])
if type(stored) ~= 'string' or not string.find(stored, '^[%d ]+$') then
  stored = ''
end
for number in string.gmatch(stored, '%d+') do
  if tonumber(number) < 1 or tonumber(number) > tonumber(ARGV[3]) then
    stored = ''
    break
  end
end
if ARGV[2] ~= '' and stored == ARGV[1] then
  call('SET', KEYS[1], ARGV[2])
  return ARGV[2]
end
return stored
