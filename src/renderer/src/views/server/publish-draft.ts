import { assertChannelName, assertChannelPattern } from '@shared/channel';
import { toProblem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { Level, Priority } from '@shared/notification';
import { t, worded } from '../../i18n/i18n';
import { bytes, whole } from '../../ui/format';
import { findJsonFault, placeOf } from './json-fault';
import { listed } from './token-form';

/** What stands in the fields of the composer. */
export interface PublishDraft {
  readonly channel: string;
  readonly event: string;
  readonly data: string;
  readonly id: string;
  /** ms as text; empty to leave the client's reconnection time alone. */
  readonly retry: string;
  readonly priority: Priority;
  /** User ids with commas between them; empty for everybody. */
  readonly users: string;
  /** Names and patterns as clients wrote them, with commas; empty for all. */
  readonly subscriptions: string;
  readonly key: string;
}

export type DraftField = 'channel' | 'event' | 'id' | 'retry' | 'users' | 'subscriptions' | 'key';

export const EMPTY_DRAFT: PublishDraft = {
  channel: '',
  event: '',
  data: '',
  id: '',
  retry: '',
  priority: 'normal',
  users: '',
  subscriptions: '',
  key: '',
};

const MAX_RETRY_MS = 2_147_483_647;
const MAX_USERS = 1_000;
const MAX_SUBSCRIPTIONS = 100;
const MAX_KEY = 256;

export interface DataVerdict {
  readonly level: Level;
  /** `Valid JSON, 96 B`, `Line 3, column 5: a comma or } is missing. Goes out as text, 96 B`, `Text, 12 B`. */
  readonly sentence: string;
}

/** Tells what the data is, and how many bytes it has in UTF-8. Text that begins like JSON is taken for a slip. */
export function dataVerdict(data: string): DataVerdict {
  if (data.trim() === '') return { level: 'info', sentence: t('server.draft.empty') };
  const size = bytes(new TextEncoder().encode(data).length);
  const fault = findJsonFault(data);
  if (!fault) return { level: 'success', sentence: t('server.draft.valid', { size }) };
  if (!/^\s*[[{]/u.test(data)) return { level: 'info', sentence: t('server.draft.text', { size }) };
  return {
    level: 'warning',
    sentence: t('server.draft.broken', {
      place: placeOf(data, fault.offset),
      what: fault.what,
      size,
    }),
  };
}

/** What is wrong with a draft, by field, as whole sentences; empty when it can be published. */
export function draftProblems(draft: PublishDraft): Partial<Record<DraftField, string>> {
  const problems: Partial<Record<DraftField, string>> = {};
  try {
    assertChannelName(draft.channel.trim());
  } catch (error) {
    problems.channel = worded(toProblem(error).message);
  }
  // Both become a line of the frame: a line break would start another field (WHATWG HTML §9.2.6).
  if (/[\r\n\0]/u.test(draft.event)) problems.event = t('server.draft.event');
  if (/[\r\n\0]/u.test(draft.id)) problems.id = t('server.draft.id');
  const retry = draft.retry.trim();
  if (retry !== '' && !(/^\d{1,10}$/u.test(retry) && Number(retry) <= MAX_RETRY_MS))
    problems.retry = t('server.draft.retry');
  if (listed(draft.users).length > MAX_USERS)
    problems.users = t('server.draft.users', { n: whole(MAX_USERS) });
  const subscriptions = listed(draft.subscriptions);
  if (subscriptions.length > MAX_SUBSCRIPTIONS)
    problems.subscriptions = t('server.draft.subscriptions', { n: whole(MAX_SUBSCRIPTIONS) });
  else
    for (const subscription of subscriptions) {
      try {
        assertChannelPattern(subscription);
      } catch (error) {
        problems.subscriptions = worded(toProblem(error).message);
        break;
      }
    }
  if (draft.key.length > MAX_KEY) problems.key = t('server.draft.key', { n: whole(MAX_KEY) });
  return problems;
}

/** The publication that a draft stands for. The data goes out as it was typed, so what arrives is what was written. */
export function toPublication(draft: PublishDraft): Publication {
  const event = draft.event.trim();
  const id = draft.id.trim();
  const retry = draft.retry.trim();
  const userIds = listed(draft.users);
  const subscriptions = listed(draft.subscriptions);
  const to = {
    ...(userIds.length > 0 ? { userIds } : {}),
    ...(subscriptions.length > 0 ? { subscriptions } : {}),
  };
  return {
    channel: draft.channel.trim(),
    data: draft.data,
    ...(event === '' ? {} : { event }),
    ...(id === '' ? {} : { id }),
    ...(retry === '' ? {} : { retry: Number(retry) }),
    ...(draft.priority === 'normal' ? {} : { priority: draft.priority }),
    ...(draft.key === '' ? {} : { key: draft.key }),
    ...(Object.keys(to).length === 0 ? {} : { to }),
  };
}
