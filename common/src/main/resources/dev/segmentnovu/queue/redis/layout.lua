#!lua flags=allow-oom
-- Tells in how many shards a source's queue is, and changes it if nobody else has.
--
-- KEYS[1] -> relay:{<source>}:layout
-- ARGV[1] -> what it is taken to say, '' for nothing yet
-- ARGV[2] -> what it is to say then, '' to look only
-- ARGV[3] -> the highest number of shards
--
-- Returns what it says afterwards: the number of shards, and after spaces the numbers there were before; '' for nothing yet, or nothing
-- that a relay wrote.
local said = redis.pcall('GET', KEYS[1])
if type(said) ~= 'string' or not string.find(said, '^[%d ]+$') then
  said = ''
end
for number in string.gmatch(said, '%d+') do
  if tonumber(number) < 1 or tonumber(number) > tonumber(ARGV[3]) then
    said = ''
    break
  end
end
if ARGV[2] ~= '' and said == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2])
  return ARGV[2]
end
return said
