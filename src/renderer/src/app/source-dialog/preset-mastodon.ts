import type { PresetAnswers } from './presets';
import { emptyForm, type SourceForm } from './source-form';

/** Instances whose streams are on a host of their own (`configuration.urls.streaming` of `/api/v2/instance`). */
const STREAMING_HOSTS: Readonly<Record<string, string>> = {
  'mastodon.social': 'streaming.mastodon.social',
  'mastodon.online': 'streaming.mastodon.online',
};

/** `mastodon.social`, `https://mastodon.social/` and `@ada@mastodon.social` name the same instance. */
export function originOfInstance(typed: string): string {
  const text = typed.trim().replace(/^@?[^@/\s]+@/u, '');
  const [, scheme = 'https', host = ''] = /^(?:(https?):\/\/)?([^/?#\s]*)/iu.exec(text) ?? [];
  const name = host.toLowerCase();
  return `${scheme.toLowerCase()}://${STREAMING_HOSTS[name] ?? name}`;
}

/**
 * A public timeline over SSE. Since Mastodon 4.2 every stream asks for a token (scope `read:statuses`).
 * https://docs.joinmastodon.org/methods/streaming/#public
 */
export function mastodonForm({ instance = '', token = '', timeline = 'public' }: PresetAnswers): SourceForm {
  const form = emptyForm();
  const origin = originOfInstance(instance);
  form.name = `mastodon ${instance.trim().replace(/^.*[@/]/u, '')}`.trim();
  form.url = `${origin}/api/v1/streaming/${timeline}`;
  form.strategy = 'sse';
  form.auth = 'bearer';
  form.secrets.token = { ...form.secrets.token, value: token.trim() };
  return form;
}
