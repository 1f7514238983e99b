import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

const V3 = `
asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
channels:
  orders:
    address: orders/{region}
    messages:
      created: { $ref: '#/components/messages/OrderCreated' }
      paid: { $ref: '#/components/messages/OrderPaid' }
  prices:
    address: prices
    messages:
      tick: { payload: { type: object, required: [bid] } }
components:
  messages:
    OrderCreated:
      name: order.created
      title: An order was created
      payload: { $ref: '#/components/schemas/Order' }
    OrderPaid:
      name: order.paid
      payload:
        schemaFormat: application/schema+json;version=draft-07
        schema: { type: object, required: [at], properties: { order: { $ref: '#/components/schemas/Order' } } }
    Unused:
      name: order.gone
      payload: { type: string }
    Avro:
      name: order.avro
      payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { type: record } }
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: { type: string }
        parent: { $ref: '#/components/schemas/Order' }
        other: { $ref: 'https://example.org/other.yaml#/Other' }
`;

const V2 = {
  asyncapi: '2.6.0',
  info: { title: 'Orders', version: '1' },
  channels: {
    orders: {
      subscribe: {
        message: {
          oneOf: [
            { name: 'order.created', payload: { type: 'object', required: ['id'] } },
            { $ref: '#/components/messages/OrderPaid' },
          ],
        },
      },
      publish: { message: { messageId: 'order.cancel', payload: { type: 'object', required: ['why'] } } },
    },
  },
  components: { messages: { OrderPaid: { payload: { type: 'object', required: ['total'] } } } },
};

describe('an AsyncAPI document', () => {
  it('is held against events by the names of its messages, with references within it', () => {
    const on = new Watching();
    on.attach(V3, { name: 'orders.yaml' });
    on.slowly('order.created', { id: 1 }, { id: 'a', parent: { id: 'b', parent: { id: 2 } } });
    on.slowly('order.paid', { order: {} });
    on.slowly('OrderCreated', {});
    on.slowly('paid', {});
    on.slowly('order.gone', 7);
    expect(on.rows).toEqual([
      'order.created: /id must be string (was number 1).',
      'order.created: /parent/parent/id must be string (was number 2).',
      'order.paid: /at is missing.',
      'order.paid: /order/id is missing.',
      'OrderCreated: /id is missing.',
      'paid: /at is missing.',
      'order.gone: the payload must be string (was number 7).',
    ]);
    expect(on.shapes.schema).toMatchObject({ name: 'orders.yaml', kind: 'asyncapi', checked: 6, broken: 6 });
    expect(on.shapes.schema!.types).toEqual(['order.created', 'order.paid', 'tick', 'order.gone']);
  });

  it('names what of it cannot be used', () => {
    const on = new Watching();
    on.attach(V3);
    expect(on.shapes.schema!.problems).toEqual([
      'The payload of order.created: The reference https://example.org/other.yaml#/Other leads nowhere; what it stands for is not checked.',
      'The payload of order.paid: The reference https://example.org/other.yaml#/Other leads nowhere; what it stands for is not checked.',
      'The message order.avro is not described by a JSON Schema.',
    ]);
  });

  it('knows the message of a channel that has just one', () => {
    const on = new Watching();
    on.attach(V3);
    on.take(on.event('message', {}, { channel: 'prices' }), on.event('message', {}, { channel: 'other' }));
    expect(on.rows).toEqual(['message: /bid is missing.']);
    expect(on.shapes.schema).toMatchObject({ checked: 1, unchecked: 1 });
  });

  it('knows a channel whose address has parameters', () => {
    const on = new Watching();
    const one = (required: string): object => ({ messages: { one: { payload: { required: [required] } } } });
    on.attach({
      asyncapi: '3.0.0',
      info: {},
      channels: {
        item: { address: 'shop/{region}/item:{id}/stock', ...one('count') },
        region: { address: 'shop/{region}', ...one('name') },
        '{any}{any}end': { address: '', ...one('last') },
      },
    });
    for (const channel of [
      'shop/eu/item:7/stock',
      'shop/eu',
      'shop/',
      'shop/eu/item:/stock',
      'other',
      'xend',
      'xyend',
    ])
      on.take(on.event('message', {}, { channel }));
    expect(on.shapes.findings.map(({ seq, sentence }) => `${seq} ${sentence}`).reverse()).toEqual([
      '1 /count is missing.',
      '4 /name is missing.',
      '7 /last is missing.',
    ]);
    expect(on.shapes.schema).toMatchObject({ checked: 4, unchecked: 3 });
  });

  it('keeps messages apart that are called the same, by their channels', () => {
    const on = new Watching();
    const one = (required: string): object => ({
      subscribe: { message: { payload: { required: [required] } } },
    });
    on.attach({ asyncapi: '2.6.0', channels: { orders: one('id'), prices: one('bid') } });
    for (const channel of ['orders', 'prices', 'other']) on.take(on.event('message', {}, { channel }));
    expect(on.rows).toEqual(['message: /id is missing.', 'message: /bid is missing.']);
    expect(on.shapes.schema).toMatchObject({ types: ['message'], checked: 2, unchecked: 1 });
  });

  it('takes the message of the channel when several channels have one of that name', () => {
    const on = new Watching();
    const two = (required: string): object => ({
      messages: { changed: { payload: { required: [required] } }, gone: { payload: { type: 'null' } } },
    });
    on.attach({ asyncapi: '3.0.0', channels: { orders: two('id'), prices: two('bid') } });
    for (const channel of ['prices', 'orders', 'other']) on.take(on.event('changed', {}, { channel }));
    expect(on.rows).toEqual(['changed: /bid is missing.', 'changed: /id is missing.']);
    expect(on.shapes.schema).toMatchObject({ types: ['changed', 'gone'], checked: 2, unchecked: 1 });
  });

  it('may be of version 2, with what is published to it', () => {
    const on = new Watching();
    on.attach(V2);
    on.slowly('order.created', {});
    on.slowly('OrderPaid', {});
    on.slowly('order.cancel', {});
    on.slowly('order.other', {});
    expect(on.rows).toEqual([
      'order.created: /id is missing.',
      'OrderPaid: /total is missing.',
      'order.cancel: /why is missing.',
    ]);
    expect(on.shapes.schema).toMatchObject({ checked: 3, unchecked: 1 });
  });

  it('is refused when it describes no payload', () => {
    const on = new Watching();
    expect(() => on.attach({ asyncapi: '3.0.0', info: {}, channels: {} })).toThrow(
      'has no message whose payload',
    );
    expect(() => on.attach({ asyncapi: '1.0.0' })).toThrow('not an AsyncAPI document of version 2 or 3');
    expect(on.shapes.schema).toBeNull();
  });
});
