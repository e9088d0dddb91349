#!lua flags=allow-oom
-- Reads the believed state of a source's rate budget, at one moment; see take_tokens.lua.
--
-- KEYS[1] -> relay:{source}:budget
--
-- Returns for each category whose limit is known, in no order: name, tokens that flow in each window, window in ms, most tokens that the
-- bucket holds, tokens left, tokens ever granted.
local now = clock()
local flat, fields, result = try('HGETALL', KEYS[1]), {}, {}
for i = 1, #flat, 2 do
  fields[flat[i]] = tonumber(flat[i + 1])
end
for field, limit in pairs(fields) do
  local category = string.match(field, '^(.*):limit$')
  local function of(name)
    return fields[category .. ':' .. name]
  end
  if category and of('since') and of('window') and of('burst') and of('tokens') and of('granted') then
    local flown = math.max(0, now - of('since')) * limit / of('window')
    result[#result + 1] = category
    result[#result + 1] = limit
    result[#result + 1] = of('window')
    result[#result + 1] = of('burst')
    result[#result + 1] = math.max(0, math.min(of('burst'), math.floor(of('tokens') + flown)))
    result[#result + 1] = of('granted')
  end
end
return result
