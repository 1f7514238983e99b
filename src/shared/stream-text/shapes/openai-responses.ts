import {
  errorText,
  isObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type JsonObject,
} from '@shared/stream-text/json-access';
import {
  usageOf,
  type PartKind,
  type PartName,
  type Reading,
  type TextStep,
} from '@shared/stream-text/reading';

/**
 * An event of the Responses API. Parts go by place, not by item id: gateways are known to change ids from event to event.
 * Ref: OpenAI API reference, "Streaming events".
 */
export function readOpenAiResponses(payload: JsonObject): Reading | null {
  const type = textAt(payload, 'type');
  const sequence = numberAt(payload, 'sequence_number');
  if (type === 'error' && sequence !== undefined) {
    const message = errorText(payload.error) ?? errorText(payload) ?? type;
    return { sequence, steps: [{ step: 'fail', message }] };
  }
  if (!type?.startsWith('response.')) return null;
  const response = objectAt(payload, 'response');
  if (response) {
    return {
      id: textAt(response, 'id'),
      ...(type === 'response.created' ? { starts: true as const } : { goesOn: true as const }),
      model: textAt(response, 'model'),
      sequence,
      steps: readState(type, response),
    };
  }
  const output = numberAt(payload, 'output_index');
  if (output === undefined) return null;
  const item = objectAt(payload, 'item');
  if (item) return { sequence, steps: readItem(type, output, item) };
  const part = partOf(type, output, payload);
  if (!part) return { sequence, steps: [] };
  if (type.endsWith('.delta')) {
    const text = deltaText(payload.delta);
    return { sequence, steps: text === '' ? [] : [{ step: 'append', part, text }] };
  }
  const whole = wholeText(payload);
  return { sequence, steps: type.endsWith('.done') && whole ? [{ step: 'whole', part, text: whole }] : [] };
}

function readState(type: string, response: JsonObject): TextStep[] {
  const usage = objectAt(response, 'usage');
  const steps = usage ? readUsage(usage) : [];
  switch (type) {
    case 'response.completed':
      return [...steps, { step: 'finish', reason: 'completed' }, { step: 'end' }];
    case 'response.incomplete': {
      const details = objectAt(response, 'incomplete_details') ?? {};
      return [
        ...steps,
        { step: 'finish', reason: textAt(details, 'reason') ?? 'incomplete' },
        { step: 'end' },
      ];
    }
    case 'response.cancelled':
      return [...steps, { step: 'finish', reason: 'cancelled' }, { step: 'end' }];
    case 'response.failed':
      return [...steps, { step: 'fail', message: errorText(response.error) ?? 'failed' }];
    default:
      return steps;
  }
}

function readItem(type: string, output: number, item: JsonObject): TextStep[] {
  const of = textAt(item, 'type') ?? '';
  if (!of.endsWith('_call')) return [];
  const name = textAt(item, 'name') ?? of;
  const part: PartName = { key: `${output}/tool`, kind: 'tool', name, call: textAt(item, 'call_id') };
  if (!type.endsWith('.done')) return [{ step: 'open', part }];
  const asked = item.arguments ?? item.input ?? item.code ?? item.action ?? item.operation;
  const steps: TextStep[] = [];
  if (asked) steps.push({ step: 'whole', part, text: asText(asked) });
  const given = item.output ?? item.outputs ?? item.results;
  const result: PartName = { key: `${output}/result`, kind: 'result', name };
  if (given) steps.push({ step: 'whole', part: result, text: asText(given) });
  return steps;
}

/** Which part an event with `response.<what>.delta` or `.done` is about; null for what is no text. */
function partOf(type: string, output: number, payload: JsonObject): PartName | null {
  const kind = kindOf(type.slice('response.'.length));
  if (!kind) return null;
  if (kind === 'tool') {
    const command = numberAt(payload, 'command_index');
    return { key: `${output}/tool${command ? `/${command}` : ''}`, kind };
  }
  const place = numberAt(payload, 'content_index') ?? numberAt(payload, 'summary_index') ?? 0;
  return { key: `${output}/${place}/${kind}`, kind };
}

function kindOf(what: string): PartKind | null {
  if (what.startsWith('output_text.annotation') || what.startsWith('audio.d')) return null;
  if (what.startsWith('output_text.') || what.includes('transcript')) return 'text';
  if (what.startsWith('refusal.')) return 'refusal';
  if (what.startsWith('reasoning') && what.includes('text')) return 'thinking';
  if (/_call_output/u.test(what)) return 'result';
  return /arguments|_input|_call_code|_diff|_command/u.test(what) ? 'tool' : null;
}

function deltaText(delta: unknown): string {
  if (typeof delta === 'string') return delta;
  if (!isObject(delta)) return '';
  return textAt(delta, 'text') ?? `${textAt(delta, 'stdout') ?? ''}${textAt(delta, 'stderr') ?? ''}`;
}

function wholeText(payload: JsonObject): string | undefined {
  for (const key of ['text', 'arguments', 'input', 'code', 'diff', 'command', 'refusal', 'transcript']) {
    const text = textAt(payload, key);
    if (text) return text;
  }
  const output = objectsAt(payload, 'output');
  return output.length > 0 ? JSON.stringify(output) : undefined;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function readUsage(usage: JsonObject): TextStep[] {
  return usageOf({
    input: numberAt(usage, 'input_tokens'),
    output: numberAt(usage, 'output_tokens'),
    cached: numberAt(objectAt(usage, 'input_tokens_details') ?? {}, 'cached_tokens'),
    thinking: numberAt(objectAt(usage, 'output_tokens_details') ?? {}, 'reasoning_tokens'),
  });
}
