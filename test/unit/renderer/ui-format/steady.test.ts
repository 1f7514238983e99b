import { describe, expect, it } from 'vitest';
import { nextTick, ref, watch } from 'vue';
import { kept, steady } from '@/ui/steady';

describe('steady data', () => {
  it('is the same object until something in it changes, so nothing that shows it is drawn anew', async () => {
    const now = ref(0);
    const words = steady(() => ({ text: now.value < 10 ? 'open' : 'late', parts: [{ at: 1 }] }));
    let drawn = 0;
    watch(words, () => drawn++);
    const before = words.value;

    now.value = 5;
    await nextTick();
    expect(words.value).toBe(before);
    expect(drawn).toBe(0);

    now.value = 10;
    await nextTick();
    expect(words.value.text).toBe('late');
    expect(drawn).toBe(1);
  });

  it.each([
    ['a value deep within', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    ['one more item', { a: [1] }, { a: [1, 2] }],
    ['another key', { a: 1 }, { b: 1 }],
    ['nothing instead of something', { a: null }, { a: {} }],
    ['a list instead of an object', { a: [] }, { a: {} }],
  ])('gives way to %s', (_what, before, made) => {
    expect(kept<unknown>(before, made)).toBe(made);
    expect(kept<unknown>(before, structuredClone(before))).toBe(before);
  });
});
