import type { Transport } from '@shared/connection';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';
import { MAX_BODY, type SecretSlot } from '@shared/source-options';
import { t, worded } from '../../i18n/i18n';
import { whole } from '../../ui/format';
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
import { transportName } from '../../ui/transport-name';

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

const inWords = (sentence: string | null): string | null => (sentence === null ? null : worded(sentence));

/** Variables may stand anywhere but for the scheme. */
function addressProblem(text: string): string | null {
  return text.trim().startsWith('{{')
    ? t('dialogs.problem.variableStart')
    : inWords(urlProblem(withStandIns(text)));
}

export function problemsOf(form: SourceForm): FormProblems {
  const found: Partial<Record<CheckedField, string | null>> = {
    url: addressProblem(form.url),
    ...ladderProblems(form),
    body: form.options.body.length > MAX_BODY ? t('dialogs.problem.bodyLong', { n: whole(MAX_BODY) }) : null,
    token: usesQueryToken(form) ? tokenProblem(form) : null,
    ...signInProblems(form),
    ...lineProblems(form),
    backoff: form.options.backoff.capMs < form.options.backoff.floorMs ? t('dialogs.problem.backoff') : null,
    startFromId: CONTROL.test(form.startFromId) ? t('dialogs.problem.startId') : null,
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
      inWords(headerNameProblem(row.name.trim())) ??
      inWords(headerValueProblem(row.name.trim(), row.value)) ??
      storedProblem(t('dialogs.problem.valueOf', { name: row.name.trim() }), row);
    if (problem !== null) headers.set(row.key, problem);
  }
  return headers;
}

/** German sentences begin with what is to be entered, which is written small inside of others. */
const entered = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

function storedProblem(what: string, row: HeaderRow): string | null {
  if (row.value !== '' || keepsStored(row.name, row.secret ? row.stored : null)) return null;
  if (!row.stored) return row.secret ? entered(t('dialogs.problem.enter', { what })) : null;
  if (!row.secret) return t('dialogs.problem.neverShown', { what });
  return row.stored.missing
    ? entered(t('dialogs.problem.enterAgain', { what }))
    : entered(t('dialogs.problem.belongs', { what, name: row.stored.name }));
}

function tokenProblem(form: SourceForm): string | null {
  const name = form.tokenName.trim();
  if (name === '') return t('dialogs.problem.tokenNoName');
  if (/[\s&=#]/u.test(name)) return t('dialogs.problem.tokenBadName');
  if (form.tokenValue !== '' || keepsStored(name, form.tokenStored)) return null;
  return form.tokenStored?.missing === true
    ? t('dialogs.problem.tokenAgain')
    : t('dialogs.problem.tokenValue');
}

type Found = Partial<Record<CheckedField, string | null>>;

function ladderProblems(form: SourceForm): Found {
  const used = transportsOf(form);
  const wrong = used.map((transport) => rungProblem(form, transport)).find((sentence) => sentence !== null);
  return {
    order: used.length === 0 ? t('dialogs.problem.noTransport') : null,
    urls: wrong ?? null,
  };
}

function rungProblem({ urls }: SourceForm, transport: Transport): string | null {
  const url = urls[transport].trim();
  if (url === '') return null;
  const problem =
    transport !== 'websocket' && /^wss?:/iu.test(url) ? t('dialogs.problem.httpOnly') : addressProblem(url);
  return problem === null
    ? null
    : t('dialogs.problem.rung', { transport: transportName(transport), problem });
}

function secretProblem(form: SourceForm, slot: SecretSlot): string | null {
  const field = form.secrets[slot];
  const what = t(`dialogs.slot.${slot}`);
  if (hasSecret(field)) {
    return /[\r\n]/u.test(field.value) ? t('dialogs.problem.lineBreak', { what }) : null;
  }
  return field.stored?.missing === true && !field.removed
    ? entered(t('dialogs.problem.enterAgain', { what }))
    : entered(t('dialogs.problem.enter', { what }));
}

function signInProblems(form: SourceForm): Found {
  const { signIn } = form;
  switch (form.auth) {
    case 'bearer':
      return { secret: secretProblem(form, 'token') };
    case 'api-key':
      return {
        apiKeyHeader: inWords(headerNameProblem(signIn.header.trim())),
        secret: secretProblem(form, 'token'),
      };
    case 'basic':
      return {
        // RFC 7617 §2: the first colon ends the name.
        username: signIn.username.includes(':') ? t('dialogs.problem.colon') : null,
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
            ? t('dialogs.problem.tokenUrl')
            : /^wss?:/iu.test(signIn.tokenUrl.trim())
              ? t('dialogs.problem.tokenUrlScheme')
              : addressProblem(signIn.tokenUrl),
        clientId: signIn.clientId.trim() === '' ? t('dialogs.problem.clientId') : null,
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
        ? certificateProblem(tls.certificate, t('dialogs.pem.theCertificate'))
        : key.value !== ''
          ? t('dialogs.problem.keyAlone')
          : null,
    privateKey:
      tls.certificate === ''
        ? null
        : key.value !== ''
          ? privateKeyProblem(key.value, form.secrets.passphrase)
          : hasSecret(key)
            ? null
            : secretProblem(form, 'privateKey'),
    authorities:
      tls.authorities === '' ? null : certificateProblem(tls.authorities, t('dialogs.pem.theAuthorities')),
    serverName: /[\s/:]/u.test(tls.serverName.trim()) ? t('dialogs.problem.serverName') : null,
    unixSocket:
      unixSocket.trim() === '' || /^(?:\/|\\\\|\{\{)/u.test(unixSocket.trim())
        ? null
        : t('dialogs.problem.socket'),
  };
}

function proxyProblem(url: string): string | null {
  if (url === '') return t('dialogs.problem.proxyNone');
  if (/^[a-z0-9+.-]+:\/\/[^/?#]*@/iu.test(url)) {
    return t('dialogs.problem.proxyCredentials');
  }
  return PROXY.test(url) || url.startsWith('{{') ? null : t('dialogs.problem.proxyScheme');
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
        ? t('dialogs.problem.subprotocol', { name: JSON.stringify(badToken) })
        : null,
    topics:
      overWebSocket && websocket.preset === 'phoenix' && websocket.topics.length === 0
        ? t('dialogs.problem.topics')
        : null,
    operation:
      overWebSocket && websocket.preset === 'graphql-transport-ws' && websocket.operation.trim() === ''
        ? t('dialogs.problem.operation', { example: 'subscription { orders { id } }' })
        : null,
    variables:
      overWebSocket && websocket.preset === 'graphql-transport-ws' ? jsonProblem(websocket.variables) : null,
    cursor: transports.includes('polling') ? cursorProblem(form) : null,
    paths:
      badPath === undefined
        ? null
        : t('dialogs.problem.path', { path: JSON.stringify(badPath.trim().slice(0, 60)) }),
  };
}

function jsonProblem(text: string): string | null {
  // A variable may stand for anything, quotes included.
  if (text.trim() === '' || text.includes('{{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? null
      : t('dialogs.problem.variablesObject');
  } catch {
    return t('dialogs.problem.variablesJson');
  }
}

function cursorProblem({ cursor }: SourceForm): string | null {
  if (cursor.from === 'body' && !isPath(cursor.path)) {
    return t('dialogs.problem.cursorPath');
  }
  if (cursor.from === 'header' && !TOKEN.test(cursor.name.trim())) {
    return t('dialogs.problem.cursorHeader');
  }
  if (cursor.from !== 'none' && cursor.from !== 'link' && /[\s&=#]/u.test(cursor.parameter.trim())) {
    return t('dialogs.problem.cursorParameter');
  }
  return null;
}
