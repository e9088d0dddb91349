#!lua flags=allow-oom
-- Does the next step of a job in one shard: acts on some dead letters, and notes how far the job is. Both happen together, so a process that
-- dies leaves neither an action that is not counted nor a count without its action. A call for a place that the job has left changes
-- nothing: so a step can be sent twice, and two processes can run the same job.
-- A full Redis runs it, because a discard frees memory, and a replay replaces a dead letter by its event.
--
-- KEYS[1] -> <prefix>ready
-- KEYS[2] -> <prefix>stats
-- KEYS[3] -> <prefix>dead
-- KEYS[4] -> <prefix>dead:letters
-- KEYS[5] -> <prefix>dead:entries
-- KEYS[6] -> <prefix>parked
-- KEYS[7] -> <prefix>dead:unmapped
-- KEYS[8] -> <prefix>heads
-- KEYS[9] -> <prefix>job:<id>, a hash: at -> the place behind the last dead letter examined; acted; failed; fail:<code> -> how many;
--   examples:<code> -> ids of the first three; busy -> how often it stopped at a head in delivery
-- ARGV[1] -> key prefix
-- ARGV[2] -> 'tail' | 'head' | 'discard'
-- ARGV[3] -> the place where the job is, '' at the beginning
-- ARGV[4] -> the place behind all of this step
-- ARGV[5] -> after how many ms without a step the progress is forgotten
-- ARGV[6] -> channel of the hint that a user became due
-- ARGV[7..] -> for each dead letter, in order: its id, the place behind it, '' to act or the code of the failure that is noted instead,
--   the ordering key and the entry to put back; both '' where nothing is put back
--
-- A dead letter that is gone is passed over. At a user whose head is being delivered, a replay to the head stops.
--
-- Returns { 1 if all of the step is done, 2 if it stopped at a head in delivery, 0 if the job is at another place; on how many dead letters
-- this call acted }.
local prefix, progress = ARGV[1], KEYS[9]
if (call('HGET', progress, 'at') or '') ~= ARGV[3] then
  return { 0, 0 }
end
local now = clock()
-- fails before it writes if a key is of another type
call('ZCARD', KEYS[1])
call('HLEN', KEYS[2])
call('HLEN', KEYS[8])

local at, result = ARGV[4], 1
local acted, failed, replayed, before = 0, 0, 0, ARGV[3]
for i = 7, #ARGV, 5 do
  local id, place, code, user, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local dead = call('ZSCORE', KEYS[3], id)
  if dead or call('ZSCORE', KEYS[7], id) then
    if code ~= '' then
      failed = failed + 1
      call('HINCRBY', progress, 'fail:' .. code, 1)
      local examples = call('HGET', progress, 'examples:' .. code)
      if not examples or select(2, string.gsub(examples, ' ', '')) < 2 then
        call('HSET', progress, 'examples:' .. code, examples and examples .. ' ' .. id or id)
      end
    else
      local freed = dead_letter_bytes(KEYS[4], KEYS[5], id)
      if ARGV[2] ~= 'discard' then
        if not put_back(KEYS, prefix, user, entry, ARGV[2] == 'head', now) then
          at, result = before, 2
          break
        end
        replayed = replayed + 1
      end
      call('ZREM', dead and KEYS[3] or KEYS[7], id)
      delete_dead_letter(KEYS[4], KEYS[5], id)
      count(KEYS[2], dead and 'dead-bytes' or 'unmapped-bytes', -freed)
      acted = acted + 1
    end
  end
  before = place
end

if acted > 0 then
  call('HINCRBY', progress, 'acted', acted)
end
if failed > 0 then
  call('HINCRBY', progress, 'failed', failed)
end
call('HSET', progress, 'at', at)
call('PEXPIRE', progress, ARGV[5])
if result == 2 then
  call('HINCRBY', progress, 'busy', 1)
end
if replayed > 0 then
  try('PUBLISH', ARGV[6], '')
end
return { result, acted }
