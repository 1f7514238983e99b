import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import { certificateCount } from './pem-problem';
import { hasSecret, transportsOf, type SecretField, type SourceForm } from './source-form';

/** On their own, not in a sentence. */
export const TRANSPORT_LABELS: Readonly<Record<Transport, string>> = {
  ...TRANSPORT_NAMES,
  polling: 'Polling',
};
export const SHORT_TRANSPORT: Readonly<Record<Transport, string>> = { ...TRANSPORT_LABELS, websocket: 'WS' };

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The address that a transport has unless it is given one of its own. */
export function rungAddress(url: string, transport: Transport): string {
  const text = url.trim();
  return transport === 'websocket'
    ? text.replace(/^http(s?):/iu, 'ws$1:')
    : text.replace(/^ws(s?):/iu, 'http$1:');
}

export function ladderWords(form: SourceForm): string {
  const own = transportsOf(form).filter((transport) => form.urls[transport].trim() !== '');
  const addresses =
    own.length === 0
      ? 'one address for all'
      : `own address for ${own.map((transport) => TRANSPORT_NAMES[transport]).join(' and ')}`;
  const off = form.strategy === 'auto' ? 3 - form.order.length : 0;
  return off > 0 && form.order.length > 0 ? `${addresses}, ${off} left out` : addresses;
}

export function certificateWords(pem: string): string {
  if (pem === '') return 'none';
  const count = certificateCount(pem);
  return count === 0 ? 'not readable' : counted(count, 'certificate', 'certificates');
}

export function keyWords(field: SecretField): string {
  if (field.value !== '') return 'set, not shown';
  if (!hasSecret(field)) return field.stored?.missing === true && !field.removed ? 'enter again' : 'none';
  return `stored ${field.stored!.mask}`;
}

/** `client certificate: none, private CA set` */
export function lineWords({ options: { tls, unixSocket, http2, cookies }, proxy }: SourceForm): string {
  const words = [
    `client certificate${tls.certificate === '' ? ': none' : ' set'}`,
    `private CA${tls.authorities === '' ? ': none' : ' set'}`,
  ];
  if (tls.serverName.trim() !== '') words.push(`server name ${tls.serverName.trim()}`);
  if (unixSocket.trim() !== '') words.push(`socket ${unixSocket.trim()}`);
  if (!http2) words.push('no HTTP/2');
  if (!cookies) words.push('no cookies');
  if (proxy.kind === 'manual' && unixSocket.trim() !== '') words.push('the proxy is not used');
  return words.join(', ');
}

const PRESET_WORDS: Readonly<Record<SourceForm['options']['websocket']['preset'], string>> = {
  auto: 'messages recognised by themselves',
  plain: 'plain messages',
  hub: 'messages of a Streamgauge hub',
  nchan: 'messages of nchan',
  mercure: 'messages of Mercure',
  phoenix: 'Phoenix channels',
  'graphql-transport-ws': 'GraphQL subscription',
};

export function websocketWords({ options: { websocket } }: SourceForm): string {
  const words = [PRESET_WORDS[websocket.preset]];
  if (websocket.preset === 'phoenix' && websocket.topics.length > 0) {
    words.push(counted(websocket.topics.length, 'topic', 'topics'));
  }
  if (websocket.subprotocols.length > 0) words.push(websocket.subprotocols.join(', '));
  if (websocket.openMessage !== '') words.push('first message set');
  if (websocket.resumeParameter.trim() !== '') words.push(`resumes by ${websocket.resumeParameter.trim()}`);
  if (websocket.pingIntervalMs === 0) words.push('no pings');
  return words.join(', ');
}

const MODE_WORDS = {
  auto: 'long poll where the server knows it, else at intervals',
  'long-poll': 'long poll',
  interval: 'at intervals',
};
const CURSOR_WORDS = {
  none: null,
  body: 'cursor in the answer',
  header: 'cursor in a header',
  link: 'follows Link',
};

export function pollingWords({ options: { polling }, cursor }: SourceForm): string {
  const words = [MODE_WORDS[polling.mode]];
  if (polling.itemsPath.trim() !== '') words.push(`items at ${polling.itemsPath.trim()}`);
  if (polling.idPath.trim() !== '') words.push(`id at ${polling.idPath.trim()}`);
  const from = CURSOR_WORDS[cursor.from];
  if (from !== null) words.push(from);
  return words.join(', ');
}

export function mappingWords({ mapping }: SourceForm): string {
  const words = Object.entries(mapping)
    .filter(([, path]) => path.trim() !== '')
    .map(([part, path]) => `${part} ${path.trim()}`);
  return words.length === 0 ? 'none: events as they come' : words.join(', ');
}
