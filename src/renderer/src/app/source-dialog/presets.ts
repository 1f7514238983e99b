import type { Method } from '@shared/source-options';
import { emptyForm, type AuthKind, type SourceForm, type Strategy } from './source-form';

/** Where a new source can start from. */
export const PRESET_IDS = ['endpoint', 'demo', 'wikimedia', 'sse-dev', 'mastodon', 'llm', 'curl'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** What a source can start from beside an empty address. */
export interface Template {
  readonly id: PresetId;
  readonly title: string;
  /** For the narrow list in the dialog. */
  readonly short: string;
  readonly name: string;
  readonly url: string;
  readonly strategy: Strategy;
  readonly method?: Method;
  readonly body?: string;
  readonly auth?: AuthKind;
  readonly tokenName?: string;
  readonly mapping?: Partial<SourceForm['mapping']>;
  /** False for what costs something each time it is asked for. */
  readonly connectAtStart?: false;
  /** Failures in a row after which it stops; not said: never. */
  readonly attempts?: number;
}

export interface PublicStream extends Template {
  /** For the first run. */
  readonly long: string;
}

/** Streams that anybody may follow without an account. */
export const PUBLIC_STREAMS: readonly PublicStream[] = [
  {
    id: 'wikimedia',
    title: 'Wikimedia changes',
    short: 'Public, SSE, about 30 events a second',
    long: 'Edits across all wikis, about 30 a second',
    name: 'wikimedia',
    url: 'https://stream.wikimedia.org/v2/stream/recentchange',
    strategy: 'sse',
  },
  {
    id: 'sse-dev',
    title: 'sse.dev test stream',
    short: 'Public, SSE, one event every 2 s',
    long: 'A small test event every 2 seconds',
    name: 'sse.dev',
    url: 'https://sse.dev/test',
    strategy: 'sse',
  },
];

/** Templates to complete, with what they need besides. */
export const TEMPLATES: readonly Template[] = [
  ...PUBLIC_STREAMS,
  {
    id: 'mastodon',
    title: 'Mastodon public',
    short: 'WebSocket, needs a token',
    name: 'mastodon',
    url: 'wss://streaming.mastodon.social/api/v1/streaming?stream=public',
    strategy: 'websocket',
    auth: 'query-token',
    tokenName: 'access_token',
    mapping: { type: '$.event', channel: '$.stream[0]', data: '$.payload' },
  },
  {
    id: 'llm',
    title: 'LLM completion',
    short: 'POST, streamed reply over SSE',
    name: 'completion',
    url: 'https://llm.example.com/v1/chat/completions',
    strategy: 'sse',
    method: 'POST',
    body: '{\n  "model": "",\n  "stream": true,\n  "messages": [{ "role": "user", "content": "Hello" }]\n}',
    auth: 'bearer',
    connectAtStart: false,
    attempts: 1,
  },
];

/** Fields of a new source that starts from a template. */
export function formFromTemplate(template: Template): SourceForm {
  const form = emptyForm();
  const { url, name, strategy, method = 'GET', body = '', auth = 'none', attempts = 0 } = template;
  Object.assign(form, { url, name, strategy, auth, tokenName: template.tokenName ?? '' });
  Object.assign(form.mapping, template.mapping);
  Object.assign(form.options, { method, body });
  form.options.backoff.attempts = attempts;
  form.enabled = template.connectAtStart ?? true;
  return form;
}
