import { createHash } from 'node:crypto';

/** A Lua script that Redis runs as one step. */
export interface RedisScript {
  readonly text: string;
  /** Redis knows it by this once it has run (`EVALSHA`). */
  readonly sha: string;
}

function script(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/**
 * Says hello: gives the epoch of the shared log and its newest number. Begins a new epoch when there is none, when the
 * stream and its counter contradict each other, or when the log is not the one that the caller has read: its counter is
 * behind, or where the caller read one event there is another (the server has lost its newest data and went on).
 *
 * KEYS: stream, counter, epoch. ARGV: a new epoch, the epoch the caller knows (or ''), the last number it read (or 0),
 * the origin of that event (or '').
 */
export const HELLO = script(`
local last, origin = tonumber(ARGV[3]), ARGV[4]
local epoch = redis.call('GET', KEYS[3])
if epoch and not string.match(epoch, '^' .. string.rep('[0-9a-z]', 8) .. '$') then epoch = false end
local seq = tonumber(redis.call('GET', KEYS[2]) or '0')
local other = not epoch or not seq
seq = seq or 0
local top = 0
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      local ms, part = string.match(info[i + 1], '^(%d+)-(%d+)$')
      top = tonumber(ms)
    end
  end
end
other = other or seq < top
if not other and epoch == ARGV[2] and last > 0 then
  if seq < last then
    other = true
  elseif origin ~= '' then
    local id = string.format('%.0f-0', last)
    local found = redis.call('XRANGE', KEYS[1], id, id)[1]
    if found then
      local same = false
      for i = 1, #found[2], 2 do
        if found[2][i] == 'o' and found[2][i + 1] == origin then same = true end
      end
      other = not same
    end
  end
end
if other then
  if top > 1e15 then
    redis.call('DEL', KEYS[1])
    seq, top = 0, 0
  end
  epoch = ARGV[1]
  seq = math.max(seq, top)
  redis.call('SET', KEYS[2], string.format('%.0f', seq))
  redis.call('SET', KEYS[3], epoch)
end
return { epoch, string.format('%.0f', seq) }
`);

/**
 * Adds events, each with the next number as its stream id. One that the log holds already, because the answer to an
 * earlier try got lost, is left out. Answers 1, or 0 when nothing (more) could be added because the log is not what the
 * caller thinks: then it says hello again.
 *
 * KEYS: stream, counter, epoch, the newest n of this hub. ARGV: epoch, events to keep, how long n is remembered (ms),
 * the hub, then n and the event, for each.
 */
export const ADD = script(`
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
local highest = tonumber(redis.call('GET', KEYS[4]) or '0') or 0
local answer = 1
for i = 5, #ARGV, 2 do
  local n = tonumber(ARGV[i])
  if n > highest then
    local seq = string.format('%.0f', redis.call('INCR', KEYS[2]))
    local added = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], seq .. '-0', 'o', ARGV[4] .. '.' .. ARGV[i], 'e', ARGV[i + 1])
    if type(added) == 'table' and added.err then
      redis.call('DECR', KEYS[2])
      if not string.find(added.err, 'equal or smaller', 1, true) then return added end
      answer = 0
      break
    end
    highest = n
    redis.call('SET', KEYS[4], ARGV[i], 'PX', ARGV[3])
  end
end
return answer
`);
