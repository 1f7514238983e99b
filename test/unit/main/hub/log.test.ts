import { describe, expect, it } from 'vitest';
import { EventLog, type LogLimits } from '../../../../src/main/hub/log';

const frame =
  (bytes: number): (() => Buffer) =>
  () =>
    Buffer.alloc(bytes);
const all = (): boolean => true;

function makeLog(limits: Partial<LogLimits> = {}, now = (): number => 0): EventLog {
  return new EventLog({ events: 100, bytes: 1_000_000, ...limits }, now);
}

describe('EventLog', () => {
  it('gives ids epoch.seq without holes, with another epoch for every log', () => {
    const log = makeLog();
    const ids = [1, 2, 3].map(() => log.append('a', undefined, frame(1)).id);
    expect(ids).toEqual([1, 2, 3].map((seq) => `${log.epoch}.${seq}`));
    expect(log.epoch).toMatch(/^[0-9a-z]{8}$/u);
    expect(makeLog().epoch).not.toBe(log.epoch);
  });

  it('encodes once, with the id that goes on the wire', () => {
    const log = makeLog();
    const seen: string[] = [];
    const entry = log.append('a', 'own', (id) => {
      seen.push(id);
      return Buffer.from(id);
    });
    expect(seen).toEqual(['own']);
    expect(log.at(1)).toBe(entry);
  });

  it('is bounded by count', () => {
    const log = makeLog({ events: 3 });
    for (let i = 0; i < 10; i++) log.append('a', undefined, frame(1));
    expect([log.first, log.next, log.length, log.bytes]).toEqual([8, 11, 3, 3]);
    expect([log.at(7), log.at(8)?.seq, log.at(10)?.seq, log.at(11)]).toEqual([undefined, 8, 10, undefined]);
  });

  it('is bounded by bytes, whatever the sizes', () => {
    const log = makeLog({ bytes: 100 });
    for (const size of [40, 40, 40]) log.append('a', undefined, frame(size));
    expect([log.first, log.bytes]).toEqual([2, 80]);
    log.append('a', undefined, frame(100));
    expect([log.first, log.length, log.bytes]).toEqual([4, 1, 100]);
    log.append('a', undefined, frame(101));
    expect([log.length, log.bytes, log.next]).toEqual([0, 0, 6]);
  });

  it('is bounded by age, also while nothing is added', () => {
    let time = 0;
    const log = makeLog({ ageMs: 1_000 }, () => time);
    log.append('a', undefined, frame(1));
    time = 600;
    log.append('a', undefined, frame(1));
    time = 1_001;
    log.trim();
    expect(log.first).toBe(2);
    time = 5_000;
    log.trim();
    expect(log.length).toBe(0);
  });

  it('leaves everything as it was when encoding throws', () => {
    const log = makeLog({ events: 1 });
    log.append('a', 'kept', frame(1));
    const fail = (): Buffer => {
      throw new Error('too large');
    };
    expect(() => log.append('a', 'new', fail)).toThrow('too large');
    expect([log.first, log.next, log.at(1)?.id]).toEqual([1, 2, 'kept']);
    expect(log.locate('new').known).toBe(false);
  });

  it('locates its own ids, publishers’ ids, and tells the unknown apart', () => {
    const log = makeLog();
    for (const id of ['a', undefined, 'c']) log.append('x', id, frame(1));
    expect(log.locate('a')).toEqual({ known: true, seq: 1 });
    expect(log.locate('c')).toEqual({ known: true, seq: 3 });
    expect(log.locate(log.idAfter(2))).toEqual({ known: true, seq: 2 });
    expect(log.locate(log.idAfter(0))).toEqual({ known: true, seq: 0 });
    expect(log.locate(log.idAfter(4))).toEqual({ known: false, reason: 'unknown-id' });
    expect(log.locate(`${log.epoch}.01`)).toEqual({ known: false, reason: 'unknown-id' });
    expect(log.locate('zzzzzzzz.1')).toEqual({ known: false, reason: 'other-epoch' });
    expect(log.locate('b')).toEqual({ known: false, reason: 'unknown-id' });
  });

  it('refuses an id that is in the log, and takes it again after it has left', () => {
    const log = makeLog({ events: 2 });
    log.append('x', 'a', frame(1));
    expect(() => log.append('x', 'a', frame(1))).toThrow(
      expect.objectContaining({ code: 'id-taken' }) as Error,
    );
    log.append('x', undefined, frame(1));
    log.append('x', undefined, frame(1));
    log.append('x', 'a', frame(1));
    expect(log.locate('a')).toEqual({ known: true, seq: 4 });
  });

  it('refuses a publisher’s id in the form of its own', () => {
    const log = makeLog();
    expect(() => log.append('x', `${log.epoch}.9`, frame(1))).toThrow(
      expect.objectContaining({ code: 'bad-id' }) as Error,
    );
  });

  it('remembers publishers’ ids for twice its length, and no longer', () => {
    const log = makeLog({ events: 10 });
    for (let i = 1; i <= 50; i++) log.append('x', `own-${i}`, frame(1));
    expect(log.locate('own-31')).toEqual({ known: true, seq: 31 });
    expect(log.locate('own-30').known).toBe(false);
  });

  it('knows by channel whether anything was lost after a position', () => {
    const log = makeLog({ events: 2 });
    for (const channel of ['a', 'b', 'b', 'c', 'c']) log.append(channel, undefined, frame(1));
    const only = (name: string) => (channel: string) => channel === name;
    expect(log.first).toBe(4);
    expect([log.hasLost(0, only('a')), log.hasLost(1, only('a'))]).toEqual([true, false]);
    expect([log.hasLost(2, only('b')), log.hasLost(3, only('b'))]).toEqual([true, false]);
    expect([log.hasLost(0, only('c')), log.hasLost(0, all), log.hasLost(3, all)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('never says that nothing was lost when it has forgotten: too many channels', () => {
    const log = makeLog({ events: 1 });
    for (let i = 1; i <= 10_010; i++) log.append(`c${i}`, undefined, frame(1));
    expect(log.hasLost(0, (channel) => channel === 'c1')).toBe(true);
    expect(log.hasLost(100, (channel) => channel === 'c1')).toBe(false);
  });
});
