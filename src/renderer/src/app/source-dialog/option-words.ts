import type { Transport } from '@shared/connection';
import { t, type MessageKey } from '../../i18n/i18n';
import { listed, whole } from '../../ui/format';
import { certificateCount } from './pem-problem';
import { hasSecret, transportsOf, type SecretField, type SourceForm } from './source-form';
import { transportName } from '../../ui/transport-name';

/** On its own, not in a sentence. */
export const transportLabel = (transport: Transport): string =>
  transport === 'polling' ? t('dialogs.strategy.polling') : transportName(transport);
export const shortTransport = (transport: Transport): string =>
  transport === 'websocket' ? 'WS' : transportLabel(transport);

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
      ? t('dialogs.strategy.oneAddress')
      : t('dialogs.strategy.ownFor', { transports: listed(own.map(transportName)) });
  const off = form.strategy === 'auto' ? 3 - form.order.length : 0;
  return off > 0 && form.order.length > 0 ? t('dialogs.strategy.leftOut', { addresses, n: off }) : addresses;
}

export function certificateWords(pem: string): string {
  if (pem === '') return t('common.none');
  const count = certificateCount(pem);
  return count === 0
    ? t('dialogs.line.words.unreadable')
    : t('dialogs.line.words.certificates', { n: whole(count) }, count);
}

export function keyWords(field: SecretField): string {
  if (field.value !== '') return t('dialogs.line.words.keySet');
  if (!hasSecret(field))
    return field.stored?.missing === true && !field.removed ? t('dialogs.auth.again') : t('common.none');
  return t('dialogs.line.words.stored', { mask: field.stored!.mask });
}

/** `client certificate: none, private CA set` */
export function lineWords({ options: { tls, unixSocket, http2, cookies }, proxy }: SourceForm): string {
  const words = [
    t(tls.certificate === '' ? 'dialogs.line.words.certificateNone' : 'dialogs.line.words.certificateSet'),
    t(tls.authorities === '' ? 'dialogs.line.words.caNone' : 'dialogs.line.words.caSet'),
  ];
  if (tls.serverName.trim() !== '')
    words.push(t('dialogs.line.words.serverName', { name: tls.serverName.trim() }));
  if (unixSocket.trim() !== '') words.push(t('dialogs.line.words.socket', { path: unixSocket.trim() }));
  if (!http2) words.push(t('dialogs.line.words.noHttp2'));
  if (!cookies) words.push(t('dialogs.line.words.noCookies'));
  if (proxy.kind === 'manual' && unixSocket.trim() !== '') words.push(t('dialogs.line.words.proxyUnused'));
  return words.join(', ');
}

const PRESET_WORDS = {
  auto: 'dialogs.messages.words.auto',
  plain: 'dialogs.messages.words.plain',
  hub: 'dialogs.messages.words.hub',
  nchan: 'dialogs.messages.words.nchan',
  mercure: 'dialogs.messages.words.mercure',
  phoenix: 'dialogs.messages.preset.phoenix',
  'graphql-transport-ws': 'dialogs.messages.preset.graphql',
} as const satisfies Readonly<Record<SourceForm['options']['websocket']['preset'], MessageKey>>;

export function websocketWords({ options: { websocket } }: SourceForm): string {
  const words: string[] = [t(PRESET_WORDS[websocket.preset])];
  if (websocket.preset === 'phoenix' && websocket.topics.length > 0) {
    const { length } = websocket.topics;
    words.push(t('dialogs.messages.words.topics', { n: whole(length) }, length));
  }
  if (websocket.subprotocols.length > 0) words.push(websocket.subprotocols.join(', '));
  if (websocket.openMessage !== '') words.push(t('dialogs.messages.words.firstMessage'));
  const parameter = websocket.resumeParameter.trim();
  if (parameter !== '') words.push(t('dialogs.messages.words.resumesBy', { parameter }));
  if (websocket.pingIntervalMs === 0) words.push(t('dialogs.messages.words.noPings'));
  return words.join(', ');
}

const MODE_WORDS = {
  auto: 'dialogs.messages.words.pollAuto',
  'long-poll': 'dialogs.messages.words.longPoll',
  interval: 'dialogs.messages.words.interval',
} as const;
const CURSOR_WORDS = {
  none: null,
  body: 'dialogs.messages.words.cursorBody',
  header: 'dialogs.messages.words.cursorHeader',
  link: 'dialogs.messages.words.cursorLink',
} as const;

export function pollingWords({ options: { polling }, cursor }: SourceForm): string {
  const words: string[] = [t(MODE_WORDS[polling.mode])];
  if (polling.itemsPath.trim() !== '')
    words.push(t('dialogs.messages.words.itemsAt', { path: polling.itemsPath.trim() }));
  if (polling.idPath.trim() !== '')
    words.push(t('dialogs.messages.words.idAt', { path: polling.idPath.trim() }));
  const from = CURSOR_WORDS[cursor.from];
  if (from !== null) words.push(t(from));
  return words.join(', ');
}

export function mappingWords({ mapping }: SourceForm): string {
  const words = Object.entries(mapping)
    .filter(([, path]) => path.trim() !== '')
    .map(([part, path]) => `${part} ${path.trim()}`);
  return words.length === 0 ? t('dialogs.messages.words.noMapping') : words.join(', ');
}
