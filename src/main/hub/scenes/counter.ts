import type { Scene } from './scene';

/** Counts up: the plainest stream there is, and the easiest to see a hole in. */
export const counter: Scene = {
  id: 'counter',
  title: 'Counter',
  channels: ['demo/counter'],
  defaultRate: 2,
  irregular: false,
  begin: ({ publish, now }) => {
    const startedAt = now();
    let count = 0;
    return () => {
      count++;
      const time = now();
      publish({
        channel: 'demo/counter',
        event: 'count',
        data: {
          count,
          time: new Date(time).toISOString(),
          elapsedMs: time - startedAt,
        },
      });
    };
  },
};
