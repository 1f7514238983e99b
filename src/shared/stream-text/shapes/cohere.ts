import { numberAt, objectAt, textAt, type JsonObject } from '@shared/stream-text/json-access';
import { usageOf, type Reading, type TextStep } from '@shared/stream-text/reading';

/** An event of the chat API, version 2. Ref: Cohere, "Chat with streaming". */
export function readCohere(payload: JsonObject): Reading | null {
  const index = numberAt(payload, 'index') ?? 0;
  const delta = objectAt(payload, 'delta') ?? {};
  const message = objectAt(delta, 'message') ?? {};
  switch (payload.type) {
    case 'message-start':
      return { id: textAt(payload, 'id'), starts: true, steps: [] };
    case 'content-start':
    case 'content-delta': {
      const content = objectAt(message, 'content') ?? {};
      return {
        steps: [
          ...append('thinking', index, textAt(content, 'thinking')),
          ...append('text', index, textAt(content, 'text')),
        ],
      };
    }
    case 'tool-plan-delta':
      return { steps: append('thinking', -1, textAt(message, 'tool_plan')) };
    case 'tool-call-start':
    case 'tool-call-delta': {
      const call = objectAt(message, 'tool_calls') ?? {};
      const of = objectAt(call, 'function') ?? {};
      const part = {
        key: `tool/${index}`,
        kind: 'tool',
        name: textAt(of, 'name'),
        call: textAt(call, 'id'),
      } as const;
      const text = textAt(of, 'arguments');
      return { steps: [text ? { step: 'append', part, text } : { step: 'open', part }] };
    }
    case 'content-end':
    case 'tool-call-end':
    case 'citation-start':
    case 'citation-end':
      return { steps: [] };
    case 'message-end':
      return { steps: readEnd(delta) };
    default:
      return null;
  }
}

function append(kind: 'text' | 'thinking', index: number, text: string | undefined): TextStep[] {
  return text ? [{ step: 'append', part: { key: `${kind}/${index}`, kind }, text }] : [];
}

function readEnd(delta: JsonObject): TextStep[] {
  const usage = objectAt(delta, 'usage') ?? {};
  const tokens = objectAt(usage, 'tokens') ?? {};
  const reason = textAt(delta, 'finish_reason') ?? 'COMPLETE';
  const error = textAt(delta, 'error');
  return [
    ...usageOf({
      input: numberAt(tokens, 'input_tokens'),
      output: numberAt(tokens, 'output_tokens'),
      cached: numberAt(usage, 'cached_tokens'),
    }),
    error === undefined ? { step: 'finish', reason } : { step: 'fail', message: error },
    { step: 'end' },
  ];
}
