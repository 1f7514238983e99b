import { describe, expect, it } from 'vitest';
import { tableAction } from '@/views/stream/table-keys';

const press = (key: string, held: KeyboardEventInit = {}) =>
  tableAction(new KeyboardEvent('keydown', { key, ...held }));

describe('keys of the event list', () => {
  it('moves by one with the arrows and with J and K', () => {
    expect(press('ArrowDown')).toEqual({ name: 'move', by: 1 });
    expect(press('j')).toEqual(press('ArrowDown'));
    expect(press('k')).toEqual(press('ArrowUp'));
  });

  it('goes to the oldest with Home and to the newest with End', () => {
    expect(press('Home')).toEqual({ name: 'oldest' });
    expect(press('End')).toEqual({ name: 'newest' });
  });

  it('seeks gaps with brackets and errors with E', () => {
    expect(press('[')).toEqual({ name: 'seek', what: 'gap', direction: 'previous' });
    expect(press(']')).toEqual({ name: 'seek', what: 'gap', direction: 'next' });
    expect(press('e')).toEqual({ name: 'seek', what: 'error', direction: 'previous' });
    expect(press('E', { shiftKey: true })).toEqual({ name: 'seek', what: 'error', direction: 'next' });
  });

  it('selects further rows with Shift, and all with Ctrl A', () => {
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ name: 'extend', by: -1 });
    expect(press('PageDown', { shiftKey: true })).toEqual({ name: 'extend-page', by: 1 });
    expect(press('Home', { shiftKey: true })).toEqual({ name: 'extend-oldest' });
    expect(press('End', { shiftKey: true })).toEqual({ name: 'extend-newest' });
    expect(press('a', { ctrlKey: true })).toEqual({ name: 'select-all' });
  });

  it('leaves keys with Ctrl or Alt to others, except for copying and selecting all', () => {
    expect(press('j', { ctrlKey: true })).toBeNull();
    expect(press('1', { altKey: true })).toBeNull();
    expect(press('a', { ctrlKey: true, shiftKey: true })).toBeNull();
    expect(press('c', { ctrlKey: true })).toEqual({ name: 'copy' });
  });
});
