/**
 * The one script of limits and budgets: Redis runs it as a whole, so that nobody counts in between. The clock is the
 * server's, as those of its clients differ. KEYS: one hash for each gauge. ARGV: `claim`, `renew`, `settle` or `left`, the claim's
 * id, the lease in ms, and for each gauge its kind, limit, perMs, amount and actual. Fields of a hash: `s` the sum, `m` the
 * mark, `c:<id>` an open claim as `amount until`. Answers `ok`, or index, left and wait; for `left` what is left of each.
 */
export const limitScript: string = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local action, id, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local function text(number) return string.format('%.17g', number) end
local gauges = {}
for index, key in ipairs(KEYS) do
  local at = 3 + (index - 1) * 5
  local gauge = { key = key, kind = ARGV[at + 1], limit = tonumber(ARGV[at + 2]), per = tonumber(ARGV[at + 3]),
    amount = tonumber(ARGV[at + 4]), actual = tonumber(ARGV[at + 5]), sum = 0, held = 0, mark = 0 }
  if gauge.kind == 'rate' then gauge.mark = now
  elseif gauge.kind == 'window' and gauge.per > 0 then gauge.mark = math.floor(now / gauge.per) end
  local stored = redis.call('HGETALL', key)
  local old, sum = nil, 0
  for field = 1, #stored, 2 do
    local name, value = stored[field], stored[field + 1]
    if name == 's' then sum = tonumber(value)
    elseif name == 'm' then old = tonumber(value)
    else
      local amount, till = string.match(value, '(%S+) (%S+)')
      if tonumber(till) <= now then redis.call('HDEL', key, name) else gauge.held = gauge.held + tonumber(amount) end
    end
  end
  if old ~= nil then
    if gauge.kind == 'rate' then
      gauge.sum = math.max(0, sum - math.max(0, now - old) * gauge.limit / gauge.per)
      gauge.mark = math.max(now, old)
    elseif old == gauge.mark then gauge.sum = sum end
  end
  gauges[index] = gauge
end
local function left(gauge)
  if gauge.kind == 'held' then return gauge.limit - gauge.held end
  return gauge.limit - gauge.sum - gauge.held
end
if action == 'left' then
  local all = {}
  for index, gauge in ipairs(gauges) do all[index] = text(left(gauge)) end
  return all
end
if action == 'claim' then
  for index, gauge in ipairs(gauges) do
    if gauge.amount > left(gauge) then
      local wait = -1
      if gauge.kind == 'window' and gauge.per > 0 then wait = gauge.per - now % gauge.per
      elseif gauge.kind == 'rate' then wait = math.ceil((gauge.amount - left(gauge)) * gauge.per / gauge.limit) end
      return { text(index - 1), text(left(gauge)), text(wait) }
    end
  end
end
if action == 'renew' then
  for _, gauge in ipairs(gauges) do
    local claim = redis.call('HGET', gauge.key, 'c:' .. id)
    if claim then
      redis.call('HSET', gauge.key, 'c:' .. id, string.match(claim, '%S+') .. ' ' .. text(now + lease))
      if redis.call('PTTL', gauge.key) >= 0 then
        redis.call('PEXPIRE', gauge.key, math.max(redis.call('PTTL', gauge.key), 2 * lease))
      end
    end
  end
  return { 'ok' }
end
for _, gauge in ipairs(gauges) do
  if action == 'claim' then
    if gauge.kind == 'rate' then gauge.sum = gauge.sum + gauge.amount
    else redis.call('HSET', gauge.key, 'c:' .. id, text(gauge.amount) .. ' ' .. text(now + lease)) end
  else
    redis.call('HDEL', gauge.key, 'c:' .. id)
    if gauge.kind == 'rate' then gauge.sum = math.max(0, gauge.sum + gauge.actual - gauge.amount)
    elseif gauge.kind == 'window' then gauge.sum = gauge.sum + gauge.actual end
  end
  redis.call('HSET', gauge.key, 's', text(gauge.sum), 'm', text(gauge.mark))
  if gauge.kind == 'window' and gauge.per <= 0 then redis.call('PERSIST', gauge.key)
  else redis.call('PEXPIRE', gauge.key, math.ceil(2 * math.max(gauge.per, lease, redis.call('PTTL', gauge.key) / 2))) end
end
return { 'ok' }
`;
