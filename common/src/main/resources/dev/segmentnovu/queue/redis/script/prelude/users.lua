-- Users: their heads, their lists, and the records of what was finished. Prelude.java says how scripts get it.

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
