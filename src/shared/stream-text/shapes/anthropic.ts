import { numberAt, objectAt, textAt, type JsonObject } from '@shared/stream-text/json-access';
import {
  usageOf,
  type PartKind,
  type PartName,
  type Reading,
  type TextStep,
} from '@shared/stream-text/reading';

/** An event of the Messages API. Ref: Anthropic, "Streaming messages". */
export function readAnthropic(payload: JsonObject): Reading | null {
  switch (payload.type) {
    case 'message_start': {
      const message = objectAt(payload, 'message');
      if (!message) return null;
      const usage = objectAt(message, 'usage');
      return {
        id: textAt(message, 'id'),
        starts: true,
        model: textAt(message, 'model'),
        steps: usage ? readUsage(usage) : [],
      };
    }
    case 'content_block_start': {
      const block = objectAt(payload, 'content_block');
      return block ? { steps: readBlock(numberAt(payload, 'index') ?? 0, block) } : null;
    }
    case 'content_block_delta': {
      const delta = objectAt(payload, 'delta');
      return delta ? { steps: readDelta(numberAt(payload, 'index') ?? 0, delta) } : null;
    }
    case 'content_block_stop':
      return numberAt(payload, 'index') === undefined ? null : { steps: [] };
    case 'message_delta': {
      const usage = objectAt(payload, 'usage');
      const reason = textAt(objectAt(payload, 'delta') ?? {}, 'stop_reason');
      const steps = usage ? readUsage(usage) : [];
      return { steps: reason ? [...steps, { step: 'finish', reason }] : steps };
    }
    case 'ping':
      return { steps: [] };
    case 'message_stop':
      return { steps: [{ step: 'end' }] };
    default:
      return null;
  }
}

function readBlock(index: number, block: JsonObject): TextStep[] {
  const type = textAt(block, 'type') ?? '';
  const kind = kindOf(type);
  const plain = type === 'text' || type === 'thinking';
  const part: PartName = {
    key: String(index),
    kind,
    name: textAt(block, 'name') ?? (plain ? undefined : type),
    call: textAt(block, 'id'),
  };
  const text = textAt(block, 'text') ?? textAt(block, 'thinking');
  if (kind === 'result') return [{ step: 'whole', part, text: JSON.stringify(block.content ?? null) }];
  return text ? [{ step: 'append', part, text }] : [{ step: 'open', part }];
}

function kindOf(type: string): PartKind {
  if (type === 'text') return 'text';
  if (type.endsWith('tool_result')) return 'result';
  return type.endsWith('tool_use') ? 'tool' : 'thinking';
}

function readDelta(index: number, delta: JsonObject): TextStep[] {
  const append = (kind: PartKind, text: string | undefined): TextStep[] =>
    text ? [{ step: 'append', part: { key: String(index), kind }, text }] : [];
  switch (delta.type) {
    case 'text_delta':
      return append('text', textAt(delta, 'text'));
    case 'thinking_delta':
      return append('thinking', textAt(delta, 'thinking'));
    case 'input_json_delta':
      return append('tool', textAt(delta, 'partial_json'));
    case 'compaction_delta':
      return append('thinking', textAt(delta, 'content'));
    default:
      return [];
  }
}

/** `input_tokens` leaves out what came from or went into the cache. */
function readUsage(usage: JsonObject): TextStep[] {
  const input = numberAt(usage, 'input_tokens');
  const cached = numberAt(usage, 'cache_read_input_tokens');
  const written = numberAt(usage, 'cache_creation_input_tokens') ?? 0;
  return usageOf({
    input: input === undefined ? undefined : input + (cached ?? 0) + written,
    output: numberAt(usage, 'output_tokens'),
    cached,
    thinking: numberAt(objectAt(usage, 'output_tokens_details') ?? {}, 'thinking_tokens'),
  });
}
