import type { LongestGap, ResponseState, TextResponse } from '@shared/stream-text/text-response';
import type { TextMeasures } from '@shared/stream-text/text-measures';
import type { TextPart } from '@shared/stream-text/text-part';
import type { ShapeChoice } from '@shared/stream-text/text-shape';
import { t, type MessageKey } from '../../i18n/i18n';
import { duration, rate, whole } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';

/** ms without a piece after which a response that is not over is called quiet. */
export const QUIET_MS = 10_000;
const EXCERPT = 90;

const SHAPES: Readonly<Record<ShapeChoice, MessageKey>> = {
  auto: 'text.shape.auto',
  'openai-chat': 'text.shape.openaiChat',
  'openai-responses': 'text.shape.openaiResponses',
  anthropic: 'text.shape.anthropic',
  gemini: 'text.shape.gemini',
  'gemini-interactions': 'text.shape.geminiInteractions',
  ollama: 'text.shape.ollama',
  'ag-ui': 'text.shape.agUi',
  'ai-sdk': 'text.shape.aiSdk',
  cohere: 'text.shape.cohere',
  path: 'text.shape.path',
  plain: 'text.shape.plain',
};
export const shapeWords = (shape: ShapeChoice): string => t(SHAPES[shape]);

/** Reasons why a response ended, in lower case, as the services write them. */
const FINISHES: Readonly<Record<string, MessageKey>> = {
  stop: 'text.finish.complete',
  end_turn: 'text.finish.complete',
  complete: 'text.finish.complete',
  completed: 'text.finish.complete',
  stop_sequence: 'text.finish.stopSequence',
  length: 'text.finish.limit',
  max_tokens: 'text.finish.limit',
  max_output_tokens: 'text.finish.limit',
  model_context_window_exceeded: 'text.finish.context',
  tool_calls: 'text.finish.tool',
  'tool-calls': 'text.finish.tool',
  tool_use: 'text.finish.tool',
  tool_call: 'text.finish.tool',
  function_call: 'text.finish.tool',
  requires_action: 'text.finish.tool',
  content_filter: 'text.finish.filter',
  'content-filter': 'text.finish.filter',
  safety: 'text.finish.filter',
  prohibited_content: 'text.finish.filter',
  recitation: 'text.finish.filter',
  blocklist: 'text.finish.filter',
  refusal: 'text.finish.refusal',
  pause_turn: 'text.finish.pause',
  cancelled: 'text.finish.cancelled',
};

/** Why an answer ended: in words where the reason is known, with the service's own word; null before it ended. */
export function finishWords(response: TextResponse): { readonly words: string; readonly own: string } | null {
  const own = [...new Set(response.finishes.values())];
  if (own.length === 0) return null;
  const words = own.map((reason) => {
    const key = FINISHES[reason.toLowerCase()];
    return key ? t(key) : visibleExcerpt(reason, 60);
  });
  return { words: [...new Set(words)].join(', '), own: visibleExcerpt(own.join(', '), 120) };
}

/** @param now epoch ms, for a response that has fallen silent */
export function stateWords(response: TextResponse, now: number): string {
  const states: Readonly<Record<ResponseState, MessageKey>> = {
    streaming: 'text.state.streaming',
    done: 'text.state.done',
    failed: 'text.state.failed',
    broken: 'text.state.broken',
  };
  const quiet = now - response.lastAt;
  if (response.state === 'streaming' && quiet > QUIET_MS)
    return t('text.state.quiet', { time: duration(quiet) });
  return t(states[response.state]);
}

/** What a part is called; null for the answer itself when there is only one. */
export function partTitle(part: TextPart, ofSeveral: boolean): string | null {
  const name = part.name === null ? null : visibleExcerpt(part.name, 80);
  switch (part.kind) {
    case 'thinking':
      return name === null ? t('text.part.thinking') : t('text.part.thinkingOf', { name });
    case 'tool':
      return name === null ? t('text.part.tool') : t('text.part.toolOf', { name });
    case 'result':
      return name === null ? t('text.part.result') : t('text.part.resultOf', { name });
    case 'refusal':
      return t('text.part.refusal');
    default:
      return ofSeveral ? t('text.part.answer', { n: whole(part.choice + 1) }) : name;
  }
}

/** The first words of a response, for a list. */
export function firstWords(response: TextResponse): string {
  const part =
    response.parts.find(({ kind, length }) => kind === 'text' && length > 0) ??
    response.parts.find(({ length }) => length > 0);
  if (!part) return '';
  let text = '';
  for (const piece of part.pieces) {
    text += piece.text;
    if (text.length > 2 * EXCERPT) break;
  }
  return visibleExcerpt(text.replace(/\s+/gu, ' ').trim(), EXCERPT);
}

export const speedWords = (speed: NonNullable<TextMeasures['speed']>): string =>
  t(speed.of === 'tokens' ? 'text.measure.tokensPerSecond' : 'text.measure.deltasPerSecond', {
    n: rate(speed.perSecond),
  });

export const gapWords = (gap: LongestGap): string => t('text.measure.longest', { time: duration(gap.ms) });

/** What of a response is not there, one sentence each. */
export function flawWords(response: TextResponse): string[] {
  const { malformed, missing, breaks, cut } = response;
  const counted = (key: MessageKey, n: number): string[] => (n === 0 ? [] : [t(key, { n: whole(n) }, n)]);
  return [
    ...counted('text.flaw.missing', missing),
    ...counted('text.flaw.malformed', malformed),
    ...counted('text.flaw.breaks', breaks),
    ...counted('text.flaw.cut', cut),
  ];
}
