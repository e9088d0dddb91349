-- Reads what is known of alerts.
--
-- KEYS[1] -> relay:{control}:alerts  HASH of version, state, pending, latest
--
-- Returns { version, state, pending, latest }; 0 and empty texts if there is nothing. Writes nothing.
local texts = call('HMGET', KEYS[1], 'version', 'state', 'pending', 'latest')
return { tonumber(texts[1] or 0) or 0, texts[2] or '', texts[3] or '', texts[4] or '' }
