import { describe, expect, it } from 'vitest';
import { previewRedaction } from '../../../../../src/main/history/export/preview-redaction';
import { redactEvent } from '../../../../../src/main/history/export/redact-event';
import { redactText } from '../../../../../src/main/history/export/redact-text';
import { makeEvent } from '../make-event';
import { Random } from '../random';
import { randomText } from './random-event';
import { cpuMs } from '../../../../support/cpu-ms';

const JWT = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0In0'}.c2lnbmF0dXJlLXBhcnQ`;

describe('redaction', () => {
  it.each([
    ['{"token":"abc","n":1}', '{"token":"••••","n":1}'],
    ['{"user" : {"accessToken" : "a\\"b\\\\", "x": 1}}', '{"user" : {"accessToken" : "••••", "x": 1}}'],
    ['{"X-Api-Key":"k","api_key":"k2"}', '{"X-Api-Key":"••••","api_key":"••••"}'],
    ['{"password": 123456}', '{"password": "••••"}'],
    [
      '{"body":"{\\"client_secret\\":\\"s3\\",\\"a\\":1}"}',
      '{"body":"{\\"client_secret\\":\\"••••\\",\\"a\\":1}"}',
    ],
    [
      'go to https://u:p@host/a?page=2&access_token=xyz#top',
      'go to https://••••@host/a?page=2&access_token=••••#top',
    ],
    ['Authorization: Bearer abc.def', 'Authorization: ••••'],
    ['sent with bearer abcdefghijklmnop0123', 'sent with bearer ••••'],
    [`{"jot":"${JWT}"}`, '{"jot":"••••"}'],
    [`https://host/${JWT}/x?code=1`, 'https://host/••••/x?code=••••'],
    ['key AKIAIOSFODNN7EXAMPLE here', 'key •••• here'],
    ['sk-proj-abcdefghijklmnop1234', '••••'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----.',
      '-----BEGIN RSA PRIVATE KEY-----••••-----END RSA PRIVATE KEY-----.',
    ],
    ['{"token":"cut off', '{"token":"••••'],
  ])('takes the secret out of %s', (text, expected) => {
    expect(redactText(text).text).toBe(expected);
  });

  it.each([
    '{"statusCode":200,"code":"x","author":"me","key":"orders","prompt_tokens":12,"max_tokens":"9"}',
    '{"design":"signal","keyboard":"qwerty","monkey":"bars"}',
    'https://host/a?page=2&q=hello',
    'basic understanding of bearer bonds',
    '{"token":""}',
    '{"sk":"sk-short"}',
  ])('leaves %s as it is', (text) => {
    expect(redactText(text)).toEqual({ text, redactions: [] });
  });

  it('leaves JSON that is JSON, and finds nothing more the second time', () => {
    const random = new Random(11);
    for (let i = 0; i < 2_000; i++) {
      const secret = `${randomText(random, 12)}x`;
      const other = randomText(random, 20);
      const inner = JSON.stringify({ password: secret, other });
      const text = JSON.stringify({
        other,
        token: secret,
        nested: { inner, deep: JSON.stringify({ inner }) },
      });
      const once = redactText(text).text;
      const value = JSON.parse(once) as {
        token: string;
        other: string;
        nested: { inner: string; deep: string };
      };
      expect(value).toMatchObject({ token: '••••', other });
      expect(JSON.parse(value.nested.inner)).toEqual({ password: '••••', other });
      const deep = JSON.parse(value.nested.deep) as { inner: string };
      expect(JSON.parse(deep.inner)).toEqual({ password: '••••', other });
      expect(redactText(once).redactions).toEqual([]);
    }
  });

  it('takes time in proportion to the text, however hostile it is', () => {
    const size = 400_000;
    const hostile = [
      '"',
      '\\"',
      '\\',
      '"token":"',
      'eyJ',
      'a://',
      'authorization:',
      'bearer ',
      '-----BEGIN PRIVATE KEY-----',
      '"a',
      'eyJaaaaaaaaa.',
      'token',
    ];
    for (const piece of hostile) {
      const started = cpuMs();
      redactText(`token auth ${piece.repeat(size / piece.length)}`);
      expect(cpuMs() - started, piece).toBeLessThan(1_000);
    }
  });

  it('makes a new frame, so that nothing of the old one is left in the raw bytes', () => {
    const data = '{\n"token":\n"hidden"}';
    const raw = Buffer.from('id: 7\ndata: {\ndata: "token":\ndata: "hidden"}\n: hidden too\n\n');
    const event = redactEvent(makeEvent({ id: '7', channel: '', data, raw }));
    expect(event.data).toBe('{\n"token":\n"••••"}');
    expect(Buffer.from(event.raw).toString()).toBe('id: 7\ndata: {\ndata: "token":\ndata: "••••"}\n\n');
  });

  it('looks into comment lines and unknown fields of the frame, and at ids', () => {
    const commented = makeEvent({ raw: Buffer.from(`:${JWT}\ndata: {"n":1}\n\n`) });
    expect(Buffer.from(redactEvent(commented).raw).toString()).not.toContain(JWT);
    const named = redactEvent(
      makeEvent({ id: JWT, lastEventId: JWT, raw: Buffer.from(`id: ${JWT}\ndata: 1\n\n`) }),
    );
    expect(named).toMatchObject({ id: '••••', lastEventId: '••••' });
  });

  it('makes a new message, where it came in one', () => {
    const data = '{"token":"geheim"}';
    const event = redactEvent(makeEvent({ transport: 'websocket', data, raw: Buffer.from(data) }));
    expect(Buffer.from(event.raw).toString()).toBe('{"token":"••••"}');
  });

  it.each([
    ['that its data was mapped out of', 'data: {"payload":{"n":1},"token":"geheim"}\n\n'],
    ['in a line that a lone CR ends', `data: {"n":1}\r:https://host/?token=geheim\r\n\r\n`],
    ['in an unknown field', 'data: {"n":1}\nsigned: https://host/?sig=geheim\n\n'],
  ])('finds a secret in a frame %s', (_, frame) => {
    const event = redactEvent(makeEvent({ channel: '', raw: Buffer.from(frame) }));
    expect(Buffer.from(event.raw).toString()).toBe('data: {"n":1}\n\n');
  });

  it('gives back the very event that holds no secret', () => {
    const event = makeEvent();
    expect(redactEvent(event)).toBe(event);
  });

  it('shows beforehand what would go, without showing it', async () => {
    const events = [
      makeEvent({ data: '{"user":"ann","token":"geheim-1","secret":"geheim-2","n":1}' }),
      makeEvent(),
      makeEvent({ data: JWT }),
    ];
    const preview = await previewRedaction(events, { maxSamples: 2 });
    expect(preview).toMatchObject({
      count: 3,
      affected: 2,
      events: 3,
      byReason: { field: 2, jwt: 1 },
      partial: false,
    });
    expect(preview.samples).toHaveLength(2);
    expect(preview.samples[0]).toMatchObject({ part: 'data', reason: 'field', length: 8 });
    expect(preview.samples[0]!.excerpt).toContain('"user":"ann","token":"••••"');
    expect(JSON.stringify(preview)).not.toContain('geheim');
  });

  it('says when it did not look at everything', async () => {
    const preview = await previewRedaction([makeEvent(), makeEvent()], { maxEvents: 1 });
    expect(preview).toMatchObject({ events: 1, partial: true });
  });
});
