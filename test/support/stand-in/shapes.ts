/** Made-up shapes: what was learnt of the scenario's sources, what did not fit, and schemas that can be attached. */
import type { Pushes } from '@shared/ipc';
import type {
  AttachedSchema,
  AttachedSchemaDraft,
  JsonType,
  SchemaBreak,
  ShapeField,
  ShapeFinding,
  SourceShapes,
  TypeShape,
} from '@shared/shape';
import type { EventDetail } from '@shared/stream-event';

const minute = 60_000;

type Share = Partial<Record<JsonType, number>>;
const field = (path: string, of: number, types: Share | JsonType, seen = of): ShapeField => ({
  path,
  seen,
  of,
  types: Object.entries(typeof types === 'string' ? { [types]: seen } : types).map(([type, count]) => ({
    type: type as JsonType,
    count,
  })),
});
const type = (name: string, looked: number, fields: readonly ShapeField[], now: number): TypeShape => ({
  type: name,
  looked,
  notJson: 0,
  firstSeen: now - 74 * minute,
  lastSeen: now - 400,
  fields,
  more: 0,
});

const orderFields = (n: number): ShapeField[] => [
  field('', n, 'object'),
  field('order', n, 'string'),
  field('total', n, { number: n - Math.ceil(n / 90), string: Math.ceil(n / 90) }),
  field('currency', n, 'string', n - 1),
  field('items', n, 'array'),
  field('items[]', n, { object: 2 * n }),
  field('items[].sku', n, { string: 2 * n }, n),
  field('items[].qty', n, { integer: 2 * n }, n),
  field('items[].note', n, { string: Math.ceil(n / 40) }, Math.ceil(n / 40)),
  field('customer', n, 'object'),
  field('customer.id', n, 'integer'),
  field('customer.tier', n, { string: Math.floor(n * 0.8), null: Math.ceil(n * 0.2) }),
  field('customer.email', n, { null: Math.floor(n * 0.93), string: Math.ceil(n * 0.07) }),
];

/** As a source that runs for a good hour has them. */
export function orderShapes(now: number): SourceShapes {
  const finding = (part: Omit<ShapeFinding, 'id' | 'sourceId' | 'firstAt' | 'lastAt'>, ago: number) => ({
    ...part,
    id: JSON.stringify([part.turn, part.type, part.path]),
    sourceId: 'orders',
    firstAt: now - Math.max(ago, part.count > 1 ? 11 * minute : ago),
    lastAt: now - ago,
  });
  return {
    sourceId: 'orders',
    types: [
      type('order.paid', 7_412, orderFields(7_412), now),
      type('order.created', 6_240, orderFields(6_240), now),
      type('order.refunded', 311, orderFields(311).slice(0, 4), now - 48_000),
      { ...type('order.exported', 18, [], now - 7 * minute), notJson: 18 },
    ],
    more: 0,
    schema: null,
    findings: [
      finding(
        {
          turn: 'changed-type',
          type: 'order.paid',
          path: 'total',
          sentence: 'total was a number and is a string.',
          seq: 47_991,
          count: 83,
        },
        4_000,
      ),
      finding(
        {
          turn: 'missing-field',
          type: 'order.created',
          path: 'customer.tier',
          sentence: 'customer.tier is missing in 5 events in a row; before, it was in all 6,230.',
          seq: 47_950,
          count: 5,
        },
        52_000,
      ),
      finding(
        {
          turn: 'new-type',
          type: 'order.exported',
          path: '',
          sentence: 'was not seen before.',
          seq: 47_802,
          count: 1,
        },
        7 * minute,
      ),
    ],
  };
}

export const orderSchema = (part: Partial<AttachedSchema> = {}): AttachedSchema => ({
  name: 'orders.asyncapi.yaml',
  kind: 'asyncapi',
  types: ['order.paid', 'order.created', 'order.refunded'],
  checked: 13_880,
  broken: 83,
  unchecked: 18,
  problems: ['The message order.archived is not described by a JSON Schema.'],
  ...part,
});

export const orderViolation = (now: number): ShapeFinding => ({
  id: '["violation","order.paid","/total type"]',
  sourceId: 'orders',
  turn: 'violation',
  type: 'order.paid',
  path: '/total',
  sentence: '/total must be number (was string "129.90").',
  seq: 47_991,
  firstAt: now - 11 * minute,
  lastAt: now - 4_000,
  count: 83,
});

export const ORDER_SCHEMA_TEXT = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["order", "total", "currency"],
  "properties": {
    "order": { "type": "string" },
    "total": { "type": "number" },
    "currency": { "enum": ["EUR", "USD"] }
  }
}
`;

const TYPES_TEXT = `// Seen in orders: 13,981 events of 4 types.
export interface OrderPaid {
  order: string;
  total: number | string;
  currency?: string;
}
`;

/**
 * The calls about shapes.
 *
 * @param state `learning`: nothing has come; `attached`: with a schema that events break
 */
export function shapesStandIn(
  state: string | null,
  push: (value: Pushes['shapes']) => void,
): {
  readonly handlers: Record<string, (argument: never) => unknown>;
  state(): Pushes['shapes'];
  breaks(event: EventDetail | null): readonly SchemaBreak[];
} {
  const empty = (sourceId: string): SourceShapes => ({
    sourceId,
    types: [],
    more: 0,
    schema: null,
    findings: [],
  });
  let orders = state === 'learning' ? empty('orders') : orderShapes(Date.now());
  if (state === 'attached') {
    orders = { ...orders, schema: orderSchema(), findings: [orderViolation(Date.now()), ...orders.findings] };
  }
  const now = (): Pushes['shapes'] => ({
    sources: [
      {
        sourceId: 'orders',
        types: orders.types.length,
        findings: orders.findings.length,
        schema: orders.schema?.name ?? null,
      },
    ],
  });
  function change(part: Partial<SourceShapes>): void {
    orders = { ...orders, ...part };
    push(now());
  }
  /** How things were, by the token that brings it back. */
  const before = new Map<number, SourceShapes>();
  let lastToken = 0;
  function hold(): number {
    before.set(++lastToken, orders);
    return lastToken;
  }
  return {
    state: now,
    breaks: (event) =>
      orders.schema && event?.type === 'order.paid'
        ? [{ path: '/total', sentence: '/total must be number (was string "129.90").' }]
        : [],
    handlers: {
      'shapes.of': (id: string) => (id === 'orders' ? orders : empty(id)),
      'shapes.attach': (draft: AttachedSchemaDraft) => {
        if (!/asyncapi|type|properties/u.test(draft.text)) {
          throw new Error(`${draft.name} says nothing about payloads.`);
        }
        const token = orders.schema ? hold() : null;
        const isApi = draft.text.includes('asyncapi');
        change({
          schema: orderSchema({
            name: draft.name,
            ...(!isApi && { kind: 'json-schema', types: [draft.type], problems: [] }),
            checked: 0,
            broken: 0,
            unchecked: 0,
          }),
        });
        return token;
      },
      'shapes.detach': () => {
        if (!orders.schema) return null;
        const { name } = orders.schema;
        const token = hold();
        change({ schema: null, findings: orders.findings.filter(({ turn }) => turn !== 'violation') });
        return { name, token };
      },
      'shapes.accept': ({ finding }: { finding: string | null }) => {
        const token = hold();
        change({ findings: orders.findings.filter(({ id }) => finding !== null && id !== finding) });
        return token;
      },
      'shapes.forget': ({ type: name }: { type: string | null }) => {
        const token = hold();
        change({
          types: name === null ? [] : orders.types.filter((one) => one.type !== name),
          findings: orders.findings.filter((one) => name !== null && one.type !== name),
        });
        return token;
      },
      'shapes.undo': (token: number) => {
        const was = before.get(token);
        before.delete(token);
        if (was) change(was);
        return was !== undefined;
      },
      'shapes.typescript': () => TYPES_TEXT,
      'shapes.saveTypescript': ({ name }: { name: string }) => `${name}.ts`,
    },
  };
}
