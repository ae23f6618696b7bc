// The scripts of the shared store; each is atomic. The keys of a session are its queue, its state, its lock, and for each part
// its values and their order. The state holds the versions of both parts and the epoch of the windows.
// @see https://valkey.io/topics/eval-intro/

/** Requests reach the server in another order than they came, from machines whose clocks differ; beyond it, time was set back. */
const disorderMs = 10_000;

/**
 * Many requests of one session, each a text, since a client takes longer for many values than a server for one to split. KEYS:
 * queue, state. ARGV: for each request the known version of the control, of the logins or -, whether to take a queued
 * scenario, now, window in ms, then a key and a limit for each window. A queued forced error begins with 1 and counts no call.
 *
 * Gives for each the count, start and end of each window, and after a line end the scenario. Nothing where a version is not
 * the known one: then nothing is taken or counted.
 */
export const askScript: string = `
local state = redis.call('HMGET', KEYS[2], 'control', 'logins', 'epoch')
local control, logins = state[1] or '0', state[2] or '0'
local prefix = KEYS[2] .. ':' .. (state[3] or '0') .. ':'
local function answer(ask)
  local words = {}
  for word in string.gmatch(ask, '%S+') do words[#words + 1] = word end
  if words[1] ~= control or (words[2] ~= '-' and words[2] ~= logins) then return false end
  local item = words[3] == '1' and redis.call('LPOP', KEYS[1])
  if item and string.sub(item, 1, 1) == '1' then return '\\n' .. item end
  local told = {}
  local now, length = tonumber(words[4]), tonumber(words[5])
  for index = 6, #words, 2 do
    local key = prefix .. words[index]
    local window = redis.call('HMGET', key, 'starts', 'ends')
    local count = 1
    local starts, ends = words[4], string.format('%.0f', now + length)
    if window[1] and now > tonumber(window[1]) - ${disorderMs} and now < tonumber(window[2]) then
      starts, ends = window[1], window[2]
      count = redis.call('HINCRBY', key, 'count', 1)
    else
      redis.call('HSET', key, 'starts', starts, 'ends', ends, 'count', 1)
      redis.call('PEXPIRE', key, math.max(length, 1000) * 2)
    end
    told[#told + 1] = count .. ' ' .. starts .. ' ' .. ends
    if count > tonumber(words[index + 1]) then break end
  end
  return table.concat(told, ' ') .. (item and '\\n' .. item or '')
end
local told = {}
for index, ask in ipairs(ARGV) do told[index] = answer(ask) end
return told`;

/**
 * KEYS: lock, state, then values and order of each part. ARGV: owner of the lock to take or nothing, its time in ms, then a
 * known version of each part. False where another owner has the lock. A version that is lower than the known one is of a
 * store that lost its data: then all values are told.
 */
export const readScript = `
if ARGV[1] ~= '' and not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local told = {}
for index, part in ipairs({'control', 'logins'}) do
  local version = tonumber(redis.call('HGET', KEYS[2], part) or '0')
  local known = tonumber(ARGV[2 + index])
  local values = {}
  if known ~= version then
    local from = known > version and '-inf' or '(' .. known
    for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2 + index * 2], from, '+inf')) do
      values[#values + 1] = name
      values[#values + 1] = redis.call('HGET', KEYS[1 + index * 2], name)
    end
  end
  told[index] = {version, values}
end
return told`;

/**
 * KEYS as above. ARGV: owner, expiry in seconds, number of values kept, number of values of the control, then names and
 * values, those of the control first. Gives the lock back. False where it is no longer the owner's: nothing is written.
 */
export const writeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('DEL', KEYS[1])
for index = 5, #ARGV, 2 do
  local part = (index - 5) / 2 < tonumber(ARGV[4]) and 1 or 2
  local values, order = KEYS[1 + part * 2], KEYS[2 + part * 2]
  redis.call('HSET', values, ARGV[index], ARGV[index + 1])
  redis.call('ZADD', order, redis.call('HINCRBY', KEYS[2], part == 1 and 'control' or 'logins', 1), ARGV[index])
end
local excess = redis.call('ZCARD', KEYS[6]) - tonumber(ARGV[3])
if excess > 0 then
  for _, name in ipairs(redis.call('ZRANGE', KEYS[6], 0, excess - 1)) do redis.call('HDEL', KEYS[5], name) end
  redis.call('ZREMRANGEBYRANK', KEYS[6], 0, excess - 1)
end
if #ARGV > 4 then for index = 2, 6 do redis.call('EXPIRE', KEYS[index], ARGV[2]) end end
local state = redis.call('HMGET', KEYS[2], 'control', 'logins')
return {state[1] or '0', state[2] or '0'}`;

/** KEYS: a value. ARGV: what it is expected to be, or nothing for none, what it becomes, expiry in seconds. */
export const exchangeScript = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

/** KEYS: the journal of a session. ARGV: entries kept, expiry in seconds, then the entries. */
export const appendScript = `
for index = 3, #ARGV do redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'entry', ARGV[index]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])`;
