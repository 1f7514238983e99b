import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { channelMatcher } from '@shared/channel';
import { SCENE_IDS, type Publication, type SceneId } from '@shared/hub';
import { LEVELS, PRIORITIES } from '@shared/notification';
import { createHub, type Hub } from '../../../../src/main/hub/hub';
import { DemoScenes } from '../../../../src/main/hub/scenes/demo-scenes';
import type { SceneNotification } from '../../../../src/main/hub/scenes/scene';
import { seededRandom } from './seeded-random';

type Told = Publication | SceneNotification;

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
  };

  it.each(SCENE_IDS)('C3: %s publishes what it promises, on the channels it names', (id) => {
    const { scenes, told, errors } = stage();
    scenes.set(id, true, 20);
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
    scenes.set(id, true, 20);
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
      scenes.set(id, true, 10);
      vi.advanceTimersByTime(20_000);
      scenes.stopAll();
    }
    expect(first.told).toEqual(second.told);
    if (id !== 'counter') expect(first.told).not.toEqual(third.told);
  });

  it.each([0.1, 3, 50])('keeps a rate of %d events per second without drift', (rate) => {
    for (const id of ['counter', 'logs'] as const) {
      const { scenes, told } = stage();
      scenes.set(id, true, rate);
      vi.advanceTimersByTime(100_000);
      expect(Math.abs(told.length - 100 * rate)).toBeLessThanOrEqual(1 + rate * 0.01);
    }
  });

  it('changes its rate while it runs', () => {
    const { scenes, told } = stage();
    scenes.set('counter', true, 0.1);
    vi.advanceTimersByTime(1_000);
    scenes.set('counter', true, 50);
    vi.advanceTimersByTime(1_000);
    expect(told.length).toBeGreaterThanOrEqual(49);
    scenes.set('counter', true, 1);
    const before = told.length;
    vi.advanceTimersByTime(10_000);
    expect(told.length - before).toBeLessThanOrEqual(10);
  });

  it('does not make up for the time the machine slept', () => {
    const { scenes, told } = stage();
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
    scenes.set('counter', true, 10);
    for (; time < 1_000; time += 10) vi.advanceTimersByTime(10);
    const before = told.length;
    time += 3_600_000;
    for (let i = 0; i < 10; i++, time += 10) vi.advanceTimersByTime(10);
    expect(told.length - before).toBeLessThanOrEqual(2);
    vi.restoreAllMocks();
  });

  it('leaves no timer when it is stopped, and goes on where it was', () => {
    const { scenes, told } = stage();
    for (const id of SCENE_IDS) scenes.set(id, true, 50);
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(SCENE_IDS.length);
    for (const id of SCENE_IDS) scenes.set(id, false, 50);
    expect(vi.getTimerCount()).toBe(0);
    expect(scenes.list().every(({ running }) => !running)).toBe(true);
    const count = told.filter((event) => typeOf(event) === 'count').length;
    scenes.set('counter', true, 1);
    vi.advanceTimersByTime(10);
    expect(dataOf(told.at(-1)!)).toMatchObject({ count: count + 1 });
  });

  it.each([0, 0.09, 50.1, -1, NaN, Infinity])('refuses a rate of %d', (rate) => {
    const { scenes } = stage();
    expect(() => scenes.set('logs', true, rate)).toThrow(
      expect.objectContaining({ code: 'bad-rate' }) as Error,
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('C3: a task starts, only ever gets further, and is done; then the next one starts', () => {
    const { scenes, told } = stage();
    scenes.set('progress', true, 20);
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
    scenes.set('orders', true, 20);
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
    scenes.set('battle', true, 20);
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
    scenes.set('notifications', true, 20);
    vi.advanceTimersByTime(60_000);
    const notifications = told as SceneNotification[];
    expect(new Set(notifications.map(({ level }) => level))).toEqual(new Set(LEVELS));
    expect(new Set(notifications.map(({ priority }) => priority))).toEqual(new Set(PRIORITIES));
    expect(notifications.every(({ title, message }) => title.length > 5 && message.length > 5)).toBe(true);
  });

  it('C3: metrics are of this machine', () => {
    const { scenes, told } = stage();
    scenes.set('metrics', true, 1);
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
    hub.setScene('battle', true, 5);
    vi.advanceTimersByTime(2_000);
    const { scenes, channels, published } = hub.snapshot();
    expect(scenes.find(({ id }) => id === 'battle')).toMatchObject({ running: true, published });
    expect(channels).toEqual([{ name: 'battle:arena:3', clients: 0, published }]);
    hub.setScene('battle', false, 5);
    expect(vi.getTimerCount()).toBe(0);
  });
});
