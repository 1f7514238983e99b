import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceShapes } from '@shared/shape';
import { useApp } from '@/stores/app';
import { useRuleEditing } from '@/stores/rule-editing';
import { useShapes } from '@/stores/shapes';
import { useToasts } from '@/stores/toasts';
import ShapePane from '@/views/connections/shape/ShapePane.vue';
import { eventually } from '../../../support/eventually';
import { orderSchema, orderShapes, orderViolation } from '../../../support/stand-in/shapes';
import { aSource, openState } from './a-source';

enableAutoUnmount(afterEach);

const NOW = 1_763_735_527_000;

let calls: [name: string, argument: unknown][];
let shapes: SourceShapes;
let refuse: ((name: string) => string | null) | null;
/** What the main process answers to an undo. */
let undone: boolean;
/** The token for the schema that an attached one took the place of. */
let replaced: number | null;
let page: VueWrapper;

const ANSWERS: Record<string, () => unknown> = {
  'shapes.of': () => shapes,
  'shapes.attach': () => replaced,
  'shapes.detach': () => ({ name: 'orders.json', token: 7 }),
  'shapes.accept': () => 8,
  'shapes.forget': () => 9,
  'shapes.undo': () => undone,
  'shapes.typescript': () => 'export interface OrderPaid {}\n',
  'shapes.saveTypescript': () => 'arena.ts',
  'app.pickText': () => ({ name: 'orders.json', text: '{"type":"object"}' }),
};

beforeEach(() => {
  calls = [];
  refuse = null;
  undone = true;
  replaced = null;
  shapes = { ...orderShapes(NOW), sourceId: 'arena' };
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        const message = refuse?.(name) ?? null;
        if (message !== null) return Promise.resolve({ ok: false, problem: { code: 'no', message } });
        return Promise.resolve({ ok: true, value: ANSWERS[name]?.() });
      },
      on: () => () => undefined,
    },
  });
});

async function open(): Promise<void> {
  page = mount(ShapePane, {
    props: { source: aSource(openState(0)), now: NOW, clock: 'utc' },
    attachTo: document.body,
  });
  await flushPromises();
}
const within = (root: ParentNode, name: string): HTMLButtonElement => {
  const found = [...root.querySelectorAll('button')].find(
    (button) => (button.getAttribute('aria-label') ?? button.textContent?.trim()) === name,
  );
  if (!found) throw new Error(`There is no button ${name}.`);
  return found;
};
async function press(name: string, root: ParentNode = document): Promise<void> {
  within(root, name).click();
  await flushPromises();
}
const root = (): HTMLElement => page.element as HTMLElement;
const findings = (): Element[] => [...document.querySelectorAll('.fnd')];
const dialog = (): HTMLElement | null => document.querySelector('[role="dialog"]');
const titles = (): string[] => useToasts().toasts.map(({ title }) => title);
const argumentOf = (name: string): unknown => calls.filter(([called]) => called === name).at(-1)?.[1];
const named = (name: string): HTMLElement | null => root().querySelector(`[aria-label="${name}"]`);

describe('the shape of a source', () => {
  it('says what did not fit, where, how often and since when', async () => {
    await open();
    const [first, , last] = findings();
    expect(first!.textContent).toContain('order.paid total was a number and is a string.');
    expect(first!.textContent).toMatch(/Changed type\s*total\s*83 events\s*first 11 m ago, last 4 s ago/u);
    expect(last!.textContent).toMatch(/New type\s*1 event\s*7 m ago/u);
  });

  it('says once when it was, of what came all at a time', async () => {
    const [finding] = shapes.findings;
    shapes = { ...shapes, findings: [{ ...finding!, count: 5, firstAt: NOW - 200, lastAt: NOW - 100 }] };
    await open();
    expect(findings()[0]!.textContent).toMatch(/5 events\s*now/u);
    expect(findings()[0]!.textContent).not.toContain('first');
  });

  it('lists types by how often they came, the first one with its fields as a tree', async () => {
    await open();
    const types = [...root().querySelectorAll('.typ-h')].map((head) => head.textContent!.trim());
    expect(types[0]).toMatch(/^order\.paid\s*7,412 looked at\s*12 fields/u);
    expect(types.at(-1)).toMatch(/^order\.exported.*18 not JSON/u);
    const rows = [...root().querySelectorAll('.flds tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent!.trim()),
    );
    expect(rows).toContainEqual(['total', 'number 99 %, string 1 %', 'always']);
    expect(rows).toContainEqual(['currency', 'string', '7,411 of 7,412']);
    expect(rows).toContainEqual(['sku', 'string', 'always']);
    expect(root().querySelectorAll('.flds')).toHaveLength(1);
    root().querySelectorAll<HTMLButtonElement>('.typ-h .fold')[1]!.click();
    await flushPromises();
    expect(root().querySelectorAll('.flds')).toHaveLength(2);
  });

  it('says why a type has no fields when its data is no JSON', async () => {
    await open();
    root().querySelectorAll<HTMLButtonElement>('.typ-h .fold')[3]!.click();
    await flushPromises();
    expect(root().textContent).toContain('The data of this type is no JSON');
  });

  it('accepts a finding, and reads anew what is left', async () => {
    await open();
    const [accepted, ...rest] = shapes.findings;
    shapes = { ...shapes, findings: rest };
    await press('Accept', findings()[0]!);
    expect(argumentOf('shapes.accept')).toEqual({ sourceId: 'arena', finding: accepted!.id });
    expect(findings()).toHaveLength(2);
  });

  it('brings an accepted finding back', async () => {
    await open();
    const before = shapes;
    shapes = { ...shapes, findings: shapes.findings.slice(1) };
    await press('Accept', findings()[0]!);
    expect(titles()).toEqual(['Finding of order.paid accepted']);
    shapes = before;
    useToasts().toasts[0]!.action!.run();
    await eventually(() => expect(findings()).toHaveLength(3), { timeoutMs: 2_000 });
    expect(argumentOf('shapes.undo')).toBe(8);
  });

  it('accepts all findings at once, and brings them back', async () => {
    await open();
    const before = shapes;
    shapes = { ...shapes, findings: [] };
    await press('Accept all');
    expect(argumentOf('shapes.accept')).toEqual({ sourceId: 'arena', finding: null });
    expect(titles()).toEqual(['3 findings accepted']);
    expect(findings()).toHaveLength(0);
    shapes = before;
    useToasts().toasts[0]!.action!.run();
    await eventually(() => expect(findings()).toHaveLength(3), { timeoutMs: 2_000 });
    expect(titles().at(-1)).toBe('3 findings are back');
  });

  it('does not offer to accept all of a single finding', async () => {
    shapes = { ...shapes, findings: shapes.findings.slice(0, 1) };
    await open();
    expect(findings()).toHaveLength(1);
    expect(() => within(document, 'Accept all')).toThrow('There is no button');
  });

  it('keeps a finding that could not be accepted, and says why', async () => {
    await open();
    refuse = (name) => (name === 'shapes.accept' ? 'This finding is not there any more.' : null);
    await press('Accept', findings()[0]!);
    expect(page.get('[role="alert"]').text()).toContain('This finding is not there any more.');
    expect(findings()).toHaveLength(3);
  });

  it('starts a rule for the same source and the same kind of finding', async () => {
    await open();
    await press('Make a rule', findings()[1]!);
    expect(useRuleEditing().edit?.form).toMatchObject({ name: 'arena: Vanished field' });
  });

  it('attaches a file to one type, after a look at it', async () => {
    await open();
    await press('Choose a file…');
    expect(argumentOf('app.pickText')).toBe('schema');
    expect(dialog()!.querySelector('textarea')!.value).toBe('{"type":"object"}');
    shapes = { ...shapes, schema: orderSchema({ name: 'orders.json', kind: 'json-schema', types: [''] }) };
    await press('Attach', dialog()!);
    expect(argumentOf('shapes.attach')).toEqual({
      sourceId: 'arena',
      type: '',
      name: 'orders.json',
      text: '{"type":"object"}',
    });
    expect(dialog()).toBeNull();
    expect(named('Schema')!.textContent).toMatch(/orders\.json.*JSON Schema.*for all types/u);
  });

  it('keeps the dialog open when a schema cannot be used, and says what is wrong with it', async () => {
    await open();
    await press('Choose a file…');
    refuse = (name) => (name === 'shapes.attach' ? 'orders.json says nothing about payloads.' : null);
    await press('Attach', dialog()!);
    expect(dialog()!.textContent).toContain('orders.json says nothing about payloads.');
  });

  it('does not ask for a type when the document is AsyncAPI, which names them itself', async () => {
    await open();
    await press('Paste…');
    const box = dialog()!.querySelector('textarea')!;
    box.value = 'asyncapi: 3.0.0\nchannels: {}\n';
    box.dispatchEvent(new Event('input'));
    await flushPromises();
    expect(dialog()!.textContent).toContain('Those that the AsyncAPI document names.');
    expect(dialog()!.querySelector('[role="combobox"]')).toBeNull();
    await press('Attach', dialog()!);
    expect(argumentOf('shapes.attach')).toMatchObject({ name: 'Pasted schema', type: '' });
  });

  it('counts what was held against the schema, and brings a detached one back', async () => {
    shapes = { ...shapes, schema: orderSchema(), findings: [orderViolation(NOW), ...shapes.findings] };
    await open();
    expect(named('Schema')!.textContent).toMatch(/Checked13,880\s*Broken\s*83\s*Not checked18/u);
    expect(named('Schema')!.textContent).toContain('The message order.archived is not described');
    await press('Detach');
    const [toast] = useToasts().toasts;
    expect(toast!.title).toBe('orders.json detached');
    toast!.action!.run();
    await eventually(() => expect(titles()).toContain('orders.json is attached again'), { timeoutMs: 2_000 });
    expect(argumentOf('shapes.undo')).toBe(7);
  });

  it('shows in the stream what breaks the schema', async () => {
    shapes = { ...shapes, schema: orderSchema() };
    await open();
    await press('83', named('Schema')!);
    expect(useApp().view).toBe('stream');
  });

  it('copies TypeScript, and says so', async () => {
    await open();
    await press('Copy TypeScript');
    expect(argumentOf('app.copy')).toBe('export interface OrderPaid {}\n');
    expect(useToasts().toasts[0]!.title).toBe('TypeScript types copied');
  });

  it('forgets at once, says what is forgotten, and brings it back', async () => {
    await open();
    await press('Forget order.created');
    expect(argumentOf('shapes.forget')).toEqual({ sourceId: 'arena', type: 'order.created' });
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({
      title: 'order.created is forgotten',
      body: 'It is learnt anew from the next events. Events stay in the history.',
    });
    toast!.action!.run();
    await eventually(() => expect(titles()).toContain('The shape of order.created is back'), {
      timeoutMs: 2_000,
    });
    expect(argumentOf('shapes.undo')).toBe(9);
    await press('Forget all');
    expect(argumentOf('shapes.forget')).toEqual({ sourceId: 'arena', type: null });
  });

  it('says so when it is too late to bring it back', async () => {
    undone = false;
    await open();
    await press('Forget order.created');
    useToasts().toasts[0]!.action!.run();
    await eventually(() => expect(titles()).toContain('This cannot be taken back any more.'), {
      timeoutMs: 2_000,
    });
  });

  it('offers the schema that another took the place of', async () => {
    shapes = { ...shapes, schema: orderSchema() };
    replaced = 12;
    await open();
    await press('Replace…');
    await press('Attach', dialog()!);
    expect(titles()).toEqual(['orders.json attached in place of orders.asyncapi.yaml']);
    useToasts().toasts[0]!.action!.run();
    await eventually(() => expect(argumentOf('shapes.undo')).toBe(12), { timeoutMs: 2_000 });
  });

  it('says that nothing is learnt yet', async () => {
    shapes = { sourceId: 'arena', types: [], more: 0, schema: null, findings: [] };
    await open();
    expect(page.text()).toContain('Nothing learnt yet');
    expect(page.text()).not.toContain('Copy TypeScript');
  });

  it('says why it cannot be read, and tries again on demand', async () => {
    refuse = () => 'The main process does not answer.';
    await open();
    expect(page.text()).toContain('The main process does not answer.');
    refuse = null;
    await press('Try again');
    expect(findings()).toHaveLength(3);
  });

  it('reads anew when the main process says that something changed', async () => {
    await open();
    shapes = { ...shapes, findings: [] };
    useShapes().take({ sources: [{ sourceId: 'arena', types: 4, findings: 0, schema: null }] });
    await eventually(() => expect(findings()).toHaveLength(0), { timeoutMs: 4_000 });
  });
});
