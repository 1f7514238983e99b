import { describe, expect, it } from 'vitest';
import { logWriter, type LogFormat } from '../../../src/headless/log-writer';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

function written(format: LogFormat, fields: Record<string, unknown>): string {
  let text = '';
  logWriter(
    format,
    'debug',
    (line) => (text += line),
  )({ level: 'info', event: 'something', at: AT, ...fields });
  return text;
}

describe('the log of serve', () => {
  it('is one line a record, for people', () => {
    expect(
      written('text', { client: 'a1', agent: 'curl 8.1', user: null, channels: ['a', 'b'], left: undefined }),
    ).toBe(
      '2026-01-02T03:04:05.006Z info  something client=a1 agent="curl 8.1" user=null channels=["a","b"]\n',
    );
  });

  it('is one JSON object a line, for programs', () => {
    expect(written('json', { client: 'a1', sent: 3 })).toBe(
      '{"time":"2026-01-02T03:04:05.006Z","level":"info","event":"something","client":"a1","sent":3}\n',
    );
  });

  it.each(['text', 'json'] as const)('lets no value forge a line, a field or a colour in %s', (format) => {
    const line = written(format, {
      agent: 'a" user=root\nerror forged\r\u001b[31m\u009b31m\u2028',
      other: ['\u001b\n'],
    });
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u);
    expect(line).not.toContain(' user=root ');
  });

  it('says only what is heavy enough, and nothing when it is off', () => {
    const lines: string[] = [];
    const write = logWriter('text', 'warn', (line) => lines.push(line));
    for (const level of ['debug', 'info', 'warn', 'error'] as const) write({ level, event: level, at: AT });
    logWriter('off', 'debug', (line) => lines.push(line))({ level: 'error', event: 'off', at: AT });
    expect(lines.map((line) => line.split(/\s+/u)[2])).toEqual(['warn', 'error']);
  });
});
