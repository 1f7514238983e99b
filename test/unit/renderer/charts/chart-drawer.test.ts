import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setLanguage } from '@/i18n/i18n';
import { useCharts } from '@/stores/charts';
import { useFeed } from '@/stores/feed';
import ChartDrawer from '@/views/charts/ChartDrawer.vue';
import type { SeriesAnswer, SeriesRequest } from '@shared/series';
import { eventually } from '../../../support/eventually';
import { recordBridge, type RecordedBridge } from '../transfer/transfer-bridge';
import { answer, series } from './points';

let bridge: RecordedBridge;
let drawer: VueWrapper | null = null;

/** Numbers that came within the last seconds. */
function recent(values: readonly number[], parts: Partial<SeriesAnswer> = {}): SeriesAnswer {
  const made = answer(values, parts);
  return { ...made, times: made.times.map((_, i) => Date.now() - 1_000 * (values.length - i)) };
}
function open(): VueWrapper {
  drawer = mount(ChartDrawer, { global: { stubs: { ChartPlot: true } }, attachTo: document.body });
  return drawer;
}
const button = (name: string | RegExp) =>
  drawer!.findAll('button').find((each) => {
    const own = each.attributes('aria-label') ?? each.text();
    return typeof name === 'string' ? own === name : name.test(own);
  });

beforeEach(() => {
  localStorage.clear();
  setActivePinia(createPinia());
  bridge = recordBridge();
  bridge.answers['history.series'] = () => recent([120, 80, 100]);
});
afterEach(async () => {
  drawer?.unmount();
  drawer = null;
  await setLanguage('en');
});

describe('the charts under the event list', () => {
  it('say how to make one while there is none', () => {
    expect(open().text()).toContain('Select a number in the inspector and press P');
  });

  it('show what each number was last, and between what it lay', async () => {
    useCharts().pin(series({ path: ['order', 'latencyMs'] }));
    open();
    await eventually(() => expect(drawer!.text()).toMatch(/order\.latencyMs\s*100\s*ms/u));
    expect(drawer!.text()).toContain('min 80');
    expect(drawer!.text()).toContain('median 100');
    expect(drawer!.text()).toContain('max 120');
    expect(drawer!.find('article').attributes('aria-label')).toBe('order.latencyMs');
  });

  it('say that they are read, that they failed and why, and are read again on demand', async () => {
    let works = false;
    bridge.answers['history.series'] = () => {
      if (!works) throw new Error('The disk is gone.');
      return recent([7]);
    };
    useCharts().pin(series());
    open();
    expect(drawer!.text()).toContain('Reading the history');
    await eventually(() => expect(drawer!.text()).toContain('The disk is gone.'));
    works = true;
    await button('Read again')!.trigger('click');
    await eventually(() => expect(drawer!.text()).toContain('min 7'));
  });

  it('offer to count texts that are numbers, and do', async () => {
    bridge.answers['history.series'] = (request) =>
      (request as SeriesRequest).series.texts
        ? recent([12.5])
        : recent([], { events: 9, asTexts: 9, seq: 9 });
    useCharts().pin(series());
    open();
    await eventually(() => expect(drawer!.text()).toContain('9 events have numbers as texts here.'));
    await button('Count texts')!.trigger('click');
    await eventually(() => expect(drawer!.text()).toContain('12.5'));
  });

  it('say that there is no number, and that none came in this time', async () => {
    bridge.answers['history.series'] = () => recent([], { events: 3, seq: 3 });
    useCharts().pin(series());
    open();
    await eventually(() => expect(drawer!.text()).toContain('3 events, and no number here.'));
    bridge.answers['history.series'] = () => recent([]);
    useCharts().setSpan('1m');
    await eventually(() => expect(drawer!.text()).toContain('No numbers in this time.'));
    await button('Show all of the time')!.trigger('click');
    expect(useCharts().span).toBe('all');
  });

  it('say how many numbers stand behind the points where they were thinned', async () => {
    bridge.answers['history.series'] = () => recent([1, 2], { numbers: 12_000 });
    useCharts().pin(series());
    open();
    await eventually(() => expect(drawer!.text()).toContain('2 of 12,000 numbers drawn'));
  });

  it('leave out those of other sources than the view shows, and say so', async () => {
    useCharts().pin(series());
    useFeed().setFilter({ sources: ['else'] });
    open();
    expect(drawer!.text()).toContain('No chart of these sources');
    await button('Charts of every source')!.trigger('click');
    expect(drawer!.findAll('article')).toHaveLength(1);
  });

  it('give one chart all the room, and go back with Escape', async () => {
    const charts = useCharts();
    charts.pin(series());
    charts.pin(series({ path: ['items'] }));
    open();
    await button('Give this chart all the room')!.trigger('click');
    expect(drawer!.findAll('article')).toHaveLength(1);
    await drawer!.find('section').trigger('keydown', { key: 'Escape' });
    expect(drawer!.findAll('article')).toHaveLength(2);
  });

  it('fold away, and ask for nothing until they are back', async () => {
    useCharts().pin(series());
    open();
    await button(/^Charts/u)!.trigger('click');
    expect(drawer!.findAll('article')).toHaveLength(0);
    expect(button(/^Charts/u)!.attributes('aria-expanded')).toBe('false');
  });

  it('speak the language of the window', async () => {
    useCharts().pin(series());
    open();
    await setLanguage('de');
    await nextTick();
    expect(drawer!.find('h2').text()).toBe('Diagramme');
  });
});
