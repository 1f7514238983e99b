import { Buffer } from 'node:buffer';
import { DETAIL_LIMIT_BYTES } from '@shared/stream-event';
import type { EventProblem, EventKind } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { bitOf, firstProblem, problemsOf } from '../../../../src/main/history/event-problem';

function problems(
  data: string,
  raw: Uint8Array = Buffer.from(`data: ${data}\n\n`),
  kind: EventKind = 'event',
): number {
  return problemsOf({ kind, data, raw });
}
const bits = (...names: EventProblem[]): number => names.reduce((sum, name) => sum | bitOf(name), 0);

describe('what is wrong with an event', () => {
  it('is that it starts like JSON and is none', () => {
    for (const data of ['{"a":1', ' \n[1,2', '[2026-11-21] INFO started', '{}}', "{'a':1}"]) {
      expect(problems(data), data).toBe(bits('not-json'));
    }
    for (const data of ['', '{}', ' [1]\n', 'plain {text}', '"text', '12x', '\u00a0{']) {
      expect(problems(data), data).toBe(0);
    }
    for (const kind of ['comment', 'gap', 'state', 'sent'] as const) {
      expect(problems('{"a":', undefined, kind), kind).toBe(0);
    }
  });

  it('is that its bytes were no UTF-8, but not that it holds U+FFFD', () => {
    expect(problems('caf\ufffd', Buffer.from('data: caf\u00e9\n\n', 'latin1'))).toBe(bits('bad-utf8'));
    expect(problems('caf\ufffd')).toBe(0);
    expect(problems('caf\ufffd', Buffer.from('{"data":"caf\\ufffd"}'))).toBe(0);
    expect(problems('{"a":"\ufffd', Buffer.from([0x7b, 0xff]))).toBe(bits('not-json', 'bad-utf8'));
  });

  it('is that the window would cut it, whatever else it is', () => {
    expect(problems(`{${'x'.repeat(DETAIL_LIMIT_BYTES)}`)).toBe(bits('cut'));
    expect(problems('x', new Uint8Array(DETAIL_LIMIT_BYTES + 1))).toBe(bits('cut'));
    expect(problems('x', new Uint8Array(DETAIL_LIMIT_BYTES))).toBe(0);
    expect(problems('é'.repeat(DETAIL_LIMIT_BYTES / 2), new Uint8Array(1))).toBe(0);
    expect(problems('é'.repeat(DETAIL_LIMIT_BYTES / 2 + 1), new Uint8Array(1))).toBe(bits('cut'));
  });

  it('shows on its row by the first name', () => {
    expect(firstProblem(0)).toBeNull();
    expect(firstProblem(bits('cut'))).toBe('cut');
    expect(firstProblem(bits('bad-utf8', 'not-json'))).toBe('not-json');
  });
});
