-- Adds an entry to the audit log, a stream, and removes the oldest above a bound. When it is sent twice, the second call finds the id among the
-- newest entries and adds nothing.
--
-- KEYS[1] -> relay:{control}:audit
-- ARGV[1] -> a random id of the entry
-- ARGV[2] -> the entry
-- ARGV[3] -> most entries to keep
--
-- Returns 1 if the entry is added, 0 if it was there. The id in the stream begins with the time of the server, ms.
for _, found in ipairs(call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 100)) do
  if found[2][2] == ARGV[1] then
    return 0
  end
end
call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[3], '*', 'id', ARGV[1], 'entry', ARGV[2])
return 1
