/** Commands and code that talk to the local hub, to be pasted elsewhere. */

/** What of the hub a snippet talks to. */
export const ENDPOINTS = ['events', 'ws', 'poll', 'publish'] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

export const SNIPPET_KINDS = ['address', 'curl', 'browser', 'node'] as const;
export type SnippetKind = (typeof SNIPPET_KINDS)[number];

export interface SnippetFor {
  /** `http://127.0.0.1:4870`. */
  readonly url: string;
  /** Names or patterns to read, or the channel to publish to. */
  readonly channel: string;
  /** Whether the hub asks for a token there; snippets then have a place for it. */
  readonly token: boolean;
}

/** Stands where the reader's own token belongs. */
export const TOKEN_PLACE = 'YOUR_TOKEN';
const EXAMPLE = { text: 'hello' };

/** Quotes text for a POSIX shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
/** A string literal of JavaScript. */
function literal(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

const PATHS: Readonly<Record<EndpointName, string>> = {
  events: '/events?channel=',
  ws: '/ws?channel=',
  poll: '/poll?channel=',
  publish: '/publish',
};

/** The address of an endpoint, with its channels where it has any. */
export function endpointAddress(endpoint: EndpointName, { url, channel }: SnippetFor): string {
  const base = endpoint === 'ws' ? url.replace(/^http/u, 'ws') : url;
  return base + PATHS[endpoint] + (endpoint === 'publish' ? '' : encodeURIComponent(channel));
}

/** A snippet of one kind for one endpoint. */
export function snippet(endpoint: EndpointName, kind: SnippetKind, target: SnippetFor): string {
  switch (kind) {
    case 'address':
      return endpointAddress(endpoint, target);
    case 'curl':
      return curl(endpoint, target);
    case 'browser':
      return browser(endpoint, target);
    case 'node':
      return node(endpoint, target);
  }
}

/** Follows channels of the hub in a terminal; `-N` shows each event as it comes. */
export const curlSubscribe = (url: string, channel: string, token = false): string =>
  curl('events', { url, channel, token });

/** Publishes one event from a terminal. */
export const curlPublish = (
  url: string,
  channel: string,
  event: string,
  data: unknown,
  token = false,
): string =>
  `curl -X POST ${shellQuoted(`${url}/publish`)} -H 'Content-Type: application/json'${bearer(token)} -d ${shellQuoted(
    JSON.stringify({ channel, event, data }),
  )}`;

const bearer = (token: boolean): string => (token ? ` -H 'Authorization: Bearer ${TOKEN_PLACE}'` : '');

function curl(endpoint: EndpointName, target: SnippetFor): string {
  const address = endpointAddress(endpoint, target);
  switch (endpoint) {
    case 'publish':
      return curlPublish(target.url, target.channel, 'message', EXAMPLE, target.token);
    case 'ws':
      // A handshake by hand: not every curl speaks ws://. The key is any 16 bytes in base64 (RFC 6455 §4.1).
      return `curl -N --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: c3RyZWFtZ2F1Z2UgaHViIQ=='${bearer(target.token)} ${shellQuoted(address.replace(/^ws/u, 'http'))} --output -`;
    case 'poll':
      return `curl${bearer(target.token)} ${shellQuoted(address)}`;
    default:
      return `curl -N${bearer(target.token)} ${shellQuoted(address)}`;
  }
}

/** The address with a place for the token: what opens a stream in a browser cannot send a header. */
const withToken = (endpoint: EndpointName, target: SnippetFor): string =>
  endpointAddress(endpoint, target) + (target.token ? `&access_token=${TOKEN_PLACE}` : '');

/** For a page. The hub refuses pages of origins it was not told of: any site could otherwise read it. */
function browser(endpoint: EndpointName, target: SnippetFor): string {
  switch (endpoint) {
    case 'publish':
      return publishing(target);
    case 'poll':
      return polling(target);
    case 'ws':
      return `const socket = new WebSocket(${literal(withToken('ws', target))});
socket.onopen = () => console.log('open');
socket.onmessage = (message) => console.log(JSON.parse(message.data));
socket.onclose = (event) => console.log('closed', event.code, event.reason);`;
    default:
      return `const source = new EventSource(${literal(withToken('events', target))});
${LISTENERS}`;
  }
}

function node(endpoint: EndpointName, target: SnippetFor): string {
  const address = literal(endpointAddress(endpoint, target));
  switch (endpoint) {
    case 'publish':
      return publishing(target);
    case 'poll':
      return polling(target);
    case 'ws':
      return `// npm install ws
import WebSocket from 'ws';

const socket = new WebSocket(${address}${target.token ? `, { headers: ${HEADERS} }` : ''});
socket.on('open', () => console.log('open'));
socket.on('message', (data) => console.log(JSON.parse(data)));
socket.on('close', (code, reason) => console.log('closed', code, String(reason)));`;
    default:
      return `// npm install eventsource
import { EventSource } from 'eventsource';

const source = new EventSource(${address}${
        target.token
          ? `, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, Authorization: 'Bearer ${TOKEN_PLACE}' } }),
}`
          : ''
      });
${LISTENERS}`;
  }
}

const HEADERS = `{ Authorization: 'Bearer ${TOKEN_PLACE}' }`;

// Named types need a listener each.
const LISTENERS = `source.onopen = () => console.log('open');
source.onmessage = (event) => console.log(event.lastEventId, event.data);
source.addEventListener('notification', (event) => console.log(JSON.parse(event.data)));
source.onerror = () => console.log('reconnecting');`;

const publishing = ({ url, channel, token }: SnippetFor): string =>
  `const response = await fetch(${literal(`${url}/publish`)}, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json'${token ? `, Authorization: 'Bearer ${TOKEN_PLACE}'` : ''} },
  body: JSON.stringify({ channel: ${literal(channel)}, event: 'message', data: ${JSON.stringify(EXAMPLE)} }),
});
console.log(response.status, await response.json());`;

// Every answer names the address of the next poll: from where this one ended, as the same client.
const polling = (target: SnippetFor): string =>
  `let address = ${literal(endpointAddress('poll', target))};
for (;;) {
  const response = await fetch(address${target.token ? `, { headers: ${HEADERS} }` : ''});
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  console.log(answer.events);
  address = new URL(answer.next, address).href;
}`;
