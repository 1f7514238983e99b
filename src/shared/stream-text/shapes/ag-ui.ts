import { textAt, type JsonObject } from '@shared/stream-text/json-access';
import type { PartKind, Reading, TextStep } from '@shared/stream-text/reading';

const EVENTS = /^(?:RUN|STEP|TEXT_MESSAGE|TOOL_CALL|THINKING|REASONING)_[A-Z_]+$/u;

/** An event of the agent-user interaction protocol; a response is a run. Ref: AG-UI, "Events". */
export function readAgUi(payload: JsonObject): Reading | null {
  const type = textAt(payload, 'type');
  if (type === undefined || !EVENTS.test(type)) return null;
  const message = textAt(payload, 'messageId') ?? '';
  const call = textAt(payload, 'toolCallId');
  const delta = textAt(payload, 'delta');
  const text = (kind: PartKind, key: string): Reading => ({
    steps: delta ? [{ step: 'append', part: { key, kind }, text: delta }] : [],
  });
  const tool = {
    key: `tool/${call ?? ''}`,
    kind: 'tool',
    name: textAt(payload, 'toolCallName'),
    call,
  } as const;
  switch (type) {
    case 'RUN_STARTED':
      return { id: textAt(payload, 'runId'), starts: true, steps: [] };
    case 'RUN_FINISHED':
      return {
        id: textAt(payload, 'runId'),
        steps: [{ step: 'finish', reason: 'completed' }, { step: 'end' }],
      };
    case 'RUN_ERROR':
      return { steps: [{ step: 'fail', message: textAt(payload, 'message') ?? 'error' }] };
    case 'TEXT_MESSAGE_CONTENT':
    case 'TEXT_MESSAGE_CHUNK':
      return text('text', `text/${message}`);
    case 'REASONING_MESSAGE_CONTENT':
    case 'REASONING_MESSAGE_CHUNK':
    case 'THINKING_TEXT_MESSAGE_CONTENT':
      return text('thinking', `thinking/${message}`);
    case 'TOOL_CALL_START':
      return { steps: [{ step: 'open', part: tool }] };
    case 'TOOL_CALL_ARGS':
    case 'TOOL_CALL_CHUNK':
      return {
        steps: delta ? [{ step: 'append', part: tool, text: delta }] : [{ step: 'open', part: tool }],
      };
    case 'TOOL_CALL_RESULT':
      return { steps: resultOf(call ?? '', textAt(payload, 'content')) };
    default:
      return { steps: [] };
  }
}

function resultOf(call: string, content: string | undefined): TextStep[] {
  return content ? [{ step: 'whole', part: { key: `result/${call}`, kind: 'result' }, text: content }] : [];
}
