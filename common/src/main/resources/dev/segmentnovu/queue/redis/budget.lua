#!lua flags=allow-oom
-- Hands out what Novu allows of one category of calls to all workers of a source, and sets its belief right by what Novu said.
--
-- Novu keeps a bucket of `burst` tokens at most, into which `limit` flow each window; but what has flown is added only when a call
-- finds the bucket empty, so `remaining` says less than there is. Here that is followed: tokens in the bucket, and since when they
-- flow. A few are kept back, for calls that reach Novu late or bunched.
--
-- KEYS[1] -> relay:{source}:budget, HASH; of each category c
--   c:limit, c:window (ms), c:burst   Novu's policy
--   c:tokens, c:since                 tokens in Novu's bucket once all that were handed out are used (may be below 0), and since
--                                     when (ms) what flows is not among them
--   c:granted                         tokens ever handed out
--   c:seen                            c:granted for the call whose answer last set c:tokens
--   c:more, c:moreat                  by how much Novu's answers were above c:tokens at least, and since when (ms); 0 if not all were
--   c:paced                           up to when (ms) a configured ceiling is used up
--   c:chosen, c:until                 the worker that may gather what makes one call for many, and up to when (ms) if it is silent
--   c:saving, c:alone                 since when (ms) tokens are saved for that call, 0 if none are; tokens handed out meanwhile
-- ARGV[1] -> category
-- ARGV[2] -> tokens wanted for a call each, may be 0
-- ARGV[3] -> tokens a second at most whatever Novu allows, or '' for no such ceiling
-- ARGV[4] -> the worker that asks
-- ARGV[5] -> calls it has that could be made in one, or 1 if it could have many; 0 if that is of no use to it
-- ARGV[6..12] -> the latest answer of Novu, may be told again; nothing if there was none:
--   limit, window in ms, burst, remaining, seconds to the next token (rounded up), ms since it was answered, the number of the
--   call's token or 0 if it had none
--
-- Sent twice it hands out twice: what is never used is made good by the next answer of Novu.
--
-- A call for many costs 100 tokens whatever it holds. They are saved for one worker at a time, or several would save for longer than
-- calls may wait; while that has more than 100 calls for it, all others get a quarter of what flows.
--
-- Returns { tokens handed out, ms until there is another if fewer than wanted else 0, number of the last one,
--   2 if they are for one call for many, else 1 if the worker is the one that may gather, else 0 }.
local MANY = 100
local key, category, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local names = { 'limit', 'window', 'burst', 'tokens', 'since', 'granted', 'seen', 'more', 'moreat', 'paced',
  'until', 'saving', 'alone' }
local fields = {}
for i, name in ipairs(names) do
  fields[i] = category .. ':' .. name
end
local b = {}
local stored = redis.pcall('HMGET', key, category .. ':chosen', unpack(fields))
if stored.err then
  -- another program's; what was believed is learnt again
  redis.call('RENAME', key, key .. ':broken')
end
for i, name in ipairs(names) do
  b[name] = stored[i + 1] and tonumber(stored[i + 1]) or nil
end
if not (b.window and b.burst and b.tokens and b.since and b.seen) then
  b.limit = nil
end
-- A clock that was set back: until it had caught up, nothing would flow, nobody would be believed, and who gathers could not change.
if (b.since or 0) > now + (b.window or 0) then
  b.since = now
end
for name, latest in pairs({ moreat = now, paced = now, saving = now, ['until'] = now + 3000 }) do
  b[name] = b[name] and math.min(b[name], latest)
end
b.granted, b.more, b.saving, b.alone = b.granted or 0, b.more or 0, b.saving or 0, b.alone or 0

local learns = ARGV[6] ~= nil
if learns then
  local limit, window, burst = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
  if b.limit ~= limit or b.window ~= window or b.burst ~= burst then
    -- another policy, or the first: nothing is believed yet, and the answer is as good as any
    b.limit, b.window, b.burst, b.tokens, b.since, b.seen = limit, window, burst, 0, now, -1
  end
end

local perMs, kept
-- As Novu does with a call for which there are too few.
local function refill(cost)
  local flown = math.floor(math.max(0, now - b.since) * perMs)
  if b.tokens < cost and flown > 0 then
    b.tokens = math.min(b.burst, b.tokens + flown)
    b.since = b.since + flown / perMs
  end
end

if b.limit then
  perMs = b.limit / b.window
  kept = math.min(b.burst / 2, math.max(b.limit / 20, 8))
  refill(1)
end

if learns then
  local remaining, reset, number = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[12])
  if number > b.granted then
    -- the counter was lost, as with a failover
    number, b.seen = b.granted, -1
  end
  if number > b.seen or number == 0 and b.seen == 0 then
    -- tokens handed out after the call's are taken for not yet used
    local tokens = remaining - (b.granted - number)
    -- of what flows nothing is sure but what has flown since; and where Novu names a time nothing flows before it
    local since = now - tonumber(ARGV[11]) + math.max(0, reset - 1) * 1000
    local more = tokens - b.tokens
    if b.seen < 0 or more < -kept then
      -- the first, or others use the bucket too
      b.tokens, b.since, b.more = tokens, since, 0
    elseif more <= 2 then
      b.tokens, b.more = math.min(b.tokens, tokens), 0
    else
      -- tokens were lost, or others emptied the bucket and Novu filled it; or the call has overtaken some that will be counted
      -- yet: believed when all have said so for a while
      if b.more == 0 then
        b.more, b.moreat = more, now
      end
      b.more = math.min(b.more, more)
      if now - b.moreat >= 500 then
        b.tokens, b.since, b.more = b.tokens + b.more, since, 0
      end
    end
    b.seen = number
  end
end

-- tokens there are, and how many come each ms; of Novu and of the ceiling
local free, rate = {}, {}
if b.limit then
  rate[1] = perMs
  free[1] = math.min(b.burst, b.tokens + math.max(0, now - b.since) * perMs) - kept
end
if ARGV[3] ~= '' then
  rate[#rate + 1] = tonumber(ARGV[3]) / 1000
  -- what was not used for a quarter of a second, or for one token's time, is lost
  b.paced = math.max(b.paced or 0, now - math.max(250, 1 / rate[#rate]))
  free[#free + 1] = (now - b.paced) * rate[#rate]
end

-- who gathers: one worker, until it has its call, has no more use for it, or is silent
local who, together = ARGV[4], tonumber(ARGV[5])
if not b.limit or ARGV[3] ~= '' or b.burst - kept < MANY then
  together = 0
end
local chosen = stored[1]
if chosen == '' or now >= (b['until'] or 0) or chosen == who and together == 0 then
  chosen, b.saving = false, 0
end
if not chosen and together > 0 then
  chosen = who
end
if chosen == who then
  b['until'] = now + 3000
  if together <= MANY then
    b.saving = 0
  elseif b.saving == 0 then
    b.saving, b.alone = now, 0
  end
end

local granted, wait, many = wanted, 0, chosen == who and 1 or 0
if chosen == who and b.saving > 0 and free[1] >= MANY then
  granted, many, chosen, b.saving = MANY, 2, false, 0
else
  if b.saving > 0 then
    rate[#rate + 1] = perMs / 4
    free[#free + 1] = (now - b.saving) * perMs / 4 - b.alone
  end
  for _, tokens in ipairs(free) do
    granted = math.max(0, math.min(granted, math.floor(tokens)))
  end
  if granted < wanted then
    for i, tokens in ipairs(free) do
      wait = math.max(wait, math.ceil((granted + 1 - tokens) / rate[i]))
    end
  end
  if chosen == who and b.saving > 0 then
    local saved = math.max(1, math.ceil((MANY - free[1] + granted) / rate[1]))
    wait = wait == 0 and saved or math.min(wait, saved)
  end
  b.alone = b.saving > 0 and b.alone + granted or b.alone
end
b.granted = b.granted + granted
if b.limit then
  if many == 2 then
    refill(MANY)
  end
  b.tokens = b.tokens - granted
end
if ARGV[3] ~= '' then
  b.paced = b.paced + granted / (tonumber(ARGV[3]) / 1000)
end

local changed = { category .. ':chosen', chosen or '' }
for i, name in ipairs(names) do
  if b[name] then
    changed[#changed + 1] = fields[i]
    changed[#changed + 1] = string.format('%.17g', b[name])
  end
end
redis.call('HSET', key, unpack(changed))
return { granted, wait, b.granted, many }
