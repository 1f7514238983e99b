import type { Attempt, ResumeAudit, RungStatus } from '@shared/connection';
import type { ShapeFinding } from '@shared/shape';
import { describe, expect, it } from 'vitest';
import { rule, RulesFixture } from './rules-fixture';

describe('a rule on a rate', () => {
  const above = { kind: 'rate', direction: 'above', events: 10, perSeconds: 10 };
  const below = { kind: 'rate', direction: 'below', events: 3, perSeconds: 10, query: 'type:order.paid' };

  it('acts when more come than it allows, once until it is over', () => {
    const fixture = new RulesFixture(rule(above));
    fixture.events(10);
    expect(fixture.alerts).toEqual([]);
    const { seq } = fixture.event();
    expect(fixture.alerts).toMatchObject([
      { title: '11 events in 10 s', body: 'More than 10 in 10 s.', seq, count: 1 },
    ]);
    fixture.events(500);
    fixture.pass(5);
    fixture.events(20);
    expect(fixture.alerts).toHaveLength(1);
    fixture.pass(12);
    fixture.events(11);
    expect(fixture.alerts).toHaveLength(2);
  });

  it('forgets what is older than its time', () => {
    const fixture = new RulesFixture(rule(above));
    for (let second = 0; second < 60; second++) {
      fixture.event();
      fixture.pass(1);
    }
    expect(fixture.alerts).toEqual([]);
  });

  it('counts what passes its query, of its sources together', () => {
    const fixture = new RulesFixture(rule({ ...above, query: 'type:order.failed', sources: ['a', 'b'] }));
    fixture.events(6, { type: 'order.failed' });
    fixture.events(50);
    fixture.events(50, { type: 'order.failed', sourceId: 'c' });
    expect(fixture.alerts).toEqual([]);
    fixture.events(6, { type: 'order.failed', sourceId: 'b' });
    expect(fixture.titles).toEqual(['11 events in 10 s']);
  });

  it('finds too few only after a whole time over a connection that is open', () => {
    const fixture = new RulesFixture(rule(below));
    fixture.pass(30);
    fixture.connection('a', 'open');
    fixture.pass(10);
    expect(fixture.alerts).toEqual([]);
    fixture.pass(1);
    expect(fixture.titles).toEqual(['Only 0 events in 10 s']);
    fixture.pass(30);
    expect(fixture.alerts).toHaveLength(1);
    fixture.events(5);
    fixture.pass(13);
    expect(fixture.alerts).toHaveLength(2);
  });

  it('blames no stream for the time in which it was not connected', () => {
    const fixture = new RulesFixture(rule(below));
    fixture.connection('a', 'open');
    fixture.pass(6);
    fixture.connection('a', 'waiting');
    fixture.pass(60);
    fixture.connection('a', 'open');
    fixture.pass(8);
    expect(fixture.alerts).toEqual([]);
    fixture.sleep(3_600);
    fixture.pass(8);
    expect(fixture.alerts).toEqual([]);
    fixture.pass(4);
    expect(fixture.alerts).toHaveLength(1);
  });
});

describe('a rule on silence', () => {
  const tenSeconds = { kind: 'silence', longerThan: 10 };

  it('acts once for each silence that is longer than it allows', () => {
    const fixture = new RulesFixture(rule(tenSeconds));
    fixture.connection('a', 'open');
    fixture.event();
    fixture.pass(10);
    expect(fixture.alerts).toEqual([]);
    fixture.pass(1);
    expect(fixture.alerts).toMatchObject([
      { title: 'Orders is silent', body: 'Nothing has come for 11 s.', sourceId: 'a', seq: null },
    ]);
    fixture.pass(100);
    expect(fixture.alerts).toHaveLength(1);
    fixture.event();
    fixture.pass(11);
    expect(fixture.alerts).toHaveLength(2);
  });

  it('tells each source for itself', () => {
    const fixture = new RulesFixture(rule(tenSeconds, { cooldownSeconds: 60 }));
    fixture.connection('a', 'open');
    fixture.connection('b', 'open');
    fixture.pass(11);
    expect(fixture.titles).toEqual(['Orders is silent', 'Payments is silent']);
  });

  it('expects nothing of a source that is paused or was never open, but of one that lost its connection', () => {
    const fixture = new RulesFixture(rule(tenSeconds));
    fixture.connection('a', 'waiting');
    fixture.pass(60);
    expect(fixture.alerts).toEqual([]);
    fixture.connection('a', 'open');
    fixture.pass(5);
    fixture.connection('a', 'paused');
    fixture.pass(60);
    expect(fixture.alerts).toEqual([]);
    fixture.connection('a', 'open');
    fixture.pass(5);
    fixture.connection('a', 'waiting');
    fixture.pass(6);
    expect(fixture.alerts).toHaveLength(1);
  });

  it('does not take the sleep of the machine for one', () => {
    const fixture = new RulesFixture(rule(tenSeconds));
    fixture.connection('a', 'open');
    fixture.event();
    fixture.pass(5);
    fixture.sleep(8 * 3_600);
    fixture.pass(9);
    expect(fixture.alerts).toEqual([]);
  });

  it('learns how long a stream usually pauses, and says nothing before', () => {
    const fixture = new RulesFixture(rule({ kind: 'silence', longerThan: 'usual' }));
    fixture.connection('a', 'open');
    fixture.event();
    fixture.pass(300);
    expect(fixture.alerts).toEqual([]);
    for (let n = 0; n < 12; n++) {
      fixture.event();
      fixture.pass(n % 4 === 0 ? 30 : 10);
    }
    expect(fixture.alerts).toEqual([]);
    fixture.pass(200);
    expect(fixture.alerts).toMatchObject([
      { body: expect.stringMatching(/longer than usual\.$/u) as string },
    ]);
  });

  it('takes a burst for one sign of life: its events side by side say nothing of pauses', () => {
    const fixture = new RulesFixture(rule({ kind: 'silence', longerThan: 'usual' }));
    fixture.connection('a', 'open');
    for (let burst = 0; burst < 12; burst++) {
      fixture.events(1_000);
      fixture.pass(60);
    }
    expect(fixture.alerts).toEqual([]);
    fixture.pass(61);
    expect(fixture.alerts).toHaveLength(1);
  });

  it('never takes less than 5 s for a silence', () => {
    const fixture = new RulesFixture(rule({ kind: 'silence', longerThan: 'usual' }));
    fixture.connection('a', 'open');
    for (let n = 0; n < 60; n++) {
      fixture.events(50);
      fixture.pass(1);
    }
    fixture.pass(4);
    expect(fixture.alerts).toEqual([]);
    fixture.pass(1);
    expect(fixture.alerts).toHaveLength(1);
  });
});

describe('a rule on connections', () => {
  const becomes = (...turns: string[]): object => ({ kind: 'connection', becomes: turns });

  it('acts when a connection becomes what it asks for, with the reason', () => {
    const fixture = new RulesFixture(rule(becomes('waiting', 'open')));
    fixture.connection('a', 'connecting');
    fixture.connection('a', 'open');
    fixture.connection('a', 'waiting');
    fixture.connection('a', 'stopped');
    expect(fixture.alerts).toMatchObject([
      { title: 'Orders is connected', body: '' },
      { title: 'Orders lost its connection', body: 'Orders was refused with 503.', sourceId: 'a' },
    ]);
  });

  it('tells an outage once, however often it is tried again', () => {
    const fixture = new RulesFixture(rule(becomes('waiting')));
    fixture.connection('a', 'open');
    for (let attempt = 0; attempt < 9; attempt++) {
      fixture.connection('a', 'waiting');
      fixture.connection('a', 'connecting');
    }
    expect(fixture.alerts).toHaveLength(1);
  });

  it('tells the last state once its rest is over, for nothing more may come', () => {
    const fixture = new RulesFixture(rule(becomes('waiting', 'stopped'), { cooldownSeconds: 30 }));
    fixture.connection('a', 'open');
    fixture.connection('a', 'waiting');
    fixture.connection('a', 'stopped');
    expect(fixture.titles).toEqual(['Orders lost its connection']);
    fixture.pass(30);
    expect(fixture.titles).toEqual(['Orders lost its connection', 'Orders stopped']);
  });

  it('acts when a source falls back to a lower transport, and not when it climbs or was sent there', () => {
    const reason = { code: 'blocked', message: 'Orders cannot be reached over WebSocket.' };
    const rungs = (state: RungStatus['state']): RungStatus[] => [
      { transport: 'websocket', state, reason, since: null },
      { transport: 'sse', state: 'carrying', reason: null, since: null },
    ];
    const fixture = new RulesFixture(rule(becomes('fell-back')));
    fixture.open('a', 'sse', rungs('untried'));
    expect(fixture.alerts).toEqual([]);
    fixture.open('a', 'websocket', rungs('carrying'));
    fixture.open('a', 'sse', rungs('failed'));
    expect(fixture.alerts).toMatchObject([
      { title: 'Orders fell back to another transport', body: 'Orders cannot be reached over WebSocket.' },
    ]);
  });
});

describe('a rule on loss', () => {
  const audit: ResumeAudit = {
    at: 0,
    downMs: 3_200,
    sentId: '812',
    verdict: 'missing',
    replayed: 2,
    duplicates: 0,
    missing: 14,
    sentence: 'sent Last-Event-ID 812: 2 replayed, 14 missing, gap 3.2 s',
  };
  const attempt: Attempt = {
    number: 2,
    transport: 'sse',
    startedAt: 0,
    openedAt: 0,
    times: null,
    endedAt: null,
    status: 200,
    reason: null,
    lastEventIdSent: '812',
    audit,
    events: 2,
  };

  it('acts on a break that left events out, and leads to its row', () => {
    const fixture = new RulesFixture(rule({ kind: 'loss' }));
    fixture.gap({ verdict: 'resumed' });
    fixture.gap({ verdict: 'unknown', downMs: 5 });
    expect(fixture.alerts).toEqual([]);
    const { seq } = fixture.gap({ verdict: 'lost', missing: 1_400, downMs: 7 });
    fixture.gap({ missing: 1, downMs: 8 });
    expect(fixture.alerts).toMatchObject([
      { title: '1,400 events of Orders are missing', seq },
      { title: '1 event of Orders is missing' },
    ]);
  });

  it('acts on an audit that finds it later, once for a break', () => {
    const fixture = new RulesFixture(rule({ kind: 'loss' }));
    fixture.gap({ verdict: 'resumed', downMs: 3_200 });
    fixture.connection('a', 'open', { attempts: [attempt] });
    fixture.pass(1);
    fixture.connection('a', 'open', { attempts: [{ ...attempt, audit: { ...audit, missing: 20 } }] });
    fixture.pass(1);
    expect(fixture.titles).toEqual(['14 events of Orders are missing']);
  });

  it('does not tell again what the row of the break has told', () => {
    const fixture = new RulesFixture(rule({ kind: 'loss' }));
    fixture.gap({ verdict: 'lost', downMs: 3_200 });
    fixture.connection('a', 'open', { attempts: [attempt] });
    fixture.pass(1);
    expect(fixture.titles).toEqual(['Events of Orders are missing']);
  });
});

describe('a rule on shapes', () => {
  const finding: ShapeFinding = {
    id: 'f',
    sourceId: 'a',
    turn: 'changed-type',
    type: 'order.paid',
    path: 'total',
    sentence: 'total was a number and is a string.',
    seq: 7,
    firstAt: 0,
    lastAt: 0,
    count: 1,
  };

  it('acts on the turns and sources that it asks for', () => {
    const fixture = new RulesFixture(rule({ kind: 'shape', sources: ['a'], turns: ['changed-type'] }));
    fixture.rules.takeFinding({ ...finding, turn: 'new-type' }, fixture.now);
    fixture.rules.takeFinding({ ...finding, sourceId: 'b' }, fixture.now);
    fixture.rules.takeFinding(finding, fixture.now);
    expect(fixture.alerts).toMatchObject([
      { title: 'order.paid changed its shape', body: 'total was a number and is a string.', seq: 7 },
    ]);
  });
});
