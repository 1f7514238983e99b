import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { websocketSetupSchema, type PresetName, type WebSocketSetup } from '@shared/source-options';
import { graphqlTransportWs } from '../../../../../src/main/sources/mapping/graphql-transport-ws';
import { phoenix } from '../../../../../src/main/sources/mapping/phoenix';
import { NCHAN_META, protocolFor } from '../../../../../src/main/sources/mapping/presets';
import type { Protocol, ProtocolSession } from '../../../../../src/main/sources/mapping/protocol';

const setupOf = (part: Partial<WebSocketSetup>): WebSocketSetup => v.parse(websocketSetupSchema, part);
const presetProtocol = (preset: PresetName): Protocol => protocolFor('orders', setupOf({ preset }));
const start = (protocol: Protocol, subprotocol = ''): ProtocolSession =>
  protocol.start({ subprotocol, lastEventId: '' });
const event = (part: object): object => ({
  type: null,
  id: null,
  channel: null,
  time: null,
  data: '',
  ...part,
});

describe.each(['hub', 'auto'] as const)('the preset %s on a message of our hub', (name) => {
  const session = start(presetProtocol(name));

  it('takes its parts', () => {
    const text = '{"channel":"a","id":"e.1","event":"sold","data":"{\\"n\\":1}"}';
    expect(session.onMessage(text).events).toEqual([
      event({ type: 'sold', id: 'e.1', channel: 'a', data: '{"n":1}' }),
    ]);
  });

  it.each(['connected', 'gap', 'hub.subscribed', 'error'])('keeps the type of the notice %s', (type) => {
    expect(session.onMessage(JSON.stringify({ event: type, id: 'e.1', data: '{}' })).events).toEqual([
      event({ type, id: 'e.1', data: '{}' }),
    ]);
  });

  it('takes a heartbeat for a sign of life with a position', () => {
    expect(session.onMessage('{"event":"heartbeat","id":"e.9","data":"{}"}')).toEqual({
      events: [],
      life: 'heartbeat',
      position: 'e.9',
    });
  });

  it('takes an event that somebody publishes as "heartbeat" for an event', () => {
    const text = '{"channel":"pulse","id":"e.9","event":"heartbeat","data":"72"}';
    expect(session.onMessage(text).events).toHaveLength(1);
  });

  it.each(['', 'text', '[]', '{"data":"x"}', '{"id":"1","data":{"a":1}}', '{"id":"1","data":"x","price":2}'])(
    'leaves %j as it is',
    (text) => {
      expect(session.onMessage(text)).toEqual({ events: [event({ data: text })] });
    },
  );
});

describe('nchan', () => {
  it('takes the id from its own subprotocol', () => {
    const session = start(presetProtocol('nchan'), NCHAN_META);
    const text = 'id: 1700000000:0\ncontent-type: text/plain\n\nline 1\n\nline 2';
    expect(session.onMessage(text).events).toEqual([event({ id: '1700000000:0', data: 'line 1\n\nline 2' })]);
    expect(session.onMessage('id: 5:0\n\n').events).toEqual([event({ id: '5:0' })]);
  });

  it('leaves messages as they are without it', () => {
    const text = 'id: 1:0\n\nx';
    expect(start(presetProtocol('nchan')).onMessage(text).events).toEqual([event({ data: text })]);
    expect(start(presetProtocol('nchan'), NCHAN_META).onMessage('none').events).toEqual([
      event({ data: 'none' }),
    ]);
  });
});

it('mercure: takes the fields of an update', () => {
  const text = '{"id":"urn:1","type":"sold","topic":"https://a.example/1","data":"x"}';
  expect(start(presetProtocol('mercure')).onMessage(text).events).toEqual([
    event({ id: 'urn:1', type: 'sold', channel: 'https://a.example/1', data: 'x' }),
  ]);
});

describe('Phoenix channels', () => {
  const protocol = phoenix(['room:1', 'room:2']);

  it('joins every topic, in version 2 of the format', () => {
    expect(protocol.parameters).toEqual({ vsn: '2.0.0' });
    expect(start(protocol).onOpen(null)).toEqual([
      '["1","1","room:1","phx_join",{}]',
      '["2","2","room:2","phx_join",{}]',
    ]);
  });

  it('sends heartbeats every 30 s, whose replies are signs of life', () => {
    const session = start(protocol);
    session.onOpen(null);
    expect(session.heartbeat!.everyMs).toBe(30_000);
    expect(session.heartbeat!.message()).toBe('[null,"3","phoenix","heartbeat",{}]');
    expect(session.onMessage('[null,"3","phoenix","phx_reply",{"status":"ok","response":{}}]')).toEqual({
      events: [],
      life: 'heartbeat',
    });
  });

  it('makes events of what is broadcast', () => {
    expect(start(protocol).onMessage('["1",null,"room:1","new_msg",{"body":"hi"}]').events).toEqual([
      event({ type: 'new_msg', channel: 'room:1', data: '{"body":"hi"}' }),
    ]);
  });

  it('ends with the reason when it may not join', () => {
    const session = start(protocol);
    session.onOpen(null);
    expect(session.onMessage('["1","1","room:1","phx_reply",{"status":"ok","response":{}}]').life).toBe(
      'joined room:1',
    );
    const refused = '["2","2","room:2","phx_reply",{"status":"error","response":{"reason":"unauthorized"}}]';
    expect(session.onMessage(refused).end).toMatchObject({
      remedy: 'stop',
      said: '{"status":"error","response":{"reason":"unauthorized"}}',
    });
  });

  it.each(['phx_error', 'phx_close'])('connects again after %s', (type) => {
    const { end } = start(protocol).onMessage(`["1",null,"room:1","${type}",{}]`);
    expect(end).toMatchObject({ remedy: 'retry', code: 'channel-closed' });
  });

  it.each(['', '{}', '[1,2]', '[null,null,1,2,{}]'])('W22: leaves %j as it is', (text) => {
    expect(start(protocol).onMessage(text).events).toEqual([event({ data: text })]);
  });
});

describe('graphql-transport-ws', () => {
  const protocol = graphqlTransportWs({ query: 'subscription { a }' });

  it('subscribes once it is acknowledged, and only once', () => {
    const session = start(protocol);
    expect(session.onOpen(null)).toEqual(['{"type":"connection_init"}']);
    expect(session.onMessage('{"type":"connection_ack"}').replies).toEqual([
      '{"id":"1","type":"subscribe","payload":{"query":"subscription { a }"}}',
    ]);
    expect(session.onMessage('{"type":"connection_ack"}').replies).toBeUndefined();
  });

  it('makes events of results, answers pings, and ends as it is told', () => {
    const session = start(protocol);
    expect(session.onMessage('{"id":"1","type":"next","payload":{"data":{"a":1}}}').events).toEqual([
      event({ type: 'next', data: '{"data":{"a":1}}' }),
    ]);
    expect(session.onMessage('{"type":"ping"}')).toEqual({
      events: [],
      life: 'ping',
      replies: ['{"type":"pong"}'],
    });
    expect(session.onMessage('{"type":"pong"}').life).toBe('pong');
    expect(session.onMessage('{"id":"1","type":"complete"}').end).toMatchObject({ code: 'no-content' });
    expect(session.onMessage('{"id":"1","type":"error","payload":[{"message":"no"}]}').end).toMatchObject({
      remedy: 'stop',
      said: '[{"message":"no"}]',
    });
  });

  it.each(['', '[]', '{"type":1}', 'null'])('W22: leaves %j as it is', (text) => {
    expect(start(protocol).onMessage(text).events).toEqual([event({ data: text })]);
  });
});
