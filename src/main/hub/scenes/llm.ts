import type { Chance } from './chance';
import { SCRIPTS, type Script } from './llm-scripts';
import type { Scene } from './scene';

const CHANNEL = 'llm/chat';
/** Steps without an event between two completions, and while the model waits. */
const REST_STEPS = 45;
const PAUSE_STEPS = 14;
const PAUSE_CHANCE = 0.015;

/** A demo model that answers in the shape of OpenAI's chat completion chunks: thoughts, text, tool calls, usage. */
export const llm: Scene = {
  id: 'llm',
  title: 'LLM chat',
  channels: [CHANNEL],
  defaultRate: 30,
  irregular: true,
  begin: ({ publish, now, chance }) => {
    let number = chance.int(0, SCRIPTS.length - 1);
    let chunks: Iterator<object> | null = null;
    let rest = 0;
    return () => {
      if (rest > 0) {
        rest--;
        return;
      }
      chunks ??= completion(SCRIPTS[number++ % SCRIPTS.length]!, Math.floor(now() / 1_000), chance);
      const next = chunks.next();
      if (next.done === true) {
        chunks = null;
        rest = REST_STEPS;
        return;
      }
      publish({ channel: CHANNEL, data: next.value });
      if (chance.happens(PAUSE_CHANCE)) rest = PAUSE_STEPS;
    };
  },
};

/** The chunks of one completion after the other, each script once. */
export function* completions(created: number, chance: Chance): Generator<object> {
  for (const script of SCRIPTS) yield* completion(script, created, chance);
}

/** The chunks of one completion. `obfuscation` makes them differ in length, as the real ones do. */
function* completion(script: Script, created: number, chance: Chance): Generator<object> {
  const id = `chatcmpl-${chance.hex(24)}`;
  let tokens = 0;
  const chunk = (choices: readonly object[], more: object = {}): object => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model: 'demo-7b',
    choices,
    ...more,
    obfuscation: chance.hex(chance.int(6, 14)),
  });
  const delta = (part: object): object => {
    tokens++;
    return chunk([{ index: 0, delta: part, finish_reason: null }]);
  };
  yield chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
  for (const token of tokensOf(script.thinking)) yield delta({ reasoning_content: token });
  const thinking = tokens;
  for (const token of tokensOf(script.answer)) yield delta({ content: token });
  if (script.call) {
    const call = { index: 0, id: `call_${chance.hex(12)}`, type: 'function' };
    yield delta({ tool_calls: [{ ...call, function: { name: script.call.name, arguments: '' } }] });
    for (const token of tokensOf(script.call.arguments)) {
      yield delta({ tool_calls: [{ index: 0, function: { arguments: token } }] });
    }
  }
  yield chunk([{ index: 0, delta: {}, finish_reason: script.finish }]);
  yield chunk([], {
    usage: {
      prompt_tokens: script.prompt,
      completion_tokens: tokens,
      total_tokens: script.prompt + tokens,
      prompt_tokens_details: { cached_tokens: script.cached },
      completion_tokens_details: { reasoning_tokens: thinking },
    },
  });
}

/** Words with the space before them, long ones in pieces, as models cut them. */
function tokensOf(text: string): string[] {
  return text.match(/\s?[\p{L}\p{N}]{1,7}|\s?[^\s\p{L}\p{N}]{1,3}|\s/gu) ?? [];
}
