import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { EventRow } from '@shared/stream-event';
import type { Hue } from '@/stores/type-hues';
import EventLine from '@/views/stream/EventLine.vue';
import GapLine from '@/views/stream/GapLine.vue';
import QuietLine from '@/views/stream/QuietLine.vue';

const row = (more: Partial<EventRow> = {}): EventRow => ({
  seq: 48_214,
  kind: 'event',
  sourceId: 'a',
  receivedAt: 1_000,
  type: 'order.paid',
  id: '7',
  channel: 'orders/eu',
  preview: '{"total":12}',
  size: 40,
  level: null,
  gap: null,
  ...more,
});
const line = (shown: EventRow, sourceHue: Hue | null = null) =>
  mount(EventLine, {
    props: {
      row: shown,
      previousAt: null,
      source: 'orders',
      hue: 'water',
      sourceHue,
      selected: false,
      clock: 'utc',
    },
  });
const quiet = (shown: EventRow) =>
  mount(QuietLine, { props: { row: shown, source: 'orders', selected: false, clock: 'utc' } });

describe('rows of the event list', () => {
  it('show JSON without its outer braces', () => {
    expect(line(row()).get('.dt').text()).toBe('total: 12');
    expect(line(row()).find('.wrong').exists()).toBe(false);
  });

  it('C1: show what starts like JSON and is none as it came, with a warning', () => {
    const shown = line(row({ preview: '{"total":12', problem: 'not-json' }));
    expect(shown.get('.dt').text()).toBe('{"total":12');
    expect(shown.get('.wrong').attributes('aria-label')).toContain('Starts like JSON');
  });

  it('warn of bytes that are no UTF-8, and of what is cut in the inspector', () => {
    const words = (problem: 'bad-utf8' | 'cut') =>
      line(row({ problem })).get('.wrong').attributes('aria-label');
    expect(words('bad-utf8')).toContain('no UTF-8');
    expect(words('cut')).toContain('cut off');
  });

  it('tell their source by a hue while there are several', () => {
    expect(line(row(), 'moss').get('.so').classes()).toContain('t-moss');
    expect(line(row()).get('.so').classes()).toEqual(['so']);
  });

  it('mark what matches the mark, events and gaps alike', () => {
    expect(line(row({ marked: true })).classes()).toContain('is-marked');
    expect(line(row()).classes()).not.toContain('is-marked');
    const gap = { downMs: 1, resumedFrom: null, verdict: 'lost' as const, missing: 1, sentence: 'gap.' };
    const shown = mount(GapLine, { props: { gap, source: 'orders', selected: false, marked: true } });
    expect(shown.classes()).toContain('is-marked');
  });

  it('tell sent messages from received ones', () => {
    const shown = line(row({ kind: 'sent', type: '', preview: '{"subscribe":1}' }));
    expect(shown.get('.ty').text()).toBe('sent');
    expect(shown.find('.ty svg').exists()).toBe(true);
  });

  it('say what became of a connection in a sentence', () => {
    const shown = quiet(row({ kind: 'state', type: '', preview: 'open over SSE after 184 ms.' }));
    expect(shown.get('.quiet-w').text()).toBe('orders open over SSE after 184 ms.');
    expect(shown.get('.tm').text()).toBe('00:00:01.000');
  });

  it('say of an event that is not there which one it was, and no time that nobody knows', () => {
    const shown = quiet(row({ kind: 'missing', receivedAt: 0 }));
    expect(shown.get('.quiet-w').text()).toContain('Event 48,214 was not kept: the disk could not keep up');
    expect(shown.get('.tm').text()).toBe('');
  });
});
