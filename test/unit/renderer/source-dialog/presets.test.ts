import { describe, expect, it } from 'vitest';
import { t } from '@/i18n/i18n';
import { draftOf } from '@/app/source-dialog/draft-of-form';
import { hasProblems, problemsOf } from '@/app/source-dialog/form-problems';
import { originOfInstance } from '@/app/source-dialog/preset-mastodon';
import { SERVICES, serviceOf, unanswered, usualAnswers } from '@/app/source-dialog/presets';
import type { SourceDraft } from '@shared/source';

const made = (id: Parameters<typeof serviceOf>[0], answers: Record<string, string> = {}): SourceDraft => {
  const service = serviceOf(id)!;
  return draftOf(service.form({ ...usualAnswers(service), ...answers }));
};

describe('the presets', () => {
  it.each(SERVICES.map((service) => [t(service.title), service] as const))(
    'of %s make a source that can be saved of their answers alone',
    (_, service) => {
      const answers = Object.fromEntries(service.fields.map(({ id, usual }) => [id, usual || 'answer']));
      expect(unanswered(service, answers)).toEqual([]);
      expect(hasProblems(problemsOf(service.form(answers)))).toBe(false);
    },
  );

  it('ask for nothing where a stream is public', () => {
    for (const id of ['wikimedia', 'sse-dev'] as const) {
      const service = serviceOf(id)!;
      expect(unanswered(service, usualAnswers(service))).toEqual([]);
    }
  });

  it.each([
    ['mastodon.social', 'https://streaming.mastodon.social'],
    ['https://hachyderm.io/', 'https://hachyderm.io'],
    ['@ada@Hachyderm.io', 'https://hachyderm.io'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('find the instance in %s', (typed, origin) => expect(originOfInstance(typed)).toBe(origin));

  it('send the token of Mastodon as a bearer, to the timeline that was chosen', () => {
    expect(made('mastodon', { token: ' t0ken ', timeline: 'public/local' })).toMatchObject({
      url: 'https://streaming.mastodon.social/api/v1/streaming/public/local',
      transports: ['sse'],
      options: { signIn: { kind: 'bearer' } },
      secrets: { token: 't0ken' },
    });
  });

  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'],
    ['http://localhost:11434/v1/', 'http://localhost:11434/v1/chat/completions'],
    ['http://localhost:8000/v1/chat/completions', 'http://localhost:8000/v1/chat/completions'],
  ])('complete the base URL %s', (url, wanted) => {
    expect(made('llm', { url, model: 'm', prompt: 'Hi' }).url).toBe(wanted);
  });

  it('ask an LLM once: neither after its end nor with the next start of the app', () => {
    const draft = made('llm', { model: 'm', prompt: 'Say "hi"\nplease', key: 'sk-1' });
    expect(draft).toMatchObject({
      enabled: false,
      resume: false,
      secrets: { token: 'sk-1' },
      options: { method: 'POST', signIn: { kind: 'bearer' }, backoff: { attempts: 1 } },
    });
    expect(JSON.parse(draft.options!.body!)).toEqual({
      model: 'm',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'Say "hi"\nplease' }],
    });
  });

  it('fill in the headers that Anthropic asks for, the key as a secret', () => {
    expect(made('anthropic', { model: 'm', prompt: 'Hi', key: 'sk-ant' })).toMatchObject({
      url: 'https://api.anthropic.com/v1/messages',
      headers: [{ name: 'anthropic-version', value: '2023-06-01', secret: false }],
      options: { signIn: { kind: 'api-key', header: 'x-api-key' } },
      secrets: { token: 'sk-ant' },
    });
  });
});
