-- Tells whether a message id was accepted in this window or the one before.
--
-- KEYS[1] -> <prefix>seen
-- KEYS[2] -> <prefix>seen:before
-- ARGV[1] -> message id
--
-- Returns 1 if it was, else 0. A key of another type counts as empty.
for i = 1, 2 do
  if try('SISMEMBER', KEYS[i], ARGV[1]) == 1 then
    return 1
  end
end
return 0
