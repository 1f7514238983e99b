import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf } from '../../../integration/headless/types/compile';
import { Watching } from './watching';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-shapes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the compiler says of the types together with code that uses them. */
function faults(source: string, use = ''): string[] {
  writeFileSync(join(folder, 'events.ts'), source);
  writeFileSync(
    join(folder, 'use.ts'),
    `import type * as Events from './events';\n${use}\nexport type All = typeof Events;\n`,
  );
  return faultsOf([join(folder, 'events.ts'), join(folder, 'use.ts')], { dom: false });
}

// The compiler reads its libraries first.
describe('TypeScript of what was seen', { timeout: 60_000 }, () => {
  it('has a type for each payload and one that tells events apart', () => {
    const on = new Watching();
    on.slowly(
      'order.created',
      { id: 1, total: 9.5, note: null, lines: [{ sku: 'a', n: 1 }, { sku: 'b' }], 'first name': 'x' },
      { id: 2, total: 4, note: 'x', lines: [], 'first name': 'y', paid: true },
    );
    on.slowly('ping', 'hello', 'again');
    on.slowly('count', 1, 'text');
    const source = on.watch.typescript('orders', 'Orders (live)');
    expect(source).toBe(`/**
 * Events of Orders (live): 6 were looked at. 3 of its types are as they were seen.
 * Written by Streamgauge.
 */

/* eslint-disable */

/** Data of count: 2 looked at, 1 of them no JSON. */
export type Count = number | string;

/** Data of order.created: 2 looked at. */
export interface OrderCreated {
  id: number;
  total: number;
  note: string | null;
  lines: {
    sku: string;
    /** Not in all of them. */
    n?: number;
  }[];
  "first name": string;
  /** In 1 of 2 events. */
  paid?: boolean;
}

/** Data of ping: 2 looked at, 2 of them no JSON. */
export type Ping = string;

/** Every event, told apart by \`type\`; \`data\` is the parsed payload. */
export type OrdersLiveEvent =
  | { readonly type: "count"; readonly data: Count }
  | { readonly type: "order.created"; readonly data: OrderCreated }
  | { readonly type: "ping"; readonly data: Ping };
`);
    const use = `
      export function f(event: Events.OrdersLiveEvent): number {
        return event.type === 'order.created' ? event.data.total + (event.data.lines[0]?.n ?? 0) : 0;
      }
      export const text: Events.Ping = 'x';`;
    expect(faults(source, use)).toEqual([]);
    expect(faults(source, 'export const bad: Events.Ping = 7;')).toHaveLength(1);
  });

  it('holds no code of the stream, whatever its types and fields are called', () => {
    const on = new Watching();
    const names = [
      '*/ export const evil = 1; /*',
      '`${process.exit()}`',
      "'; throw 1; '",
      '__proto__',
      'constructor',
      '1st',
      'class',
      'Record',
      '\u2028\u202e\u0000',
      'Straße ✓',
      '',
      'order.paid',
      'order-paid',
    ];
    for (const name of names) on.slowly(name, JSON.stringify({ a: 1 }).replace('"a"', JSON.stringify(name)));
    on.slowly(
      'ids',
      Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`id-${10_000 + i}`, { n: i }])),
    );
    let deep: unknown = 1;
    for (let i = 0; i < 200; i++) deep = [{ deep }];
    on.slowly('deep', deep);
    const source = on.watch.typescript('orders', names[0]!);
    expect(faults(source)).toEqual([]);
    expect(source).not.toMatch(/^\s*export const/mu);
    expect(source).not.toContain('\u202e');
    expect(source).toContain('export interface OrderPaidPayload {');
    expect(source).toMatch(/export interface Ids \{\n {2}\[key: string\]: \{\n {4}n: number;\n/u);
  });

  it('takes what the attached schema describes from there', () => {
    const on = new Watching();
    on.slowly('order.paid', { id: 'x' });
    on.slowly('ping', {});
    on.attach({
      asyncapi: '3.0.0',
      info: { title: 'Orders', version: '1' },
      channels: {
        orders: {
          messages: {
            'order.paid': { payload: { $ref: '#/components/schemas/Order' } },
            'order.gone': {
              payload: { type: 'object', properties: { order: { $ref: '#/components/schemas/Order' } } },
            },
          },
        },
      },
      components: {
        schemas: {
          Order: {
            type: 'object',
            required: ['id'],
            properties: { id: { type: 'string' }, parent: { $ref: '#/components/schemas/Order' } },
          },
        },
      },
    });
    const source = on.watch.typescript('orders', 'Orders');
    expect(source).toContain('1 of its types are as they were seen, 2 as order.schema.json describes them.');
    expect(source).toContain('  parent?: OrderPaid;');
    expect(source).toContain('  | { readonly type: "order.gone"; readonly data: OrderGone }');
    expect(faults(source)).toEqual([]);
    on.attach({ type: 'object', properties: { id: { type: 'string' }, parent: { $ref: '#' } } });
    const alone = on.watch.typescript('orders', 'Orders');
    expect(alone).toContain('  parent?: OrderPaid;');
    expect(faults(alone)).toEqual([]);
  });

  it('says that nothing was seen', () => {
    const source = new Watching().watch.typescript('orders', '');
    expect(source).toContain('export type StreamEvent = never;');
    expect(faults(source)).toEqual([]);
  });
});
