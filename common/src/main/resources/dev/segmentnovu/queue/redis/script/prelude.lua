-- What several scripts need. `Script` inserts each paragraph whose names a script uses into the script, behind the line with its flags: a
-- function that a script does not use costs it nothing. A paragraph is a comment and one `local`; blank lines separate paragraphs.

local call, try = redis.call, redis.pcall

-- Arguments of one call at most: Lua's stack holds some 8,000.
local CHUNK = 4000

-- The time of the server, ms. Pass times to commands as string.format('%d', ms): Redis writes a Lua number with a printf that takes longer
-- than the command.
local function clock()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whether the reply of `try` is an error.
local function is_error(reply)
  return type(reply) == 'table' and reply.err ~= nil
end

-- Whether each of `keys` is of the type that the command at its place reads, or does not exist.
local function are_readable(commands, keys)
  for i, command in ipairs(commands) do
    if is_error(try(command, keys[i])) then
      return false
    end
  end
  return true
end

-- Adds to a counter of the hash `stats`. A counter, or a hash, that another program overwrote stays as it is.
local function count(stats, name, by)
  try('HINCRBY', stats, name, by)
end

-- Renames a key of another type, so that the queue can use its name. `relay fsck` reports what stands under `broken:…`.
local function set_aside(prefix, name)
  call('RENAME', prefix .. name, prefix .. 'broken:' .. name)
end

-- Runs a command on `key` with all of `arguments`, in as many calls as it takes; `run` is call or try.
local function write_all(run, command, key, arguments)
  for i = 1, #arguments, CHUNK do
    run(command, key, unpack(arguments, i, math.min(i + CHUNK - 1, #arguments)))
  end
end

-- The text about the shards of a source, or '' if it is not one that a relay wrote: numbers from 1 to `most`, with spaces between.
local function layout_text(stored, most)
  if type(stored) ~= 'string' or not string.find(stored, '^[%d ]+$') then
    return ''
  end
  for number in string.gmatch(stored, '%d+') do
    if tonumber(number) < 1 or tonumber(number) > tonumber(most) then
      return ''
    end
  end
  return stored
end

-- A head's text is what the queue knows of a user's first event. It exists only where something is known:
--   '<token of the lease, or -> <events settled under it> <settled events that still stand in the list> <claims> <retry state>'
-- The claims are those without a result. The retry state may be empty, and may contain spaces.
local function head_text(token, settled, listed, claims, state)
  return token .. ' ' .. settled .. ' ' .. listed .. ' ' .. claims .. ' ' .. state
end

-- Returns token, events settled, settled events in the list, claims and retry state, as texts; nothing for a text that is no head's.
local function read_head(text)
  return string.match(text, '^(%S+) (%d+) (%d+) (%d+) (.*)$')
end

-- Whether a worker holds the user, as far as its head says; `text` is false where there is no head.
local function is_claimed(text)
  return type(text) == 'string' and string.sub(text, 1, 2) ~= '- '
end

-- How many settled events stand at the front of the user's list: they leave it when the claim ends.
local function settled_in_list(text)
  return text and tonumber(string.match(text, '^%S+ %d+ (%d+) ')) or 0
end

-- How many entries of a list to read with the next LRANGE, after one of `before` entries of so many bytes on average. An entry has up to
-- half a megabyte, and Redis shall read `most` bytes, about, in a call.
local function entries_at_once(before, average, most)
  return math.max(1, math.min(10, 2 * before, math.floor(most / 4 / math.max(1, average))))
end

-- Renames a user's list that is of another type and forgets the user's head.
-- Returns whether a worker held the user.
local function set_list_aside(prefix, heads, user)
  set_aside(prefix, 'q:' .. user)
  local head = try('HGET', heads, user)
  try('HDEL', heads, user)
  return is_claimed(head)
end

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

-- Puts an entry back into its user's list. `keys` are those of an event's scripts: ready, stats, dead, dead:letters, dead:entries, parked,
-- dead:unmapped, heads. Returns false, and has written nothing, where it is to become the head and a worker holds the user.
-- A user's list of another type is renamed to `broken:q:<user>`. The hash of heads must be readable.
local function put_back(keys, prefix, user, entry, to_head, now)
  local list = prefix .. 'q:' .. user
  local parked = call('ZSCORE', keys[6], user)
  if is_error(try('LLEN', list)) then
    if set_list_aside(prefix, keys[8], user) then
      count(keys[2], 'claimed', -1)
    end
    count(keys[2], 'violations', 1)
  end
  if to_head then
    local head = call('HGET', keys[8], user)
    if is_claimed(head) then
      if tonumber(parked or call('ZSCORE', keys[1], user) or 0) > now then
        return false
      end
      count(keys[2], 'claimed', -1)
      try('LTRIM', list, settled_in_list(head), -1)
    end
    -- the lapsed lease and the attempts belong to the event that is the head no longer
    call('HDEL', keys[8], user)
    call('LPUSH', list, entry)
    call('ZADD', parked and keys[6] or keys[1], now, user)
  elseif call('RPUSH', list, entry) == 1 and not parked then
    call('ZADD', keys[1], 'NX', now, user)
  end
  count(keys[2], 'events', 1)
  count(keys[2], 'bytes', #entry)
  -- known.lua reads it: the message id may be forgotten
  try('HSET', keys[2], 'replayed', string.format('%d', now))
  return true
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

-- Appends the records of finished events to the list `key`, and keeps `most` of them at least: 0 to forget all, -1 to leave them as they are.
-- The latest stand at the right: Redis appends without moving what is there. The list is cut when it is a tenth too long, so that a call
-- costs one command. `set_key_aside` renames a key of another type.
local function remember_finished(key, finished, most, set_key_aside)
  if most == 0 then
    call('UNLINK', key)
  elseif #finished > 0 and most > 0 then
    local length = 0
    write_all(function(command, list, ...)
      length = try(command, list, ...)
      if is_error(length) then
        set_key_aside(list)
        length = call(command, list, ...)
      end
    end, 'RPUSH', key, finished)
    if length > most + math.max(10, most / 10) then
      call('LTRIM', key, -most, -1)
    end
  end
end

-- The ids of a user and of a message in a record of the deliveries; nothing for one that was forgotten.
local function delivery_ids(record)
  local user_bytes, id_bytes, from = string.match(record, '^%d+ (%d+) (%d+) ()')
  if from then
    local id = from + user_bytes
    return string.sub(record, from, id - 1), string.sub(record, id, id + id_bytes - 1)
  end
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

-- A number of ms as Redis takes it: Lua writes a large one with an exponent.
local function whole(ms)
  return string.format('%d', ms)
end

-- Whether the run of `relay reshard` with this term moves what the shard holds: see fence_shard.lua.
local function is_moving(stats, term)
  local state = call('HMGET', stats, 'layout', 'term')
  return state[2] == term and string.find(state[1] or '', ' moving', 1, true) ~= nil
end

-- Decoding an event takes about this many times as long as reading its bytes.
local DECODING = 12

-- A field of events to look for, of '{"path":[names],"name":the last of them in quotes,"text":value,"written":value in quotes}'.
local function read_field(text)
  local field = cjson.decode(text)
  -- Lua reads hexadecimal numbers too, and JSON does not
  field.number = string.match(field.text, '^-?%d[%d.eE+-]*$') and tonumber(field.text)
  return field
end

-- Whether an entry may have a field: whether its name stands there, followed by the value, by an array, or by a text with escapes.
local function may_have_field(entry, field)
  local find, sub = string.find, string.sub
  local _, at = find(entry, field.name, 1, true)
  while at do
    local _, before = find(entry, '^%s*:%s*', at + 1)
    if before then
      local from = before + 1
      local first = sub(entry, from, from)
      if first == '[' or first == '"' and (sub(entry, from, from + #field.written - 1) == field.written or find(entry, '^"[^"\\]*\\', from)) then
        return true
      end
      local other = string.match(entry, '^[%w.+-]+', from)
      if other and (other == field.text or field.number and tonumber(other) == field.number) then
        return true
      end
    end
    _, at = find(entry, field.name, at + 1, true)
  end
  return false
end

-- Whether the value behind the first `k` names of the path is the one of the field. Of an array, one element suffices.
local function holds_field(value, field, k)
  if type(value) == 'table' then
    local name = field.path[k + 1]
    if name and value[name] ~= nil and holds_field(value[name], field, k + 1) then
      return true
    end
    for _, element in ipairs(value) do
      if holds_field(element, field, k) then
        return true
      end
    end
    return false
  end
  if field.path[k + 1] then
    return false
  end
  return value == field.text or type(value) == 'number' and value == field.number or type(value) == 'boolean' and tostring(value) == field.text
end

-- Whether a path leads to a value. An entry may hold the context of its batch in its first line; members of the event override it.
local function is_set(value, path)
  for k = 1, #path do
    if type(value) ~= 'table' or value[path[k]] == nil then
      return false
    end
    value = value[path[k]]
  end
  return true
end

-- Whether an entry has all fields, and how much work it was to see, in bytes read.
local function event_has(entry, fields)
  for k = 1, #fields do
    if not may_have_field(entry, fields[k]) then
      return false, #entry
    end
  end
  local line = string.find(entry, '\n', 1, true) or 0
  local decoded, event = pcall(cjson.decode, string.sub(entry, line + 1))
  local header
  for k = 1, #fields do
    local field = fields[k]
    local holds = decoded and holds_field(event, field, 0)
    if decoded and not holds and field.path[1] == 'context' and not is_set(event, field.path) then
      header = header or select(2, pcall(cjson.decode, string.sub(entry, 1, line)))
      holds = holds_field(header, field, 0)
    end
    if not holds then
      return false, DECODING * #entry
    end
  end
  return true, DECODING * #entry
end
