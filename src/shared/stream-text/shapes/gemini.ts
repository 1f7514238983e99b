import {
  isObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type JsonObject,
} from '@shared/stream-text/json-access';
import { usageOf, type PartName, type Reading, type TextStep } from '@shared/stream-text/reading';

/** An answer of `streamGenerateContent`, bare or under `response`. Ref: Gemini API, "GenerateContentResponse". */
export function readGemini(payload: JsonObject): Reading | null {
  const inner = objectAt(payload, 'response');
  const answer = inner && Array.isArray(inner.candidates) ? inner : payload;
  const candidates = objectsAt(answer, 'candidates');
  const usage = objectAt(answer, 'usageMetadata');
  const blocked = textAt(objectAt(answer, 'promptFeedback') ?? {}, 'blockReason');
  const known = candidates.some((each) => isObject(each.content) || typeof each.finishReason === 'string');
  if (!known && blocked === undefined && !(usage && typeof answer.modelVersion === 'string')) return null;
  const steps = candidates.flatMap(readCandidate);
  if (blocked !== undefined) steps.push({ step: 'finish', reason: blocked });
  if (usage) steps.push(...readUsage(usage));
  return { id: textAt(answer, 'responseId'), model: textAt(answer, 'modelVersion'), steps };
}

function readCandidate(candidate: JsonObject): TextStep[] {
  const choice = numberAt(candidate, 'index') ?? 0;
  const parts = objectsAt(objectAt(candidate, 'content') ?? {}, 'parts');
  const steps = parts.flatMap((part) => readPart(choice, part));
  const reason = textAt(candidate, 'finishReason');
  if (reason) steps.push({ step: 'finish', reason, choice });
  return steps;
}

function readPart(choice: number, part: JsonObject): TextStep[] {
  const text = textAt(part, 'text');
  if (text !== undefined) {
    const kind = part.thought === true ? 'thinking' : 'text';
    return append({ key: `${choice}/${kind}`, kind, choice, run: true }, text);
  }
  const call = objectAt(part, 'functionCall');
  if (call) return readCall(choice, call);
  const code = objectAt(part, 'executableCode');
  if (code)
    return append(
      { key: 'code', kind: 'tool', choice, name: 'code', fresh: true },
      textAt(code, 'code') ?? '',
    );
  const result = objectAt(part, 'codeExecutionResult');
  if (result)
    return append({ key: 'result', kind: 'result', choice, fresh: true }, textAt(result, 'output') ?? '');
  return [];
}

function append(part: PartName, text: string): TextStep[] {
  return text === '' ? [] : [{ step: 'append', part, text }];
}

/** A call comes whole, or its arguments come piece by piece, each with the place in them that it belongs to. */
function readCall(choice: number, call: JsonObject): TextStep[] {
  const name = textAt(call, 'name');
  const part: PartName = { key: `${choice}/call`, kind: 'tool', choice, name, call: textAt(call, 'id') };
  const pieces = objectsAt(call, 'partialArgs');
  if (name !== undefined && isObject(call.args)) {
    return [{ step: 'append', part: { ...part, fresh: true }, text: JSON.stringify(call.args) }];
  }
  if (name !== undefined && pieces.length === 0) return [{ step: 'open', part: { ...part, fresh: true } }];
  return pieces.flatMap((piece) => append(part, argumentText(piece)));
}

/** As lines of `path: value`, since the pieces are no JSON by themselves. An empty text only ends a value. */
function argumentText(piece: JsonObject): string {
  if (piece.stringValue === '') return '';
  const value =
    piece.stringValue ?? piece.numberValue ?? piece.boolValue ?? (piece.nullValue === undefined ? '' : null);
  return `${textAt(piece, 'jsonPath') ?? '$'}: ${JSON.stringify(value)}\n`;
}

function readUsage(usage: JsonObject): TextStep[] {
  const thinking = numberAt(usage, 'thoughtsTokenCount');
  const candidates = numberAt(usage, 'candidatesTokenCount');
  return usageOf({
    input: numberAt(usage, 'promptTokenCount'),
    output: candidates === undefined ? undefined : candidates + (thinking ?? 0),
    cached: numberAt(usage, 'cachedContentTokenCount'),
    thinking,
  });
}
