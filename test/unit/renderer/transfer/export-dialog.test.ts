import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_FILTER } from '@shared/feed';
import type { ExportPreview, ExportScope } from '@shared/history';
import ExportDialog from '@/app/transfer/ExportDialog.vue';
import { useCaptures } from '@/stores/captures';
import { useFeed } from '@/stores/feed';
import { useTransfer, type ExportStart } from '@/stores/jobs';
import { eventually } from '../../../support/eventually';
import { recordBridge, type RecordedBridge } from './transfer-bridge';

enableAutoUnmount(afterEach);

let bridge: RecordedBridge;
const PREVIEW: ExportPreview = {
  events: 18_003,
  looked: 18_003,
  redactions: 2,
  affected: 1,
  samples: [{ seq: 7, part: 'data', reason: 'field named like a secret', excerpt: '{"token":"••••","n":1}' }],
};

beforeEach(() => {
  bridge = recordBridge();
  bridge.answers['export.preview'] = () => PREVIEW;
  bridge.answers['export.start'] = () => 'job-1';
  setActivePinia(createPinia());
});

const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]')!;
const text = (): string => dialog().textContent.replace(/\s+/gu, ' ');
const button = (start: string): HTMLButtonElement =>
  [...dialog().querySelectorAll('button')].find((one) => one.textContent.trim().startsWith(start))!;
const radios = (): HTMLButtonElement[] => [...dialog().querySelectorAll<HTMLButtonElement>('[role="radio"]')];
const radio = (start: string): HTMLButtonElement =>
  radios().find((one) => one.getAttribute('aria-label')!.startsWith(start))!;
const asked = (name: string): unknown[] =>
  bridge.calls.filter((call) => call[0] === name).map((call) => call[1]);

async function open(start: ExportStart = { kind: 'ask' }): Promise<void> {
  useTransfer().openExport(start);
  mount(ExportDialog, { attachTo: document.body });
  await eventually(() => expect(dialog()).not.toBeNull());
}

describe('the export dialog', () => {
  it('exports everything as NDJSON without secrets unless somebody chooses otherwise, and closes', async () => {
    await open();
    await eventually(() => expect(text()).toContain('2 secrets in 1 event are taken out.'));
    expect(asked('export.preview')).toEqual([{ kind: 'all' }]);
    button('Export').click();
    await eventually(() => expect(useTransfer().exporting).toBeNull());
    expect(asked('export.start')).toEqual([{ scope: { kind: 'all' }, format: 'ndjson', redact: true }]);
  });

  it('offers what the filter shows first while there is one, as it was when it opened', async () => {
    const feed = useFeed();
    feed.filter = { ...EMPTY_FILTER, query: 'type:error' };
    await open();
    expect(radios()[0]!.getAttribute('aria-label')).toMatch(/^What the filter shows/u);
    feed.filter = { ...EMPTY_FILTER, query: 'other' };
    button('Export').click();
    await eventually(() => expect(asked('export.start')).toHaveLength(1));
    const { scope } = asked('export.start')[0] as { scope: ExportScope };
    expect(scope).toMatchObject({ kind: 'filter', filter: { query: 'type:error' } });
  });

  it('looks through what is chosen, and forgets what it was told of something else', async () => {
    const late: ((preview: ExportPreview) => void)[] = [];
    bridge.answers['export.preview'] = (scope) =>
      (scope as ExportScope).kind === 'selection' ? new Promise((resolve) => late.push(resolve)) : PREVIEW;
    await open({ kind: 'selection', seqs: [3, 4] });
    expect(radio('Selection').getAttribute('aria-label')).toBe('Selection (2 events)');
    radio('Everything').click();
    await eventually(() => expect(text()).toContain('18,003 events'));
    late[0]!({ ...PREVIEW, events: 2 });
    await eventually(() => expect(text()).toContain('2 secrets in 1 event'));
    expect(text()).toContain('18,003 events');
  });

  it('says how many events a stretch of selected rows holds as soon as that is counted', async () => {
    bridge.answers['export.preview'] = () => ({ ...PREVIEW, events: 12 });
    const scope: ExportScope = { kind: 'stretch', filter: EMPTY_FILTER, from: 40, to: 90 };
    await open(scope);
    await eventually(() =>
      expect(radio('Selection').textContent.replace(/\s+/gu, ' ').trim()).toBe('Selection (12 events)'),
    );
    button('Export').click();
    await eventually(() => expect(asked('export.start')).toMatchObject([{ scope }]));
  });

  it('names the capture that it was opened for', async () => {
    useCaptures().take([
      {
        id: 'capture-1',
        name: 'Monday',
        file: 'a.sse',
        format: 'HAR',
        importedAt: 0,
        events: 1,
        bytes: 1,
        times: 'arrival',
        problems: [],
      },
    ]);
    await open({ kind: 'filter', filter: { ...EMPTY_FILTER, sources: ['capture-1'] } });
    expect(radios()[0]!.getAttribute('aria-label')).toMatch(/^All of Monday/u);
  });

  it('shows what is taken out, where, and why', async () => {
    await open();
    await eventually(() => expect(dialog().querySelector('.redacted')).not.toBeNull());
    const row = dialog().querySelector('.redacted li')!;
    expect([...row.children].map((part) => part.textContent)).toEqual([
      '#7',
      '{"token":"••••","n":1}',
      'field named like a secret',
    ]);
    expect(row.querySelector('mark')!.textContent).toBe('••••');
    expect(dialog().querySelector('.redacted li:last-child')!.textContent.trim()).toBe('1 more');
  });

  it('warns in the dialog when secrets stay in, and says how many', async () => {
    await open();
    await eventually(() => expect(text()).toContain('are taken out'));
    dialog().querySelector<HTMLButtonElement>('[role="switch"]')!.click();
    await eventually(() => expect(text()).toContain('The file will hold secrets as they stand.'));
    expect(text()).toContain('2 secrets in 1 event are written as they stand.');
    button('Export').click();
    await eventually(() => expect(asked('export.start')).toMatchObject([{ redact: false }]));
  });

  it('says that only the first events were looked through', async () => {
    bridge.answers['export.preview'] = () => ({ ...PREVIEW, looked: 10_000 });
    await open();
    await eventually(() =>
      expect(text()).toContain(
        '2 secrets in 1 event of the first 10,000, and any in the others, are taken out.',
      ),
    );
  });

  it('exports in the chosen format with Ctrl Enter, once', async () => {
    await open();
    radio('CSV').click();
    await eventually(() => expect(radio('CSV').getAttribute('aria-checked')).toBe('true'));
    for (let i = 0; i < 2; i++)
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true }));
    await eventually(() => expect(useTransfer().exporting).toBeNull());
    expect(asked('export.start')).toMatchObject([{ format: 'csv' }]);
  });

  it('stays open when somebody thinks better of the file, and when it cannot begin', async () => {
    bridge.answers['export.start'] = () => null;
    await open();
    button('Export').click();
    await eventually(() => expect(asked('export.start')).toHaveLength(1));
    expect(useTransfer().exporting).not.toBeNull();
    bridge.answers['export.start'] = () => {
      throw new Error('At most 20 files are read and written at a time.');
    };
    await eventually(() => {
      button('Export').click();
      expect(text()).toContain('At most 20 files');
    });
    expect(useTransfer().exporting).not.toBeNull();
  });

  it('has nothing to export when nothing is there', async () => {
    bridge.answers['export.preview'] = () => ({
      ...PREVIEW,
      events: 0,
      looked: 0,
      redactions: 0,
      samples: [],
    });
    await open();
    await eventually(() => expect(text()).toContain('There is nothing to export.'));
    expect(button('Export').disabled).toBe(true);
  });
});
