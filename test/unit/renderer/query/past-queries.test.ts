import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { usePastQueries } from '@/views/stream/query/past-queries';

const KEY = 'streamgauge.queries';

describe('earlier queries', () => {
  beforeEach(() => localStorage.clear());

  it('come newest first, each once', () => {
    const past = usePastQueries();
    for (const query of ['a', 'b', ' a ', '', '  ']) past.add(query);
    expect(past.list.value).toEqual(['a', 'b']);
  });

  it('are bounded in number and length', () => {
    const past = usePastQueries();
    for (let i = 0; i < 80; i++) past.add(`query ${i}`);
    past.add('x'.repeat(4_001));
    expect(past.list.value).toHaveLength(50);
    expect(past.list.value[0]).toBe('query 79');
  });

  it('are there again after a start', async () => {
    usePastQueries().add('type:error');
    await nextTick();
    expect(usePastQueries().list.value).toEqual(['type:error']);
  });

  it.each(['', 'no json', '{"a":1}', '[1,null,"ok",{"a":2}]'])('take nothing foreign from %j', (stored) => {
    localStorage.setItem(KEY, stored);
    const { list } = usePastQueries();
    expect(list.value).toEqual(stored.includes('ok') ? ['ok'] : []);
  });
});
