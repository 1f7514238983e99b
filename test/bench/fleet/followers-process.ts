/** A process that follows many streams at a time. */
import { answerCalls } from '../support/rpc';
import { usage, type Usage } from '../support/usage';
import { FOLLOWERS, type Course, type FollowerName } from './follower';

const courses: Course[] = [];

const calls = {
  /** Follows so many more streams of a port. Each has an address of its own: the same ones would share a connection. */
  follow({ follower, port, count }: { follower: FollowerName; port: number; count: number }): void {
    const first = courses.length;
    const more = Array.from({ length: count }, (): Course => ({ open: false, openedAt: 0, waitsUntil: [] }));
    courses.push(...more);
    const urls = more.map((_, i) => `http://127.0.0.1:${port}/stream?client=${first + i}`);
    FOLLOWERS[follower].follow(urls, more);
  },
  open: (): number => courses.filter(({ open }) => open).length,
  courses: (): readonly Course[] => courses,
  usage: ({ collect }: { collect: boolean }): Usage => usage([], collect),
};

export type FollowersCalls = typeof calls;

answerCalls(calls);
