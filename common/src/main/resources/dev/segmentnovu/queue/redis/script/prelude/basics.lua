-- What many scripts need. Prelude.java says how scripts get it.

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

-- A number of ms as Redis takes it: Lua writes a large one with an exponent.
local function whole(ms)
  return string.format('%d', ms)
end

-- Whether the run of `relay reshard` with this term moves what the shard holds: see fence_shard.lua.
local function is_moving(stats, term)
  local state = call('HMGET', stats, 'layout', 'term')
  return state[2] == term and string.find(state[1] or '', ' moving', 1, true) ~= nil
end
