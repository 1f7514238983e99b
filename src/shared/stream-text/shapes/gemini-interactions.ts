import {
  errorText,
  isObject,
  numberAt,
  objectAt,
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

/** An event of the Interactions API. Ref: Gemini API, "Interactions". */
export function readGeminiInteractions(payload: JsonObject): Reading | null {
  const type = textAt(payload, 'event_type');
  if (type === undefined) return null;
  const interaction = objectAt(payload, 'interaction');
  if (interaction) {
    return {
      id: textAt(interaction, 'id'),
      ...(type === 'interaction.created' && { starts: true as const }),
      model: textAt(interaction, 'model'),
      steps: readState(interaction),
    };
  }
  const index = numberAt(payload, 'index');
  if (type.startsWith('interaction.')) return { id: textAt(payload, 'interaction_id'), steps: [] };
  if (type === 'error') return { steps: [{ step: 'fail', message: errorText(payload.error) ?? 'error' }] };
  if (index === undefined || !/^(?:step|content)\./u.test(type)) return null;
  const step = objectAt(payload, 'step') ?? objectAt(payload, 'content');
  if (step) return { steps: [{ step: 'open', part: partOf(index, step) }] };
  const delta = objectAt(payload, 'delta');
  return { steps: delta ? readDelta(index, delta) : [] };
}

function partOf(index: number, step: JsonObject): PartName {
  const type = textAt(step, 'type') ?? '';
  const name = textAt(step, 'name') ?? (type.endsWith('_call') ? type : undefined);
  return { key: String(index), kind: kindOf(type), name, call: textAt(step, 'id') };
}

function kindOf(type: string): PartKind {
  if (type.startsWith('thought')) return 'thinking';
  if (type.endsWith('_result')) return 'result';
  return type.endsWith('_call') || type.startsWith('arguments') ? 'tool' : 'text';
}

function readDelta(index: number, delta: JsonObject): TextStep[] {
  const content = objectAt(delta, 'content') ?? {};
  const text = textAt(delta, 'text') ?? textAt(delta, 'arguments') ?? textAt(content, 'text');
  if (!text) return [];
  return [{ step: 'append', part: { key: String(index), kind: kindOf(textAt(delta, 'type') ?? '') }, text }];
}

function readState(interaction: JsonObject): TextStep[] {
  const usage = objectAt(interaction, 'usage');
  const steps: TextStep[] = [];
  if (isObject(usage)) {
    const thinking = numberAt(usage, 'total_thought_tokens');
    const output = numberAt(usage, 'total_output_tokens');
    steps.push(
      ...usageOf({
        input: numberAt(usage, 'total_input_tokens'),
        output: output === undefined ? undefined : output + (thinking ?? 0),
        cached: numberAt(usage, 'total_cached_tokens'),
        thinking,
      }),
    );
  }
  const status = textAt(interaction, 'status');
  if (status === 'failed')
    return [...steps, { step: 'fail', message: errorText(interaction.error) ?? status }];
  if (status && status !== 'in_progress') steps.push({ step: 'finish', reason: status }, { step: 'end' });
  return steps;
}
