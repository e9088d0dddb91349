-- Fields of events, and whether an event has them. Prelude.java says how scripts get it.

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
