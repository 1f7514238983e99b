import {
  errorText,
  isObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type JsonObject,
} from '@shared/stream-text/json-access';
import { usageOf, type Reading, type TextStep } from '@shared/stream-text/reading';

/**
 * A chunk of a chat completion, or of a completion of the older kind.
 * Refs: OpenAI API reference, "Chat completion chunk object"; DeepSeek (`reasoning_content`), OpenRouter and Groq
 * (`reasoning`), Mistral (lists of typed content) as they differ.
 */
export function readOpenAiChat(payload: JsonObject): Reading | null {
  if (!Array.isArray(payload.choices)) return null;
  const choices = objectsAt(payload, 'choices');
  const object = textAt(payload, 'object') ?? '';
  const usage = objectAt(payload, 'usage') ?? objectAt(objectAt(payload, 'x_groq') ?? {}, 'usage');
  const known = object.includes('completion') || choices.some(isChoice) || (choices.length === 0 && usage);
  if (!known) return null;
  const steps: TextStep[] = choices.flatMap(readChoice);
  if (usage) steps.push(...readUsage(usage));
  const error = errorText(payload.error);
  if (error !== undefined) steps.push({ step: 'fail', message: error });
  const id = textAt(payload, 'id');
  return { id: id === '' ? undefined : id, model: textAt(payload, 'model') || undefined, steps };
}

function isChoice(choice: JsonObject): boolean {
  return isObject(choice.delta) || (typeof choice.text === 'string' && 'finish_reason' in choice);
}

function readChoice(choice: JsonObject): TextStep[] {
  const index = numberAt(choice, 'index') ?? 0;
  const delta = objectAt(choice, 'delta') ?? objectAt(choice, 'message') ?? {};
  const steps: TextStep[] = [];
  const append = (kind: 'text' | 'thinking' | 'refusal', text: string | undefined): void => {
    if (text) steps.push({ step: 'append', part: { key: `${index}/${kind}`, kind, choice: index }, text });
  };
  append('thinking', thinkingOf(delta));
  for (const item of objectsAt(delta, 'content')) {
    append(
      'thinking',
      objectsAt(item, 'thinking')
        .map((part) => textAt(part, 'text') ?? '')
        .join(''),
    );
    append('text', textAt(item, 'text'));
  }
  append('text', textAt(delta, 'content') ?? textAt(choice, 'text'));
  append('text', textAt(objectAt(delta, 'audio') ?? {}, 'transcript'));
  append('refusal', textAt(delta, 'refusal'));
  const call = objectAt(delta, 'function_call');
  objectsAt(delta, 'tool_calls').forEach((tool, place) => {
    const of = objectAt(tool, 'function') ?? objectAt(tool, 'custom') ?? {};
    steps.push(callStep(index, numberAt(tool, 'index') ?? place, of, textAt(tool, 'id') || undefined));
  });
  if (call) steps.push(callStep(index, 0, call, undefined));
  const reason = textAt(choice, 'finish_reason');
  if (reason) steps.push({ step: 'finish', reason, choice: index });
  return steps;
}

function thinkingOf(delta: JsonObject): string | undefined {
  const plain = textAt(delta, 'reasoning_content') ?? textAt(delta, 'reasoning');
  if (plain) return plain;
  const details = objectsAt(delta, 'reasoning_details');
  return details.map((detail) => textAt(detail, 'text') ?? textAt(detail, 'summary') ?? '').join('');
}

function callStep(choice: number, index: number, of: JsonObject, call: string | undefined): TextStep {
  const name = textAt(of, 'name') || undefined;
  const part = { key: `${choice}/tool/${index}`, kind: 'tool', choice, name, call } as const;
  const text = isObject(of.arguments)
    ? JSON.stringify(of.arguments)
    : (textAt(of, 'arguments') ?? textAt(of, 'input'));
  return text ? { step: 'append', part, text } : { step: 'open', part };
}

function readUsage(usage: JsonObject): TextStep[] {
  const details = objectAt(usage, 'prompt_tokens_details') ?? {};
  return usageOf({
    input: numberAt(usage, 'prompt_tokens'),
    output: numberAt(usage, 'completion_tokens'),
    cached: numberAt(details, 'cached_tokens') ?? numberAt(usage, 'prompt_cache_hit_tokens'),
    thinking: numberAt(objectAt(usage, 'completion_tokens_details') ?? {}, 'reasoning_tokens'),
  });
}
