import { describe, expect, it } from 'vitest';
import {
  curlPublish,
  curlSubscribe,
  ENDPOINTS,
  snippet,
  SNIPPET_KINDS,
  TOKEN_PLACE,
} from '@/views/server/hub-snippets';

const HUB = 'http://127.0.0.1:4870';
const open = { url: HUB, channel: 'orders/**', token: false };

describe('commands for the hub', () => {
  it('quote the wildcards that a shell would expand', () => {
    expect(curlSubscribe(HUB, 'orders/**')).toBe(
      "curl -N 'http://127.0.0.1:4870/events?channel=orders%2F**'",
    );
  });

  it('carry quotes and dollars in the data past the shell', () => {
    expect(curlPublish(HUB, 'demo', 'message', { text: "it's $HOME" })).toBe(
      `curl -X POST 'http://127.0.0.1:4870/publish' -H 'Content-Type: application/json' -d '{"channel":"demo","event":"message","data":{"text":"it'\\''s $HOME"}}'`,
    );
  });

  it('shake hands for a WebSocket, with a key of 16 bytes', () => {
    const command = snippet('ws', 'curl', open);
    expect(command).toContain("'http://127.0.0.1:4870/ws?channel=orders%2F**'");
    expect(atob(/Sec-WebSocket-Key: ([^']+)'/u.exec(command)![1]!)).toHaveLength(16);
  });
});

describe('code for the hub', () => {
  it('opens what belongs to each endpoint', () => {
    expect(snippet('events', 'browser', open)).toContain(
      "new EventSource('http://127.0.0.1:4870/events?channel=orders%2F**');",
    );
    expect(snippet('events', 'node', open)).toContain("import { EventSource } from 'eventsource';");
    expect(snippet('ws', 'browser', open)).toContain(
      "new WebSocket('ws://127.0.0.1:4870/ws?channel=orders%2F**');",
    );
    expect(snippet('ws', 'node', open)).toContain("import WebSocket from 'ws';");
    expect(snippet('poll', 'browser', open)).toContain('answer.next');
    expect(snippet('publish', 'browser', { ...open, channel: "it's" })).toContain(
      String.raw`channel: 'it\'s'`,
    );
  });

  it('is JavaScript that parses', () => {
    const AsyncFunction = (async () => undefined).constructor as new (body: string) => unknown;
    for (const endpoint of ENDPOINTS)
      for (const kind of ['browser', 'node'] as const)
        for (const token of [false, true]) {
          const code = snippet(endpoint, kind, { ...open, token }).replace(/^import .*$/gmu, '');
          expect(() => new AsyncFunction(code), code).not.toThrow();
        }
  });

  it('has a place for the token exactly when the hub asks for one', () => {
    for (const endpoint of ENDPOINTS)
      for (const kind of SNIPPET_KINDS.filter((one) => one !== 'address')) {
        expect(snippet(endpoint, kind, open)).not.toContain(TOKEN_PLACE);
        expect(snippet(endpoint, kind, { ...open, token: true })).toContain(TOKEN_PLACE);
      }
  });
});
