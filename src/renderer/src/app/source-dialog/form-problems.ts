import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';
import { MAX_BODY, SECRET_SLOT_NAMES, type SecretSlot } from '@shared/source-options';
import { certificateProblem, privateKeyProblem } from './pem-problem';
import {
  hasSecret,
  isBlankRow,
  keepsStored,
  transportsOf,
  usesQueryToken,
  type HeaderRow,
  type SourceForm,
} from './source-form';
import { withStandIns } from './variables-in';

/** Fields outside the table of headers that can be wrong, in the order of the dialog. */
export const CHECKED_FIELDS = [
  'url',
  'urls',
  'order',
  'body',
  'token',
  'username',
  'secret',
  'apiKeyHeader',
  'tokenUrl',
  'clientId',
  'proxyUrl',
  'certificate',
  'privateKey',
  'authorities',
  'serverName',
  'unixSocket',
  'backoff',
  'startFromId',
  'subprotocols',
  'topics',
  'operation',
  'variables',
  'cursor',
  'paths',
] as const;
export type CheckedField = (typeof CHECKED_FIELDS)[number];

/** What is wrong, by field: each a whole sentence. */
export interface FormProblems extends Readonly<Partial<Record<CheckedField, string>>> {
  readonly headers: ReadonlyMap<number, string>;
}

// eslint-disable-next-line no-control-regex -- control characters are what this refuses
const CONTROL = /[\u0000-\u001f\u007f]/u;
/** RFC 9110 §5.6.2 token: what a subprotocol is made of (RFC 6455 §4.1). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
const PROXY = /^(?:(?:https?|socks(?:4a?|5h?)?):\/\/)?[^/?#@\s]+\/?$/iu;
/** Names and indices, as in `$.meta.id` or `items[0]["a key"]`. */
const PATH =
  /^(?:\$|[^.[\]\s"'$][^.[\]\s"']*)?(?:\.[^.[\]\s"'$][^.[\]\s"']*|\[\d{1,9}\]|\["(?:[^"\\]|\\.)*"\]|\['(?:[^'\\]|\\.)*'\])*$/u;

export const isPath = (text: string): boolean => text.trim() !== '' && PATH.test(text.trim());

/** Variables may stand anywhere but for the scheme. */
function addressProblem(text: string): string | null {
  return text.trim().startsWith('{{')
    ? 'A variable cannot stand for the start of an address. Write http://, https://, ws:// or wss:// first.'
    : urlProblem(withStandIns(text));
}

export function problemsOf(form: SourceForm): FormProblems {
  const found: Partial<Record<CheckedField, string | null>> = {
    url: addressProblem(form.url),
    ...ladderProblems(form),
    body: form.options.body.length > MAX_BODY ? 'The body is longer than 262,144 characters.' : null,
    token: usesQueryToken(form) ? tokenProblem(form) : null,
    ...signInProblems(form),
    ...lineProblems(form),
    backoff:
      form.options.backoff.capMs < form.options.backoff.floorMs
        ? 'The longest wait is shorter than the first one.'
        : null,
    startFromId: CONTROL.test(form.startFromId)
      ? 'The id has a control character in it and cannot be sent.'
      : null,
    ...messageProblems(form),
  };
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, sentence]) => sentence !== null)),
    headers: headerProblems(form.headers),
  };
}

export const hasProblems = (problems: FormProblems): boolean =>
  problems.headers.size > 0 || CHECKED_FIELDS.some((field) => problems[field] !== undefined);

function headerProblems(rows: readonly HeaderRow[]): Map<number, string> {
  const headers = new Map<number, string>();
  for (const row of rows) {
    if (isBlankRow(row)) continue;
    const problem =
      headerNameProblem(row.name.trim()) ??
      headerValueProblem(row.name.trim(), row.value) ??
      storedProblem(`the value of ${row.name.trim()}`, row);
    if (problem !== null) headers.set(row.key, problem);
  }
  return headers;
}

function storedProblem(what: string, row: HeaderRow): string | null {
  if (row.value !== '' || keepsStored(row.name, row.secret ? row.stored : null)) return null;
  if (!row.stored) return row.secret ? `Enter ${what}.` : null;
  if (!row.secret) return `A stored secret is never shown. Enter ${what} again to make it visible.`;
  return row.stored.missing
    ? `Enter ${what} again: it was kept for the last session only.`
    : `Enter ${what}: the stored one belongs to ${row.stored.name}.`;
}

function tokenProblem(form: SourceForm): string | null {
  const name = form.tokenName.trim();
  if (name === '') return 'The query token has no name, for example access_token.';
  if (/[\s&=#]/u.test(name))
    return 'The name of the query token has a character in it that would break the address.';
  if (form.tokenValue !== '' || keepsStored(name, form.tokenStored)) return null;
  return form.tokenStored?.missing === true
    ? 'Enter the query token again: it was kept for the last session only.'
    : 'Enter the value of the query token.';
}

type Found = Partial<Record<CheckedField, string | null>>;

function ladderProblems(form: SourceForm): Found {
  const used = transportsOf(form);
  const wrong = used.map((transport) => rungProblem(form, transport)).find((sentence) => sentence !== null);
  return {
    order: used.length === 0 ? 'Choose at least one transport.' : null,
    urls: wrong ?? null,
  };
}

function rungProblem({ urls }: SourceForm, transport: Transport): string | null {
  const url = urls[transport].trim();
  if (url === '') return null;
  const problem =
    transport !== 'websocket' && /^wss?:/iu.test(url)
      ? 'Start with http:// or https://.'
      : addressProblem(url);
  return problem === null ? null : `The address for ${TRANSPORT_NAMES[transport]}: ${problem}`;
}

function secretProblem(form: SourceForm, slot: SecretSlot): string | null {
  const field = form.secrets[slot];
  if (hasSecret(field)) {
    return /[\r\n]/u.test(field.value) ? `There is a line break in ${SECRET_SLOT_NAMES[slot]}.` : null;
  }
  return field.stored?.missing === true && !field.removed
    ? `Enter ${SECRET_SLOT_NAMES[slot]} again: it was kept for the last session only.`
    : `Enter ${SECRET_SLOT_NAMES[slot]}.`;
}

function signInProblems(form: SourceForm): Found {
  const { signIn } = form;
  switch (form.auth) {
    case 'bearer':
      return { secret: secretProblem(form, 'token') };
    case 'api-key':
      return {
        apiKeyHeader: headerNameProblem(signIn.header.trim()),
        secret: secretProblem(form, 'token'),
      };
    case 'basic':
      return {
        // RFC 7617 §2: the first colon ends the name.
        username: signIn.username.includes(':') ? 'A user name cannot have a colon in it.' : null,
        // An empty password is allowed: some services take a key for the name and nothing else.
        secret:
          form.secrets.password.stored?.missing === true && !form.secrets.password.removed
            ? secretProblem(form, 'password')
            : null,
      };
    case 'oauth':
      return {
        tokenUrl:
          signIn.tokenUrl.trim() === ''
            ? 'Enter the address that gives out tokens.'
            : /^wss?:/iu.test(signIn.tokenUrl.trim())
              ? 'The address that gives out tokens starts with https:// or http://.'
              : addressProblem(signIn.tokenUrl),
        clientId: signIn.clientId.trim() === '' ? 'Enter the client id.' : null,
        secret: secretProblem(form, 'clientSecret'),
      };
    default:
      return {};
  }
}

function lineProblems(form: SourceForm): Found {
  const { tls, unixSocket } = form.options;
  const key = form.secrets.privateKey;
  return {
    proxyUrl: form.proxy.kind === 'manual' ? proxyProblem(form.proxy.url.trim()) : null,
    certificate:
      tls.certificate !== ''
        ? certificateProblem(tls.certificate, 'The client certificate')
        : key.value !== ''
          ? 'There is a private key, but no client certificate for it.'
          : null,
    privateKey:
      tls.certificate === ''
        ? null
        : key.value !== ''
          ? privateKeyProblem(key.value, form.secrets.passphrase)
          : hasSecret(key)
            ? null
            : secretProblem(form, 'privateKey'),
    authorities: tls.authorities === '' ? null : certificateProblem(tls.authorities, 'The private CA'),
    serverName: /[\s/:]/u.test(tls.serverName.trim())
      ? 'The server name is a host name only, such as events.example.com.'
      : null,
    unixSocket:
      unixSocket.trim() === '' || /^(?:\/|\\\\|\{\{)/u.test(unixSocket.trim())
        ? null
        : 'Enter the whole path of the socket, such as /run/app.sock.',
  };
}

function proxyProblem(url: string): string | null {
  if (url === '') return 'Enter the address of the proxy, for example http://proxy.example.com:3128.';
  if (/^[a-z0-9+.-]+:\/\/[^/?#]*@/iu.test(url)) {
    return 'Put the user name and the password of the proxy into their own fields.';
  }
  return PROXY.test(url) || url.startsWith('{{')
    ? null
    : 'A proxy is http://, https://, socks4://, socks4a://, socks5:// or socks5h:// with host and port.';
}

function messageProblems(form: SourceForm): Found {
  const { websocket } = form.options;
  const transports = transportsOf(form);
  const overWebSocket = transports.includes('websocket');
  const badToken = websocket.subprotocols.find((name) => !TOKEN.test(name));
  const badPath = [
    ...Object.values(form.mapping),
    ...(transports.includes('polling') ? [form.options.polling.itemsPath, form.options.polling.idPath] : []),
  ].find((path) => path.trim() !== '' && !isPath(path));
  return {
    subprotocols:
      overWebSocket && badToken !== undefined
        ? `The subprotocol ${JSON.stringify(badToken)} has characters that WebSocket does not allow.`
        : null,
    topics:
      overWebSocket && websocket.preset === 'phoenix' && websocket.topics.length === 0
        ? 'Enter the topics to join, such as room:lobby.'
        : null,
    operation:
      overWebSocket && websocket.preset === 'graphql-transport-ws' && websocket.operation.trim() === ''
        ? 'Enter the subscription, such as subscription { orders { id } }.'
        : null,
    variables:
      overWebSocket && websocket.preset === 'graphql-transport-ws' ? jsonProblem(websocket.variables) : null,
    cursor: transports.includes('polling') ? cursorProblem(form) : null,
    paths:
      badPath === undefined
        ? null
        : `${JSON.stringify(badPath.trim().slice(0, 60))} is no path. Write it as $.meta.id or $.items[0].`,
  };
}

function jsonProblem(text: string): string | null {
  // A variable may stand for anything, quotes included.
  if (text.trim() === '' || text.includes('{{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? null
      : 'The variables of the operation are a JSON object.';
  } catch {
    return 'The variables of the operation are not JSON.';
  }
}

function cursorProblem({ cursor }: SourceForm): string | null {
  if (cursor.from === 'body' && !isPath(cursor.path)) {
    return 'Enter the path of the cursor, such as $.next.';
  }
  if (cursor.from === 'header' && !TOKEN.test(cursor.name.trim())) {
    return 'Enter the name of the header that carries the cursor.';
  }
  if (cursor.from !== 'none' && cursor.from !== 'link' && /[\s&=#]/u.test(cursor.parameter.trim())) {
    return 'The parameter has a character in it that would break the address.';
  }
  return null;
}
