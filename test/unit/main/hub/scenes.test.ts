import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { channelMatcher } from '@shared/channel';
import { SCENE_IDS, type Publication, type SceneId, type ScenePace } from '@shared/hub';
import { LEVELS, PRIORITIES } from '@shared/notification';
import { createHub, type Hub } from '../../../../src/main/hub/hub';
import { DemoScenes } from '../../../../src/main/hub/scenes/demo-scenes';
import { padData } from '../../../../src/main/hub/scenes/padding';
import type { SceneNotification } from '../../../../src/main/hub/scenes/scene';
import { seededRandom } from './seeded-random';

type Told = Publication | SceneNotification;

const pace = (rate: number, more: Partial<ScenePace> = {}): ScenePace => ({
  rate,
  burst: 1,
  payloadBytes: 0,
  ...more,
});

interface Stage {
  readonly scenes: DemoScenes;
  readonly told: Told[];
  readonly states: Map<string, () => unknown>;
  readonly errors: unknown[];
}

function stage(seed = 7): Stage {
  const told: Told[] = [];
  const states = new Map<string, () => unknown>();
  const errors: unknown[] = [];
  const scenes = new DemoScenes({
    publish: (publication) => told.push(publication),
    notify: (notification) => told.push(notification),
    setState: (channel, state) => states.set(channel, state),
    now: Date.now,
    random: seededRandom(seed),
    onError: (error) => errors.push(error),
  });
  return { scenes, told, states, errors };
}

const typeOf = (event: Told): string => ('title' in event ? 'notification' : (event.event ?? 'message'));
const dataOf = (event: Told): unknown => ('title' in event ? event : event.data);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 14, 30) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('demo scenes', () => {
  const promised: Record<SceneId, readonly string[]> = {
    counter: ['count'],
    progress: ['done', 'progress', 'started'],
    logs: ['log'],
    orders: ['order.created', 'order.paid', 'order.refunded'],
    battle: ['battle_update', 'state_update'],
    notifications: ['notification'],
    metrics: ['metrics'],
    llm: ['message'],
  };

  it.each(SCENE_IDS)('C3: %s publishes what it promises, on the channels it names', (id) => {
    const { scenes, told, errors } = stage();
    scenes.set(id, true, pace(20));
    vi.advanceTimersByTime(60_000);
    const status = scenes.list().find((scene) => scene.id === id)!;
    expect(status).toMatchObject({ running: true, rate: 20, published: told.length });
    expect([...new Set(told.map(typeOf))].sort()).toEqual(promised[id]);
    const matchers = status.channels.map(channelMatcher);
    expect(told.filter(({ channel }) => !matchers.some((matches) => matches(channel)))).toEqual([]);
    expect(new Set(told.map(({ channel }) => channel)).size).toBeGreaterThanOrEqual(status.channels.length);
    expect(errors).toEqual([]);
  });

  it.each(SCENE_IDS)('C3: %s sends JSON objects of 50 to 700 bytes, hardly two the same', (id) => {
    const { scenes, told } = stage();
    scenes.set(id, true, pace(20));
    vi.advanceTimersByTime(30_000);
    const bodies = told.map((event) => JSON.stringify(dataOf(event)));
    const sizes = bodies.map((body) => Buffer.byteLength(body));
    expect(bodies.filter((body) => !body.startsWith('{'))).toEqual([]);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(700);
    expect(new Set(bodies).size).toBeGreaterThan(bodies.length * 0.9);
  });

  it.each(SCENE_IDS.filter((id) => id !== 'metrics'))('%s is the same for the same randomness', (id) => {
    const [first, second, third] = [stage(1), stage(1), stage(2)];
    for (const { scenes } of [first, second, third]) {
      vi.setSystemTime(0);
      scenes.set(id, true, pace(10));
      vi.advanceTimersByTime(20_000);
      scenes.stopAll();
    }
    expect(first.told).toEqual(second.told);
    if (id !== 'counter') expect(first.told).not.toEqual(third.told);
  });

  it.each([0.1, 3, 50, 700, 1_000])('keeps a rate of %d events per second without drift', (rate) => {
    for (const id of ['counter', 'logs'] as const) {
      const { scenes, told } = stage();
      scenes.set(id, true, pace(rate));
      vi.advanceTimersByTime(100_000);
      expect(Math.abs(told.length - 100 * rate)).toBeLessThanOrEqual(1 + rate * 0.01);
    }
  });

  it('changes its rate while it runs', () => {
    const { scenes, told } = stage();
    scenes.set('counter', true, pace(0.1));
    vi.advanceTimersByTime(1_000);
    scenes.set('counter', true, pace(50));
    vi.advanceTimersByTime(1_000);
    expect(told.length).toBeGreaterThanOrEqual(49);
    scenes.set('counter', true, pace(1));
    const before = told.length;
    vi.advanceTimersByTime(10_000);
    expect(told.length - before).toBeLessThanOrEqual(10);
  });

  it('does not make up for the time the machine slept', () => {
    const { scenes, told } = stage();
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
    scenes.set('counter', true, pace(10));
    for (; time < 1_000; time += 10) vi.advanceTimersByTime(10);
    const before = told.length;
    time += 3_600_000;
    for (let i = 0; i < 10; i++, time += 10) vi.advanceTimersByTime(10);
    expect(told.length - before).toBeLessThanOrEqual(2);
    vi.restoreAllMocks();
  });

  it('leaves no timer when it is stopped, and goes on where it was', () => {
    const { scenes, told } = stage();
    for (const id of SCENE_IDS) scenes.set(id, true, pace(50));
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(SCENE_IDS.length);
    for (const id of SCENE_IDS) scenes.set(id, false, pace(50));
    expect(vi.getTimerCount()).toBe(0);
    expect(scenes.list().every(({ running }) => !running)).toBe(true);
    const count = told.filter((event) => typeOf(event) === 'count').length;
    scenes.set('counter', true, pace(1));
    vi.advanceTimersByTime(10);
    expect(dataOf(told.at(-1)!)).toMatchObject({ count: count + 1 });
  });

  it.each([
    ['rate', 0],
    ['rate', 0.09],
    ['rate', 1_000.1],
    ['rate', -1],
    ['rate', NaN],
    ['rate', Infinity],
    ['burst', 0],
    ['burst', 1.5],
    ['burst', 1_001],
    ['payloadBytes', -1],
    ['payloadBytes', 1_048_577],
  ] as const)('refuses a %s of %d, and says which field it is and what is allowed', (field, value) => {
    const { scenes } = stage();
    expect(() => scenes.set('logs', true, pace(2, { [field]: value }))).toThrow(
      expect.objectContaining({
        code: 'bad-pace',
        message: `A scene cannot run with a ${field} of ${value}.`,
        hint: expect.stringMatching(/^Use .* to /u) as string,
      }) as Error,
    );
    expect(vi.getTimerCount()).toBe(0);
    expect(scenes.list().find(({ id }) => id === 'logs')!.rate).toBe(4);
  });

  it('C3: a burst comes at once, and the rate counts every event of it', () => {
    const { scenes, told } = stage();
    const at: number[] = [];
    const start = performance.now();
    scenes.set('counter', true, pace(100, { burst: 50 }));
    for (let i = 0; i < 10_000; i++) {
      vi.advanceTimersByTime(1);
      while (at.length < told.length) at.push(performance.now() - start);
    }
    const times = [...new Set(at)];
    expect(Math.abs(told.length - 1_000)).toBeLessThanOrEqual(50);
    expect(times.map((time) => at.filter((other) => other === time).length)).toEqual(times.map(() => 50));
    expect(times.slice(0, 3)).toEqual([1, 500, 1_000]);
    expect(scenes.list().find(({ id }) => id === 'counter')).toMatchObject({ rate: 100, burst: 50 });
  });

  it('a pace that the machine cannot keep leaves the thread to others half of the time', () => {
    const { scenes, told } = stage();
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
    // Each step takes 3 ms: 333 a second if nothing else ran.
    const slow = told.push.bind(told);
    told.push = (...events) => {
      time += 3;
      return slow(...events);
    };
    scenes.set('counter', true, pace(1_000, { burst: 1_000 }));
    for (let i = 0; i < 200; i++) {
      const before = Date.now();
      vi.advanceTimersToNextTimer();
      time += Date.now() - before;
    }
    expect(told.length / (time / 1_000)).toBeGreaterThan(100);
    expect(told.length / (time / 1_000)).toBeLessThan(200);
    vi.restoreAllMocks();
  });

  it.each(SCENE_IDS)('C3: %s fills its data up to the payload asked for, and keeps what is in it', (id) => {
    const { scenes, told } = stage();
    scenes.set(id, true, pace(20, { payloadBytes: 10_000 }));
    vi.advanceTimersByTime(5_000);
    expect(told.length).toBeGreaterThan(50);
    for (const event of told) {
      const { channel, ...notification } = event as SceneNotification;
      const json = JSON.stringify('title' in event ? notification : event.data);
      expect(Math.abs(Buffer.byteLength(json) - 10_000)).toBeLessThanOrEqual(20);
      expect(Object.keys(JSON.parse(json) as object).length).toBeGreaterThan(2);
      expect(channel).not.toBe('');
    }
    scenes.set(id, true, pace(20));
    const before = told.length;
    vi.advanceTimersByTime(1_000);
    for (const event of told.slice(before)) {
      expect(JSON.stringify(dataOf(event))).not.toContain('"padding"');
    }
  });

  it('a text gets longer, a list or a number stays as it is', () => {
    expect(padData('héllo', 100)).toMatch(/^héllo\.+$/u);
    expect(Buffer.byteLength(padData('héllo', 100) as string)).toBe(100);
    expect(JSON.stringify(padData({ a: 1 }, 1_048_576))).toHaveLength(1_048_576);
    expect(padData({ a: 1 }, 8)).toEqual({ a: 1 });
    for (const data of [[1], 5, null]) expect(padData(data, 100)).toEqual(data);
  });

  it('C3: a task starts, only ever gets further, and is done; then the next one starts', () => {
    const { scenes, told } = stage();
    scenes.set('progress', true, pace(20));
    vi.advanceTimersByTime(30_000);
    let percent: number | null = null;
    let finished = 0;
    for (const event of told) {
      const data = dataOf(event) as { percent: number };
      if (typeOf(event) === 'started') {
        expect(percent).toBeNull();
        percent = 0;
      } else if (typeOf(event) === 'progress') {
        expect(data.percent).toBeGreaterThanOrEqual(percent!);
        expect(data.percent).toBeLessThanOrEqual(100);
        percent = data.percent;
      } else {
        expect(percent).not.toBeNull();
        percent = null;
        finished++;
      }
    }
    expect(finished).toBeGreaterThan(5);
  });

  it('C3: an order is created before it is paid, paid before it is refunded, and each at most once', () => {
    const { scenes, told } = stage();
    scenes.set('orders', true, pace(20));
    vi.advanceTimersByTime(60_000);
    const steps = new Map<string, string[]>();
    for (const event of told) {
      const { order } = dataOf(event) as { order: string };
      steps.set(order, [...(steps.get(order) ?? []), typeOf(event).replace('order.', '')]);
    }
    const whole = ['created', 'paid', 'refunded'];
    for (const taken of steps.values()) expect(taken).toEqual(whole.slice(0, taken.length));
    expect([...steps.values()].filter(({ length }) => length === 3).length).toBeGreaterThan(3);
  });

  it('A2: a battle ends with a winner and restarts; its updates agree with its state', () => {
    const { scenes, told, states } = stage();
    scenes.set('battle', true, pace(20));
    vi.advanceTimersByTime(120_000);
    interface State {
      battle: string;
      phase: string;
      winner: string | null;
      fighters: { name: string; team: string; hp: number; maxHp: number }[];
    }
    const hp = new Map<string, number>();
    let finished = 0;
    for (const event of told) {
      const data = dataOf(event) as State & { target: { name: string; hp: number } };
      if (typeOf(event) === 'battle_update') {
        expect(data.target.hp).toBeLessThanOrEqual(hp.get(`${data.battle} ${data.target.name}`)!);
        hp.set(`${data.battle} ${data.target.name}`, data.target.hp);
        continue;
      }
      for (const fighter of data.fighters) {
        const known = hp.get(`${data.battle} ${fighter.name}`);
        if (known !== undefined) expect(fighter.hp).toBe(known);
        hp.set(`${data.battle} ${fighter.name}`, fighter.hp);
      }
      if (data.phase !== 'finished') continue;
      finished++;
      const standing = data.fighters.filter((fighter) => fighter.hp > 0).map(({ team }) => team);
      expect(new Set(standing)).toEqual(new Set([data.winner]));
    }
    expect(finished).toBeGreaterThan(3);
    const last = told.filter((event) => typeOf(event) === 'state_update').at(-1)!;
    expect(states.get('battle:arena:3')!()).toMatchObject({ battle: (dataOf(last) as State).battle });
  });

  it('D5: notifications come in every level and priority', () => {
    const { scenes, told } = stage();
    scenes.set('notifications', true, pace(20));
    vi.advanceTimersByTime(60_000);
    const notifications = told as SceneNotification[];
    expect(new Set(notifications.map(({ level }) => level))).toEqual(new Set(LEVELS));
    expect(new Set(notifications.map(({ priority }) => priority))).toEqual(new Set(PRIORITIES));
    expect(notifications.every(({ title, message }) => title.length > 5 && message.length > 5)).toBe(true);
  });

  it('C3: metrics are of this machine', () => {
    const { scenes, told } = stage();
    scenes.set('metrics', true, pace(1));
    vi.advanceTimersByTime(3_000);
    expect(told[0]!.channel).toBe(`metrics/${hostname().replace(/[^A-Za-z0-9._-]/gu, '-')}`);
    const { memory, cpu } = dataOf(told.at(-1)!) as {
      memory: { percent: number; usedBytes: number; totalBytes: number };
      cpu: { percent: number };
    };
    expect(memory.percent).toBeCloseTo((memory.usedBytes / memory.totalBytes) * 100, 0);
    expect(cpu.percent).toBeGreaterThanOrEqual(0);
    expect(cpu.percent).toBeLessThanOrEqual(100);
  });
});

describe('scenes of a hub', () => {
  it('a client of the battle gets its state first', () => {
    const hub: Hub = createHub({ random: seededRandom(3) });
    hub.setScene('battle', true, pace(5));
    vi.advanceTimersByTime(2_000);
    const { scenes, channels, published } = hub.snapshot();
    expect(scenes.find(({ id }) => id === 'battle')).toMatchObject({ running: true, published });
    expect(channels).toMatchObject([{ name: 'battle:arena:3', clients: 0, published }]);
    hub.setScene('battle', false, pace(5));
    expect(vi.getTimerCount()).toBe(0);
  });
});
