import {
  isObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type JsonObject,
} from '@shared/stream-text/json-access';
import { usageOf, type Reading, type TextStep } from '@shared/stream-text/reading';

/** A line of `/api/chat` or `/api/generate`. Ref: Ollama, "API". */
export function readOllama(payload: JsonObject): Reading | null {
  const message = objectAt(payload, 'message');
  const response = textAt(payload, 'response');
  if (typeof payload.done !== 'boolean' || (!message && response === undefined)) return null;
  if (textAt(payload, 'model') === undefined) return null;
  const from = message ?? payload;
  const steps: TextStep[] = [];
  const thinking = textAt(from, 'thinking');
  const text = message ? textAt(message, 'content') : response;
  if (thinking)
    steps.push({ step: 'append', part: { key: 'thinking', kind: 'thinking', run: true }, text: thinking });
  if (text) steps.push({ step: 'append', part: { key: 'text', kind: 'text', run: true }, text });
  for (const tool of objectsAt(from, 'tool_calls')) {
    const call = objectAt(tool, 'function') ?? {};
    const name = textAt(call, 'name');
    const given = isObject(call.arguments)
      ? JSON.stringify(call.arguments)
      : (textAt(call, 'arguments') ?? '');
    steps.push({ step: 'append', part: { key: 'tool', kind: 'tool', name, fresh: true }, text: given });
  }
  if (payload.done) {
    steps.push(
      ...usageOf({ input: numberAt(payload, 'prompt_eval_count'), output: numberAt(payload, 'eval_count') }),
      { step: 'finish', reason: textAt(payload, 'done_reason') ?? 'stop' },
      { step: 'end' },
    );
  }
  return { model: textAt(payload, 'model'), steps };
}
