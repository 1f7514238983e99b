import { errorText, textAt, type JsonObject } from '@shared/stream-text/json-access';
import type { PartName, Reading } from '@shared/stream-text/reading';

/** A part of a UI message stream. Ref: AI SDK, "Stream protocols". */
export function readAiSdk(payload: JsonObject): Reading | null {
  const id = textAt(payload, 'id') ?? '';
  const delta = textAt(payload, 'delta');
  const call = textAt(payload, 'toolCallId');
  const tool: PartName = { key: `tool/${call ?? ''}`, kind: 'tool', name: textAt(payload, 'toolName'), call };
  switch (payload.type) {
    case 'start':
      return 'messageId' in payload ? { id: textAt(payload, 'messageId'), starts: true, steps: [] } : null;
    case 'text-delta':
    case 'reasoning-delta': {
      if (delta === undefined) return null;
      const kind = payload.type === 'text-delta' ? 'text' : 'thinking';
      return {
        steps: delta === '' ? [] : [{ step: 'append', part: { key: `${kind}/${id}`, kind }, text: delta }],
      };
    }
    case 'text-start':
    case 'text-end':
    case 'reasoning-start':
    case 'reasoning-end':
    case 'start-step':
    case 'finish-step':
      return { steps: [] };
    case 'tool-input-start':
      return call === undefined ? null : { steps: [{ step: 'open', part: tool }] };
    case 'tool-input-delta': {
      const text = textAt(payload, 'inputTextDelta');
      return text === undefined ? null : { steps: [{ step: 'append', part: tool, text }] };
    }
    case 'tool-input-available':
      return { steps: [{ step: 'whole', part: tool, text: JSON.stringify(payload.input ?? null) }] };
    case 'tool-output-available': {
      const part: PartName = { key: `result/${call ?? ''}`, kind: 'result' };
      return { steps: [{ step: 'whole', part, text: JSON.stringify(payload.output ?? null) }] };
    }
    case 'error':
      return 'errorText' in payload
        ? { steps: [{ step: 'fail', message: errorText(payload) ?? 'error' }] }
        : null;
    case 'finish':
      return { steps: [{ step: 'finish', reason: textAt(payload, 'finishReason') ?? 'stop' }] };
    default:
      return null;
  }
}
