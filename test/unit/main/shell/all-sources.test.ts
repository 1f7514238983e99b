import { describe, expect, it } from 'vitest';
import type { SourceSnapshot } from '@shared/source';
import { AllSources } from '../../../../src/main/shell/all-sources';

/** Sources by name, true for those that are paused, and what happened to them. */
function sources(paused: Record<string, boolean>, failing: readonly string[] = []) {
  const problems: string[] = [];
  const all = new AllSources({
    pause: (id) => set(id, true),
    resume: (id) => set(id, false),
    tell: ({ message }) => problems.push(message),
  });
  function set(id: string, to: boolean): void {
    if (failing.includes(id)) throw new Error(`${id} does not obey`);
    paused[id] = to;
    tell();
  }
  const tell = (): void =>
    all.take(
      Object.entries(paused).map(
        ([id, is]) =>
          ({ config: { id }, state: { phase: is ? 'paused' : 'open' } }) as unknown as SourceSnapshot,
      ),
    );
  tell();
  return { all, problems, paused, set };
}

describe('all sources at once', () => {
  it('are paused, and those are resumed that this paused', async () => {
    const { all, paused } = sources({ orders: false, stock: true, users: false });
    await all.pause();
    expect(paused).toEqual({ orders: true, stock: true, users: true });
    await all.resume();
    expect(paused).toEqual({ orders: false, stock: true, users: false });
  });

  it('are all resumed when none was paused here', async () => {
    const { all, paused } = sources({ orders: true, stock: true });
    await all.resume();
    expect(paused).toEqual({ orders: false, stock: false });
  });

  it('come back together when one of them was resumed meanwhile and all were paused again', async () => {
    const { all, paused, set } = sources({ orders: false, stock: true, users: false });
    await all.pause();
    set('orders', false);
    await all.pause();
    await all.resume();
    expect(paused).toEqual({ orders: false, stock: true, users: false });
  });

  it('go on with the others when one fails, and say so', async () => {
    const { all, paused, problems } = sources({ orders: false, stock: false, users: false }, ['stock']);
    await all.pause();
    expect(paused).toEqual({ orders: true, stock: false, users: true });
    expect(problems).toEqual(['stock does not obey']);
  });
});
