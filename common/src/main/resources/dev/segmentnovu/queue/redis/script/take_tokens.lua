#!lua flags=allow-oom
-- Grants what Novu allows of one category of calls to all workers of a source, and corrects its belief by Novu's responses.
--
-- Novu keeps a bucket of `burst` tokens at most, into which `limit` tokens flow each window. It adds what has flowed only when a call finds
-- the bucket empty, so `remaining` is less than there is. This script does the same: it keeps the tokens in the bucket, and since when
-- tokens flow. It keeps a few tokens back, for calls that reach Novu late or bunched.
--
-- KEYS[1] -> relay:{source}:budget, HASH; of each category c
--   c:limit, c:window (ms), c:burst   Novu's policy
--   c:tokens, c:since                 tokens in Novu's bucket once all granted tokens are used (may be below 0), and since when (ms) the
--                                     tokens that flow are not among them
--   c:granted                         tokens ever granted
--   c:seen                            c:granted of the call whose response last set c:tokens
--   c:more, c:moreat                  by how much Novu's responses were above c:tokens at least, and since when (ms); 0 if not all were
--   c:paced                           up to when (ms) a configured ceiling is used up
--   c:chosen, c:until                 the worker that may gather a batch, and up to when (ms) if it sends nothing
--   c:saving, c:alone                 since when (ms) tokens are saved for that batch, 0 if none are; tokens granted meanwhile
-- ARGV[1] -> category
-- ARGV[2] -> tokens wanted, one for each call; may be 0
-- ARGV[3] -> tokens a second at most whatever Novu allows, or '' for no such ceiling
-- ARGV[4] -> the worker that asks
-- ARGV[5] -> its calls that one batch could hold, or 1 if it could have many; 0 if a batch is of no use to it
-- ARGV[6..12] -> Novu's latest response, which may be passed again; nothing if there was none:
--   limit, window in ms, burst, remaining, seconds to the next token (rounded up), ms since the response, the number of the call's token,
--   or 0 if it had none
--
-- When it is sent twice it grants twice: the next response of Novu corrects tokens that are never used.
--
-- A batch costs 100 tokens whatever it holds. Tokens are saved for one worker at a time: several workers would save for longer than calls
-- may wait. While that worker has more than 100 calls for its batch, all others get a quarter of what flows.
--
-- Returns { tokens granted, ms until there is another if fewer than wanted else 0, number of the last one,
--   2 if they are for one batch, else 1 if the worker is the one that may gather, else 0 }.
local BATCH_COST = 100
local key, category, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local now = clock()
local names = { 'limit', 'window', 'burst', 'tokens', 'since', 'granted', 'seen', 'more', 'moreat', 'paced',
  'until', 'saving', 'alone' }
local fields = {}
for i, name in ipairs(names) do
  fields[i] = category .. ':' .. name
end
local b = {}
local stored = try('HMGET', key, category .. ':chosen', unpack(fields))
if stored.err then
  -- another program wrote it; Novu's responses tell the state again
  call('RENAME', key, key .. ':broken')
end
for i, name in ipairs(names) do
  b[name] = stored[i + 1] and tonumber(stored[i + 1]) or nil
end
if not (b.window and b.burst and b.tokens and b.since and b.seen) then
  b.limit = nil
end
-- The clock was set back. Until it had caught up no token would flow, no response would count, and no other worker could gather.
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
    -- the first policy, or another one: there is no belief yet, so any response counts
    b.limit, b.window, b.burst, b.tokens, b.since, b.seen = limit, window, burst, 0, now, -1
  end
end

local per_ms, kept_back
-- Adds what has flowed, as Novu does for a call that finds too few tokens.
local function refill(cost)
  local flown = math.floor(math.max(0, now - b.since) * per_ms)
  if b.tokens < cost and flown > 0 then
    b.tokens = math.min(b.burst, b.tokens + flown)
    b.since = b.since + flown / per_ms
  end
end

if b.limit then
  per_ms = b.limit / b.window
  kept_back = math.min(b.burst / 2, math.max(b.limit / 20, 8))
  refill(1)
end

if learns then
  local remaining, reset, number = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[12])
  if number > b.granted then
    -- the counter was lost, as with a failover
    number, b.seen = b.granted, -1
  end
  if number > b.seen or number == 0 and b.seen == 0 then
    -- tokens granted after the call's token count as not yet used
    local tokens = remaining - (b.granted - number)
    -- only what has flowed since the response is sure; and where Novu names a time no token flows before it
    local since = now - tonumber(ARGV[11]) + math.max(0, reset - 1) * 1000
    local more = tokens - b.tokens
    if b.seen < 0 or more < -kept_back then
      -- the first, or others use the bucket too
      b.tokens, b.since, b.more = tokens, since, 0
    elseif more <= 2 then
      b.tokens, b.more = math.min(b.tokens, tokens), 0
    else
      -- Tokens were lost, or others emptied the bucket and Novu filled it; or the call has overtaken calls that Novu will count
      -- later. Believed when all responses have said so for a while.
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

-- tokens available, and how many flow each ms; by Novu and by the ceiling
local free, rate = {}, {}
if b.limit then
  rate[1] = per_ms
  free[1] = math.min(b.burst, b.tokens + math.max(0, now - b.since) * per_ms) - kept_back
end
if ARGV[3] ~= '' then
  rate[#rate + 1] = tonumber(ARGV[3]) / 1000
  -- tokens that are unused for a quarter of a second, or for one token's time, are lost
  b.paced = math.max(b.paced or 0, now - math.max(250, 1 / rate[#rate]))
  free[#free + 1] = (now - b.paced) * rate[#rate]
end

-- One worker gathers a batch until it has the tokens, has no use for a batch any more, or sends nothing.
local worker, calls = ARGV[4], tonumber(ARGV[5])
if not b.limit or ARGV[3] ~= '' or b.burst - kept_back < BATCH_COST then
  calls = 0
end
local chosen = stored[1]
if chosen == '' or now >= (b['until'] or 0) or chosen == worker and calls == 0 then
  chosen, b.saving = false, 0
end
if not chosen and calls > 0 then
  chosen = worker
end
if chosen == worker then
  b['until'] = now + 3000
  if calls <= BATCH_COST then
    b.saving = 0
  elseif b.saving == 0 then
    b.saving, b.alone = now, 0
  end
end

local granted, wait, batch = wanted, 0, chosen == worker and 1 or 0
if chosen == worker and b.saving > 0 and free[1] >= BATCH_COST then
  granted, batch, chosen, b.saving = BATCH_COST, 2, false, 0
else
  if b.saving > 0 then
    rate[#rate + 1] = per_ms / 4
    free[#free + 1] = (now - b.saving) * per_ms / 4 - b.alone
  end
  for _, tokens in ipairs(free) do
    granted = math.max(0, math.min(granted, math.floor(tokens)))
  end
  if granted < wanted then
    for i, tokens in ipairs(free) do
      wait = math.max(wait, math.ceil((granted + 1 - tokens) / rate[i]))
    end
  end
  if chosen == worker and b.saving > 0 then
    local saved = math.max(1, math.ceil((BATCH_COST - free[1] + granted) / rate[1]))
    wait = wait == 0 and saved or math.min(wait, saved)
  end
  b.alone = b.saving > 0 and b.alone + granted or b.alone
end
b.granted = b.granted + granted
if b.limit then
  if batch == 2 then
    refill(BATCH_COST)
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
call('HSET', key, unpack(changed))
return { granted, wait, b.granted, batch }
