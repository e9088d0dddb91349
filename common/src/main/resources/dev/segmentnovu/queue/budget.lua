#!lua flags=allow-oom
-- Hands out what Novu allows of one category of calls to all workers of a source, and sets its belief right by what Novu said.
--
-- Novu's bucket gets `limit` tokens at once every window, and keeps `burst` at most. What is believed to be left there is handed
-- out evenly: what the rest of the window needs is kept back, and a little more, for calls that reach Novu late or bunched.
--
-- KEYS[1] -> relay:{source}:budget, HASH; of each category c
--   c:limit, c:window (ms), c:burst   Novu's policy
--   c:tokens, c:refill                tokens left at Novu once all that were handed out are used, and when (ms) the next come
--   c:granted                         tokens ever handed out
--   c:seen                            c:granted for the call whose answer last set c:tokens
--   c:paced                           up to when (ms) a configured ceiling is used up
-- ARGV[1] -> category
-- ARGV[2] -> tokens wanted, may be 0
-- ARGV[3] -> tokens a second at most whatever Novu allows, or '' for no such ceiling
-- ARGV[4..11] -> the latest answer of Novu, may be told again; nothing if there was none:
--   limit, window in ms, burst, remaining, seconds to the next tokens (rounded up), ms since the call was sent, ms since it
--   was answered, the number that came with its token or 0 if it had none
--
-- Sent twice it hands out twice: what is never used is made good by the next answer of Novu.
--
-- Returns { tokens handed out, ms until there is another if fewer than wanted else 0, number of the last one }.
local key, category, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local names = { 'limit', 'window', 'burst', 'tokens', 'refill', 'granted', 'seen', 'paced' }
local fields = {}
for i, name in ipairs(names) do
  fields[i] = category .. ':' .. name
end
local b = {}
for i, value in ipairs(redis.call('HMGET', key, unpack(fields))) do
  b[names[i]] = value and tonumber(value) or nil
end
b.granted = b.granted or 0

-- what has come in since the last call
local function refilled()
  if now >= b.refill then
    local times = math.floor((now - b.refill) / b.window) + 1
    b.tokens = math.min(b.burst, b.tokens + times * b.limit)
    b.refill = b.refill + times * b.window
  end
end

if ARGV[4] then
  local limit, window, burst = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
  local remaining, reset, number = tonumber(ARGV[7]), tonumber(ARGV[8]) * 1000, tonumber(ARGV[11])
  -- Novu counted the call, and rounded up, somewhere between these
  local earliest, latest = now - tonumber(ARGV[9]) + reset - 1000, now - tonumber(ARGV[10]) + reset
  if b.limit ~= limit or b.window ~= window or b.burst ~= burst then
    -- another policy, or the first: nothing is believed yet
    b.limit, b.window, b.burst = limit, window, burst
    b.tokens, b.refill, b.seen = remaining, latest, 0
  end
  refilled()
  local refill = b.refill + math.ceil((earliest - b.refill) / window) * window
  if refill > latest then
    -- Novu's windows are not where they were believed to be
    refill = latest
  end
  if refill <= now then
    -- it speaks of a window that is over
    b.refill = refill + (math.floor((now - refill) / window) + 1) * window
  else
    b.refill = refill
    if number > b.granted then
      -- the counter was lost, as with a failover
      number, b.seen = b.granted, 0
    end
    if number >= b.seen then
      -- tokens handed out after the call's are taken for not yet used
      b.tokens = math.min(burst, remaining - (b.granted - number))
      b.seen = number
    end
  end
elseif b.limit then
  refilled()
end

-- tokens there are, and how many come each ms; of Novu and of the ceiling
local free, rate = {}, {}
if b.limit then
  rate[1] = b.limit / b.window
  local kept = math.max((b.burst - b.limit) / 2, b.limit / 50)
  free[1] = b.tokens - kept - (b.refill - now) * rate[1]
end
if ARGV[3] ~= '' then
  rate[#rate + 1] = tonumber(ARGV[3]) / 1000
  -- what was not used for a quarter of a second, or for one token's time, is lost
  b.paced = math.max(b.paced or 0, now - math.max(250, 1 / rate[#rate]))
  free[#free + 1] = (now - b.paced) * rate[#rate]
end

local granted, wait = wanted, 0
for _, tokens in ipairs(free) do
  granted = math.max(0, math.min(granted, math.floor(tokens)))
end
if granted < wanted then
  for i, tokens in ipairs(free) do
    wait = math.max(wait, math.ceil((granted + 1 - tokens) / rate[i]))
  end
end
b.granted = b.granted + granted
if b.limit then
  b.tokens = b.tokens - granted
end
if ARGV[3] ~= '' then
  b.paced = b.paced + granted / rate[#rate]
end

local changed = {}
for i, name in ipairs(names) do
  if b[name] then
    changed[#changed + 1] = fields[i]
    changed[#changed + 1] = string.format('%.17g', b[name])
  end
end
redis.call('HSET', key, unpack(changed))
return { granted, wait, b.granted }
