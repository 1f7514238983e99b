import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_CHARTS, MAX_CHART_SERIES, readCharts } from '@/stores/chart-model';
import { useCharts } from '@/stores/charts';
import { useToasts } from '@/stores/toasts';
import { togglePin } from '@/views/charts/value-series';
import { eventually } from '../../../support/eventually';
import { recordBridge, type RecordedBridge } from '../transfer/transfer-bridge';
import { answer, series } from './points';

let bridge: RecordedBridge;
const number = (i: number) => series({ path: [`n${i}`] });
const paths = (): string[][] =>
  useCharts().charts.map((chart) => chart.series.map(({ path }) => path.join('.')));

beforeEach(() => {
  localStorage.clear();
  setActivePinia(createPinia());
  bridge = recordBridge();
  bridge.answers['history.series'] = () => answer([1, 2]);
});

describe('pinned charts', () => {
  it('are pinned once, opened with it, and taken off again; undo brings them back', () => {
    const charts = useCharts();
    expect(charts.open).toBe(false);
    togglePin(charts, number(1));
    charts.pin(number(1));
    expect([paths(), charts.open, charts.isPinned(number(1))]).toEqual([[['n1']], true, true]);
    togglePin(charts, number(1));
    expect(paths()).toEqual([]);
    const toast = useToasts().toasts.at(-1)!;
    expect(toast.title).toBe('n1 is off the charts.');
    toast.action!.run();
    expect(paths()).toEqual([['n1']]);
  });

  it('come back with undo where they were, and what was pinned meanwhile stays', () => {
    const charts = useCharts();
    for (const i of [1, 2, 3]) charts.pin(number(i));
    charts.remove(charts.charts[1]!.id, 'n2');
    charts.pin(number(4));
    useToasts().toasts.at(-1)!.action!.run();
    expect(paths()).toEqual([['n1'], ['n2'], ['n3'], ['n4']]);
    charts.removeAll();
    charts.pin(number(3));
    useToasts().toasts.at(-1)!.action!.run();
    expect(paths().flat().sort()).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  it('are still there in the next window, with their time', async () => {
    useCharts().pin(number(1));
    useCharts().setSpan('1h');
    await nextTick();
    setActivePinia(createPinia());
    expect([paths(), useCharts().span, useCharts().open]).toEqual([[['n1']], '1h', true]);
  });

  it('are bounded: what does not fit is refused with a sentence', () => {
    const charts = useCharts();
    for (let i = 0; i < MAX_CHARTS + 1; i++) charts.pin(number(i));
    expect(charts.charts).toHaveLength(MAX_CHARTS);
    expect(useToasts().toasts.at(-1)!.title).toBe('There is room for 12 charts.');
    const [first] = charts.charts;
    for (let i = 0; i < MAX_CHART_SERIES + 1; i++) charts.addTo(first!.id, series({ path: [`m${i}`] }));
    expect(charts.charts[0]!.series).toHaveLength(MAX_CHART_SERIES);
    expect(useToasts().toasts.at(-1)!.title).toBe('A chart has room for 8 lines.');
  });

  it('take lines from one another, each with a colour of its own', () => {
    const charts = useCharts();
    for (const i of [1, 2]) charts.pin(number(i));
    charts.addTo(charts.charts[0]!.id, number(2));
    expect(paths()).toEqual([['n1', 'n2']]);
    const hues = charts.charts[0]!.series.map(({ hue }) => hue);
    expect(new Set(hues).size).toBe(2);
    charts.takeOut(number(1));
    expect(paths()).toEqual([['n2'], ['n1']]);
  });

  it('of other sources than the view shows are left out, and counted', async () => {
    const charts = useCharts();
    const { useFeed } = await import('@/stores/feed');
    charts.pin(number(1));
    charts.pin(series({ sourceId: 'else' }));
    useFeed().setFilter({ sources: ['else'] });
    expect([charts.shown.length, charts.hidden]).toEqual([1, 1]);
    charts.everySource = true;
    expect(charts.shown).toHaveLength(2);
  });

  it('read their numbers only while they show', async () => {
    const charts = useCharts();
    charts.pin(number(1));
    await nextTick();
    expect(bridge.calls.filter(([name]) => name === 'history.series')).toEqual([]);
    const detach = charts.attach();
    await eventually(() => expect(charts.stateOf(charts.charts[0]!.series[0]!).phase).toBe('ready'));
    const [, request] = bridge.calls.find(([name]) => name === 'history.series')!;
    expect(request).toMatchObject({ series: number(1), newest: null });
    detach();
    await nextTick();
    expect(charts.stateOf(charts.charts[0]!.series[0]!).phase).toBe('loading');
  });

  it('stand still while they are paused or zoomed, and catch up after it', async () => {
    const charts = useCharts();
    charts.pin(number(1));
    charts.attach();
    await eventually(() => expect(charts.stateOf(number(1)).phase).toBe('ready'));
    const tails = (): number => bridge.calls.filter(([name]) => name === 'history.seriesTail').length;
    bridge.answers['history.seriesTail'] = () => ({
      seq: 2,
      behind: false,
      series: [answer([], { seq: 2 })],
    });
    await charts.follow();
    expect(tails()).toBe(1);
    charts.pause();
    await charts.follow();
    charts.zoomTo({ from: 1_000, to: 2_000 });
    await charts.follow();
    expect(tails()).toBe(1);
    charts.resume();
    expect([charts.pausedAt, charts.zoom]).toEqual([null, null]);
    await nextTick();
    await charts.follow();
    expect(tails()).toBe(2);
  });
});

describe('what a window remembers of charts', () => {
  it('is nothing when it is no such thing', () => {
    for (const text of ['', 'null', '{"charts":[{}]}', '{"charts":[],"span":"9y","collapsed":false}'])
      expect(readCharts(text).charts).toEqual([]);
  });
});
