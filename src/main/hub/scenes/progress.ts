import { round, type Chance } from './chance';
import type { Scene } from './scene';

const CHANNEL = 'demo/progress';

interface Task {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly total: number;
  /** Units done per event, about. */
  readonly pace: number;
  readonly stages: readonly string[];
  readonly startedAt: number;
  done: number;
}

type Plan = Pick<Task, 'name' | 'unit' | 'stages'> & { total: readonly [number, number] };

const PLANS: readonly Plan[] = [
  {
    name: 'Import customers.csv',
    unit: 'rows',
    total: [8_000, 42_000],
    stages: ['parse', 'validate', 'write'],
  },
  {
    name: 'Render invoices, November',
    unit: 'invoices',
    total: [180, 900],
    stages: ['collect', 'render', 'sign'],
  },
  {
    name: 'Rebuild search index',
    unit: 'documents',
    total: [20_000, 90_000],
    stages: ['scan', 'index', 'swap'],
  },
  {
    name: 'Transcode trailer.mov to 1080p',
    unit: 'frames',
    total: [2_400, 7_200],
    stages: ['decode', 'encode'],
  },
  {
    name: 'Back up orders database',
    unit: 'MB',
    total: [600, 4_800],
    stages: ['snapshot', 'copy', 'verify'],
  },
];

/** Long tasks one after the other: `started`, many `progress`, then `done`. */
export const progress: Scene = {
  id: 'progress',
  title: 'Progress',
  channels: [CHANNEL],
  defaultRate: 2,
  irregular: false,
  begin: ({ publish, now, chance, setState }) => {
    let number = chance.int(4_100, 4_900);
    let planIndex = chance.int(0, PLANS.length - 1);
    let task: Task | null = null;
    setState(CHANNEL, () => (task ? report(task, now()) : { task: null }));

    return () => {
      if (task === null) {
        task = begin(PLANS[planIndex++ % PLANS.length]!, `job-${number++}`, now(), chance);
        const { id, name, unit, total, stages } = task;
        publish({ channel: CHANNEL, event: 'started', data: { task: { id, name }, total, unit, stages } });
        return;
      }
      task.done = Math.min(task.total, task.done + Math.round(task.pace * chance.number(0.4, 1.6)));
      if (task.done < task.total) {
        publish({ channel: CHANNEL, event: 'progress', data: report(task, now()) });
        return;
      }
      publish({
        channel: CHANNEL,
        event: 'done',
        data: {
          task: { id: task.id, name: task.name },
          total: task.total,
          unit: task.unit,
          durationMs: now() - task.startedAt,
          result: {
            ok: true,
            skipped: chance.weighted([
              [5, 0],
              [1, chance.int(1, 9)],
            ]),
            checksum: chance.hex(12),
          },
        },
      });
      task = null;
    };
  },
};

function begin(plan: Plan, id: string, startedAt: number, chance: Chance): Task {
  const total = chance.int(...plan.total);
  return { ...plan, id, total, pace: total / chance.int(14, 30), startedAt, done: 0 };
}

function report(task: Task, time: number): object {
  const part = task.done / task.total;
  const seconds = Math.max(0.001, (time - task.startedAt) / 1_000);
  const perSecond = task.done / seconds;
  return {
    task: { id: task.id, name: task.name },
    stage: task.stages[Math.min(task.stages.length - 1, Math.floor(part * task.stages.length))],
    done: task.done,
    total: task.total,
    unit: task.unit,
    percent: round(part * 100, 1),
    perSecond: round(perSecond, 1),
    etaSeconds: perSecond > 0 ? Math.ceil((task.total - task.done) / perSecond) : null,
  };
}
