#!lua flags=allow-oom
-- Pauses a source: no worker claims its users. A source that is paused already keeps its first pause, so a second call changes nothing.
--
-- KEYS[1] -> relay:{control}:paused
-- ARGV[1] -> the source
-- ARGV[2] -> who pauses it and why, a JSON object with at least one member
-- ARGV[3] -> paused sources at most
-- ARGV[4] -> channel of the hint that a source was paused or resumed
--
-- Returns the pause, ARGV[2] with the member "at" in ms; '' if too many other sources are paused.
local pause = call('HGET', KEYS[1], ARGV[1])
if not pause then
  if call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
    return ''
  end
  pause = '{"at":' .. string.format('%d', clock()) .. ',' .. string.sub(ARGV[2], 2)
  call('HSET', KEYS[1], ARGV[1], pause)
end
call('PUBLISH', ARGV[4], '')
return pause
