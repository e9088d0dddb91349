-- Reads the marks of a period, oldest first.
--
-- KEYS[1] -> relay:{control}:marks
-- ARGV[1] -> the first ms
-- ARGV[2] -> the ms before which they were added
--
-- Returns the marks as add_mark.lua wrote them, at most 200. A key of another type has none.
local marks = try('ZRANGEBYSCORE', KEYS[1], ARGV[1], '(' .. ARGV[2])
return is_error(marks) and {} or marks
