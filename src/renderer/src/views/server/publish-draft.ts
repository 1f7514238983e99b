import { assertChannelName } from '@shared/channel';
import { toProblem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import { bytes } from '../../ui/format';

/** What stands in the fields of the composer. */
export interface PublishDraft {
  readonly channel: string;
  readonly event: string;
  readonly data: string;
  readonly id: string;
  /** ms as text; empty to leave the client's reconnection time alone. */
  readonly retry: string;
}

export type DraftField = 'channel' | 'event' | 'id' | 'retry';

const MAX_RETRY_MS = 2_147_483_647;

export interface DataVerdict {
  readonly json: boolean;
  /** `Valid JSON, 96 B`, `Not JSON, sent as text, 12 B`, `Empty, sent as empty text`. */
  readonly sentence: string;
}

/** Tells what the data is, and how many bytes it has in UTF-8. */
export function dataVerdict(data: string): DataVerdict {
  if (data.trim() === '') return { json: false, sentence: 'Empty, sent as empty text' };
  const size = bytes(new TextEncoder().encode(data).length);
  try {
    JSON.parse(data);
    return { json: true, sentence: `Valid JSON, ${size}` };
  } catch {
    return { json: false, sentence: `Not JSON, sent as text, ${size}` };
  }
}

/** What is wrong with a draft, by field, as whole sentences; empty when it can be published. */
export function draftProblems(draft: PublishDraft): Partial<Record<DraftField, string>> {
  const problems: Partial<Record<DraftField, string>> = {};
  try {
    assertChannelName(draft.channel.trim());
  } catch (error) {
    problems.channel = toProblem(error).message;
  }
  // Both become a line of the frame: a line break would start another field (WHATWG HTML §9.2.6).
  if (/[\r\n\0]/u.test(draft.event)) problems.event = 'The event type has a line break in it.';
  if (/[\r\n\0]/u.test(draft.id)) problems.id = 'The id has a line break or a NUL in it.';
  const retry = draft.retry.trim();
  if (retry !== '' && !(/^\d{1,10}$/u.test(retry) && Number(retry) <= MAX_RETRY_MS))
    problems.retry = 'Retry is a whole number of milliseconds.';
  return problems;
}

/** The publication that a draft stands for. The data goes out as it was typed, so what arrives is what was written. */
export function toPublication(draft: PublishDraft): Publication {
  const event = draft.event.trim();
  const id = draft.id.trim();
  const retry = draft.retry.trim();
  return {
    channel: draft.channel.trim(),
    data: draft.data,
    ...(event === '' ? {} : { event }),
    ...(id === '' ? {} : { id }),
    ...(retry === '' ? {} : { retry: Number(retry) }),
  };
}
