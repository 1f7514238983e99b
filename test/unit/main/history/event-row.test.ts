import { Buffer } from 'node:buffer';
import { DETAIL_LIMIT_BYTES, PREVIEW_LENGTH } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { toEventDetail, toEventRow } from '../../../../src/main/history/event-row';
import { makeEvent } from './make-event';

describe('a row', () => {
  it('shows the start of the data and the size of the raw frame', () => {
    const row = toEventRow({ seq: 1, ...makeEvent({ data: 'x'.repeat(1_000) }) });
    expect(row.preview).toBe('x'.repeat(PREVIEW_LENGTH));
    expect(row.size).toBe(1_008);
    expect(row).not.toHaveProperty('data');
  });

  it('never ends in half a surrogate pair', () => {
    const row = toEventRow({ seq: 1, ...makeEvent({ data: 'x'.repeat(PREVIEW_LENGTH - 1) + '🛰🛰' }) });
    expect(row.preview).toBe('x'.repeat(PREVIEW_LENGTH - 1));
  });

  it('stays small when type, id and channel are megabytes', () => {
    const huge = 'x'.repeat(1_000_000);
    const row = toEventRow({ seq: 1, ...makeEvent({ type: huge, id: huge, channel: huge }) });
    expect(JSON.stringify(row).length).toBeLessThan(5_000);
  });
});

describe('a detail', () => {
  it('carries data and raw exactly, in bytes of its own', () => {
    const chunk = Buffer.from('data: a\r\n\r\ndata: b\r\n\r\n');
    const detail = toEventDetail({ seq: 1, ...makeEvent({ data: 'b', raw: chunk.subarray(11) }) });
    expect(Buffer.from(detail.raw).toString()).toBe('data: b\r\n\r\n');
    expect(detail.raw.buffer.byteLength).toBe(11);
    expect(detail).toMatchObject({ data: 'b', truncated: false });
  });

  it('is cut to the limit between characters, and says so', () => {
    const data = 'x' + '€'.repeat(DETAIL_LIMIT_BYTES / 3 + 10);
    const detail = toEventDetail({ seq: 1, ...makeEvent({ data }) });
    expect(Buffer.byteLength(detail.data)).toBeLessThanOrEqual(DETAIL_LIMIT_BYTES);
    expect(Buffer.byteLength(detail.data)).toBeGreaterThan(DETAIL_LIMIT_BYTES - 4);
    expect(data.startsWith(detail.data)).toBe(true);
    expect(detail.raw.byteLength).toBe(DETAIL_LIMIT_BYTES);
    expect(detail.truncated).toBe(true);
  });
});
