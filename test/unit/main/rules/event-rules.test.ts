import { describe, expect, it } from 'vitest';
import { alertData } from '../../../../src/main/rules/alert-mark';
import { NOON, rule, RulesFixture } from './rules-fixture';

const failed = { kind: 'event', query: 'type:order.failed' };

describe('a rule on events', () => {
  it('raises an alert for an event that passes its query, in the words of the event', () => {
    const fixture = new RulesFixture(
      rule(failed, { then: [{ do: 'inbox', level: 'error', priority: 'high' }] }),
    );
    fixture.event();
    const { seq } = fixture.event({ type: 'order.failed', data: '{"message":"Card declined","n":7}' });
    expect(fixture.alerts).toEqual([
      {
        rule: { id: 'r1', name: 'Errors' },
        at: NOON,
        title: 'order.failed event from Orders',
        body: 'Card declined',
        appSays: 'title',
        level: 'error',
        priority: 'high',
        sourceId: 'a',
        channel: 'orders',
        seq,
        count: 1,
      },
    ]);
  });

  it('looks at the sources that it names, and at all when it names none', () => {
    const fixture = new RulesFixture(
      rule({ ...failed, sources: ['b'] }, { id: 'one' }),
      rule(failed, { id: 'all' }),
    );
    fixture.event({ type: 'order.failed' });
    fixture.event({ type: 'order.failed', sourceId: 'b' });
    expect(fixture.alerts.map((alert) => `${alert.rule.id} ${alert.sourceId}`)).toEqual([
      'all a',
      'one b',
      'all b',
    ]);
  });

  it('finds sources by the name they go by, also after they got another', () => {
    const fixture = new RulesFixture(rule({ kind: 'event', query: 'source:Shipping' }));
    fixture.event();
    fixture.names.set('a', 'Shipping');
    fixture.rules.sourcesChanged(new Set(['a', 'b']));
    fixture.event();
    expect(fixture.titles).toEqual(['order.paid event from Shipping']);
  });

  it('leaves comments and states out, unless its query asks for kinds', () => {
    const fixture = new RulesFixture(
      rule({ kind: 'event', query: 'beat' }, { id: 'events' }),
      rule({ kind: 'event', query: 'kind:comment beat' }, { id: 'comments' }),
    );
    fixture.event({ kind: 'comment', type: '', data: 'beat' });
    expect(fixture.alerts).toMatchObject([{ rule: { id: 'comments' }, title: 'Comment from Orders' }]);
  });

  it('says why it cannot work when its query cannot be read, and works again once it can', () => {
    const broken = rule({ kind: 'event', query: 'type:(a' });
    const fixture = new RulesFixture(broken);
    fixture.event({ type: 'a' });
    expect(fixture.alerts).toEqual([]);
    expect(fixture.rules.stateOf(broken, fixture.now).problem).toMatchObject({
      code: 'bad-query',
      message: expect.stringMatching(/^Its query cannot be read\. \S.*\.$/u) as string,
    });
    fixture.rules.setRules([rule({ kind: 'event', query: 'type:(a)' })]);
    fixture.event({ type: 'a' });
    expect(fixture.alerts).toHaveLength(1);
  });

  it('never acts on an alert that a rule published', () => {
    const fixture = new RulesFixture(
      rule({ kind: 'event', query: '*' }),
      rule({ kind: 'rate', direction: 'above', events: 0, perSeconds: 10 }, { id: 'r2' }),
      rule({ kind: 'silence', longerThan: 10 }, { id: 'r3' }),
    );
    fixture.connection('a', 'open');
    fixture.event();
    expect(fixture.alerts).toHaveLength(2);
    const data = alertData(fixture.alerts[0]!);
    expect(JSON.parse(data)).toMatchObject({
      'streamgauge.rule': { id: 'r1' },
      title: 'order.paid event from Orders',
    });
    fixture.pass(6);
    fixture.event({ data });
    fixture.pass(5);
    expect(fixture.titles.slice(2)).toEqual(['Orders is silent']);
  });

  it('does nothing while it is switched off', () => {
    const fixture = new RulesFixture(rule(failed, { enabled: false }));
    fixture.event({ type: 'order.failed' });
    expect(fixture.alerts).toEqual([]);
  });

  it('takes control characters and direction marks out of what an event says', () => {
    const fixture = new RulesFixture(rule({ kind: 'event', query: '*' }));
    fixture.event({ type: 'a\u202eb\u0007', data: JSON.stringify({ message: 'x\u2066y\u0000z' }) });
    expect(fixture.alerts).toMatchObject([{ title: 'ab event from Orders', body: 'xyz' }]);
  });

  it('shows what it cannot read as it is', () => {
    const fixture = new RulesFixture(rule({ kind: 'event', query: '*' }));
    fixture.event({ data: '{"message":' });
    fixture.event({ data: '{"constructor":1,"error":{"message":"Deep"}}' });
    expect(fixture.alerts.map(({ body }) => body)).toEqual(['{"message":', 'Deep']);
  });
});

describe('how often a rule acts', () => {
  it('rests after it acted, and counts what it met meanwhile with its next alert', () => {
    const limited = rule(failed, { cooldownSeconds: 60 });
    const fixture = new RulesFixture(limited);
    fixture.event({ type: 'order.failed' });
    fixture.pass(20);
    fixture.events(5, { type: 'order.failed' });
    fixture.pass(20);
    expect(fixture.rules.stateOf(limited, fixture.now)).toMatchObject({ firedToday: 1, heldBack: 5 });
    fixture.pass(120);
    expect(fixture.alerts).toHaveLength(1);
    fixture.event({ type: 'order.failed' });
    expect(fixture.titles).toEqual([
      'order.failed event from Orders',
      '6 order.failed events in 2 min from Orders',
    ]);
    expect(fixture.alerts[1]!.count).toBe(6);
    expect(fixture.rules.stateOf(limited, fixture.now)).toMatchObject({
      firedToday: 2,
      heldBack: 0,
      lastFired: fixture.now,
    });
  });

  it('tells what came within its time as one alert, with how many and how long', () => {
    const fixture = new RulesFixture(rule({ kind: 'event', query: 'level:error' }, { groupSeconds: 240 }));
    for (let n = 0; n < 47; n++) {
      fixture.event({ level: 'error', type: n % 2 ? 'a' : 'b', sourceId: n % 3 ? 'a' : 'b' });
      if (n < 46) fixture.pass(4);
    }
    expect(fixture.alerts).toEqual([]);
    fixture.pass(60);
    expect(fixture.alerts).toMatchObject([{ title: '47 errors in 3 min', count: 47, sourceId: '', seq: 47 }]);
  });

  it('makes an alert of each when it neither rests nor groups', () => {
    const fixture = new RulesFixture(rule(failed));
    fixture.events(3, { type: 'order.failed' });
    expect(fixture.alerts).toHaveLength(3);
  });

  it('never makes more than 20 alerts a second', () => {
    const flooded = rule({ kind: 'event', query: '*' });
    const fixture = new RulesFixture(flooded);
    fixture.events(5_000);
    expect(fixture.alerts).toHaveLength(20);
    expect(fixture.rules.stateOf(flooded, fixture.now).heldBack).toBe(4_980);
    fixture.pass(2);
    fixture.event();
    expect(fixture.alerts.at(-1)).toMatchObject({ count: 4_981 });
  });

  it('does not rest for hours when the clock was set back', () => {
    const fixture = new RulesFixture(rule(failed, { cooldownSeconds: 60 }));
    fixture.event({ type: 'order.failed' });
    fixture.sleep(-7_200);
    fixture.event({ type: 'order.failed' });
    expect(fixture.alerts).toHaveLength(2);
  });

  it('goes on where it was when another rule is changed', () => {
    const fixture = new RulesFixture(rule(failed, { cooldownSeconds: 60 }));
    fixture.event({ type: 'order.failed' });
    fixture.rules.setRules([
      rule(failed, { cooldownSeconds: 60 }),
      rule(failed, { id: 'r2', enabled: false }),
    ]);
    fixture.event({ type: 'order.failed' });
    expect(fixture.alerts).toHaveLength(1);
  });
});

describe('muting', () => {
  const muting = rule({ kind: 'event', query: 'channel:noisy' }, { id: 'mute', then: [{ do: 'mute' }] });

  it('by a rule keeps events out of all other rules, and counts them', () => {
    const fixture = new RulesFixture(rule(failed), muting);
    fixture.event({ type: 'order.failed', channel: 'noisy' });
    const { seq } = fixture.event({ type: 'order.failed' });
    expect(fixture.alerts).toMatchObject([{ seq }]);
    expect(fixture.rules.stateOf(muting, fixture.now).firedToday).toBe(1);
  });

  it('is told to the inbox, and an event counts once', () => {
    const fixture = new RulesFixture(rule(failed), muting);
    const event = fixture.event({ type: 'order.failed', channel: 'noisy' });
    expect(fixture.rules.mutes(event)).toBe(true);
    expect(fixture.rules.mutes(fixture.event())).toBe(false);
    fixture.rules.setMuted(['b'], [{ sourceId: '', channel: 'quiet' }]);
    expect(fixture.rules.mutes(fixture.event({ sourceId: 'b' }))).toBe(true);
    expect(fixture.rules.mutes(fixture.event({ channel: 'quiet' }))).toBe(true);
    expect(fixture.rules.stateOf(muting, fixture.now).firedToday).toBe(1);
  });

  it('of a source or a channel, with all below it, keeps rules from acting', () => {
    const fixture = new RulesFixture(
      rule(failed),
      rule({ kind: 'connection', becomes: ['open'] }, { id: 'r2' }),
    );
    fixture.rules.setMuted(['b'], [{ sourceId: 'a', channel: 'orders' }]);
    fixture.connection('b', 'open');
    fixture.event({ type: 'order.failed', sourceId: 'b' });
    fixture.event({ type: 'order.failed', channel: 'orders/eu' });
    fixture.event({ type: 'order.failed', channel: 'orders:7' });
    expect(fixture.alerts).toEqual([]);
    fixture.event({ type: 'order.failed', channel: 'ordersome' });
    expect(fixture.alerts).toHaveLength(1);
    fixture.rules.setMuted([], []);
    fixture.event({ type: 'order.failed', sourceId: 'b' });
    expect(fixture.alerts).toHaveLength(2);
  });
});
