import { describe, expect, it } from 'vitest';
import { nodeSnippet, curlPublish, curlSubscribe } from '@/views/server/hub-snippets';

const HUB = 'http://127.0.0.1:4870';

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

  it('give Node an EventSource for the channels', () => {
    expect(nodeSnippet(HUB, '**')).toContain("new EventSource('http://127.0.0.1:4870/events?channel=**');");
  });
});
