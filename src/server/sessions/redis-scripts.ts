// The scripts of the shared store; each is atomic. The keys of a session are its queue, its state, its lock, and for each part
// its values and their order. The state holds the versions of both parts and the epoch of the windows.
// @see https://valkey.io/topics/eval-intro/

/** Requests reach the server in another order than they came, from machines whose clocks differ; beyond it, time was set back. */
const disorderMs = 10_000;

/**
 * KEYS: queue, state. ARGV: known version of the control, of the logins or nothing, whether to take a queued scenario, now,
 * window in ms, then a key and a limit for each window. A queued forced error begins with 1 and counts no call. False where a
 * version is not the known one: nothing is taken or counted.
 */
export const askScript: string = `
local state = redis.call('HMGET', KEYS[2], 'control', 'logins', 'epoch')
if (state[1] or '0') ~= ARGV[1] or (ARGV[2] ~= '' and (state[2] or '0') ~= ARGV[2]) then return false end
local told = {false}
if ARGV[3] == '1' then
  local item = redis.call('LPOP', KEYS[1])
  if item then
    told[1] = item
    if string.sub(item, 1, 1) == '1' then return told end
  end
end
local now, length = tonumber(ARGV[4]), tonumber(ARGV[5])
for index = 6, #ARGV, 2 do
  local key = KEYS[2] .. ':' .. (state[3] or '0') .. ':' .. ARGV[index]
  local window = redis.call('HMGET', key, 'starts', 'ends')
  local count = 1
  local starts, ends = now, now + length
  if window[1] and now > tonumber(window[1]) - ${disorderMs} and now < tonumber(window[2]) then
    starts, ends = window[1], window[2]
    count = redis.call('HINCRBY', key, 'count', 1)
  else
    redis.call('HSET', key, 'starts', starts, 'ends', ends, 'count', 1)
    redis.call('PEXPIRE', key, math.max(length, 1000) * 2)
  end
  told[#told + 1] = count
  told[#told + 1] = tostring(starts)
  told[#told + 1] = tostring(ends)
  if count > tonumber(ARGV[index + 1]) then return told end
end
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

/** KEYS: the journal of a session. ARGV: entries kept, expiry in seconds, then the entries. */
export const appendScript = `
for index = 3, #ARGV do redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'entry', ARGV[index]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])`;
