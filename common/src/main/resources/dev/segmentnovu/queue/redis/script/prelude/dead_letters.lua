-- Dead letters: how they are stored, deleted, ordered and found. Prelude.java says how scripts get it.

-- The bytes of a dead letter: of its text, its event and its details.
local function dead_letter_bytes(texts, entries, id)
  return call('HSTRLEN', texts, id) + call('HSTRLEN', entries, id) + call('HSTRLEN', entries, id .. ':details')
end

-- Stores a dead letter whose text has the details behind a line feed, if there are any. The details stand beside the entry: a search reads
-- all texts, and details are most of a dead letter. Returns the bytes that are stored.
local function store_dead_letter(texts, entries, id, text, entry)
  local feed = string.find(text, '\n', 1, true)
  call('HSET', texts, id, feed and string.sub(text, 1, feed - 1) or text)
  if feed then
    call('HSET', entries, id, entry, id .. ':details', string.sub(text, feed + 1))
  else
    call('HSET', entries, id, entry)
  end
  return #entry + #text - (feed and 1 or 0)
end

-- Deletes the text, the event and the details of a dead letter.
local function delete_dead_letter(texts, entries, id)
  call('HDEL', texts, id)
  call('HDEL', entries, id, id .. ':details')
end

-- Deletes a dead letter of either list, with all that belongs to it. Returns 1 if it was there, else 0.
local function forget_dead_letter(stats, dead, unmapped, texts, entries, id)
  -- before ZREM: it fails where a key is of another type, and would leave half of the dead letter
  local freed = dead_letter_bytes(texts, entries, id)
  local bytes = 'dead-bytes'
  if call('ZREM', dead, id) == 0 then
    bytes = 'unmapped-bytes'
    if call('ZREM', unmapped, id) == 0 then
      return 0
    end
  end
  delete_dead_letter(texts, entries, id)
  count(stats, bytes, -freed)
  return 1
end

-- When a dead letter died, in ms, and its list: 'dead' or 'unmapped'; nil if there is none of this id. A key of another type counts as empty.
local function died_at(dead, unmapped, id)
  local ms, list = try('ZSCORE', dead, id), 'dead'
  if not ms or is_error(ms) then
    ms, list = try('ZSCORE', unmapped, id), 'unmapped'
  end
  if ms and not is_error(ms) then
    return ms, list
  end
end

-- Whether a member of a sorted set comes before another one with the same score: by bytes. Lua's own order depends on the locale.
local function comes_before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

-- How many members of the sorted set `key` of dead letters come no later than a dead letter, which need not exist any more. `ms` is a text.
local function letters_passed(key, newest_first, ms, id)
  local rank = call(newest_first and 'ZREVRANK' or 'ZRANK', key, id)
  if rank then
    return rank + 1
  end
  local over = newest_first and call('ZCOUNT', key, '(' .. ms, '+inf') or call('ZCOUNT', key, '-inf', '(' .. ms)
  for _, other in ipairs(call('ZRANGEBYSCORE', key, ms, ms)) do
    if comes_before(other, id) ~= newest_first then
      over = over + 1
    end
  end
  return over
end

-- How many members of the sorted set `key` of dead letters come before a period: from `since` on, or '-inf', and before `stop`, or '+inf'.
local function letters_before(key, newest_first, since, stop)
  if newest_first then
    return stop == '+inf' and 0 or call('ZCOUNT', key, stop, '+inf')
  end
  return since == '-inf' and 0 or call('ZCOUNT', key, '-inf', '(' .. since)
end

-- The JSON of a member of a dead letter's text, which the member `behind` follows; nothing for a text of another form. Inside a JSON
-- string a quote has a backslash before it, so no id can look like a member.
local function dead_letter_member(text, name, behind)
  local _, before = string.find(text, '"' .. name .. '":', 1, true)
  local after = before and string.find(text, ',"' .. behind .. '":', before, true)
  return after and string.sub(text, before + 1, after - 1)
end
