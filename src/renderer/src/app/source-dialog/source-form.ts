import { TRANSPORTS, type Transport } from '@shared/connection';
import { MAX_HEADERS, type SourceView } from '@shared/source';
import {
  DEFAULT_SOURCE_OPTIONS,
  SECRET_SLOTS,
  type MappingSetup,
  type ProxySetup,
  type SecretSlot,
  type SignIn,
  type SourceOptions,
} from '@shared/source-options';
import { looksSecret } from './secret-names';
import type { NamedValue } from './split-headers';

/** A value that the main process keeps and the window never sees. */
export interface StoredSecret {
  /** The name it was stored under: under another name there is nothing. */
  readonly name: string;
  readonly mask: string;
  /** It was kept for the last session only. */
  readonly missing: boolean;
}

export interface HeaderRow {
  /** Of this row for as long as the dialog is open. */
  readonly key: number;
  name: string;
  value: string;
  secret: boolean;
  /** Somebody chose secret or visible: the name no longer decides. */
  secretChosen: boolean;
  enabled: boolean;
  stored: StoredSecret | null;
}

/** A secret of the options: what was typed, what is stored, and whether the stored one is to go. */
export interface SecretField {
  value: string;
  readonly stored: StoredSecret | null;
  removed: boolean;
}

export type AuthKind = SignIn['kind'] | 'query-token';

type PollingOptions = SourceOptions['polling'];
export type CursorKind = PollingOptions['cursor']['from'];

/** What stands in the fields of the source dialog. Fields that a choice hides keep what was typed in them. */
export interface SourceForm {
  url: string;
  name: string;
  strategy: Strategy;
  /** What `auto` tries, in order. */
  order: Transport[];
  enabled: boolean;
  headers: HeaderRow[];
  auth: AuthKind;
  tokenName: string;
  tokenValue: string;
  tokenStored: StoredSecret | null;
  resume: boolean;
  startFromId: string;
  signIn: {
    username: string;
    header: string;
    tokenUrl: string;
    clientId: string;
    scope: string;
    audience: string;
    authentication: 'basic' | 'post';
  };
  proxy: { kind: ProxySetup['kind']; url: string; username: string; except: string };
  cursor: { from: CursorKind; path: string; name: string; parameter: string };
  mapping: MappingSetup;
  /** Addresses of single transports; empty: the source's own. */
  urls: Record<Transport, string>;
  options: Omit<SourceOptions, 'signIn' | 'proxy' | 'mapping' | 'urls'>;
  secrets: Record<SecretSlot, SecretField>;
}

/** `auto`: an order of transports, the first that works. */
export type Strategy = 'auto' | Transport;

let nextKey = 1;

export function newHeader(from: Partial<NamedValue> = {}): HeaderRow {
  const name = from.name ?? '';
  return {
    key: nextKey++,
    name,
    value: from.value ?? '',
    secret: looksSecret(name),
    secretChosen: false,
    enabled: true,
    stored: null,
  };
}

const NO_PATHS: MappingSetup = { type: '', id: '', channel: '', time: '', data: '', items: '' };

/** The fields of the options, each part with room for every choice. */
function optionFields(
  all: SourceOptions,
  stored: SourceView['secrets'],
): Pick<SourceForm, 'signIn' | 'proxy' | 'cursor' | 'mapping' | 'urls' | 'options' | 'secrets'> {
  // Not a `structuredClone`: what comes from a store may be a proxy.
  const { signIn, proxy, mapping, urls, ...options } = JSON.parse(JSON.stringify(all)) as SourceOptions;
  const { kind: _kind, ...signInParts } = signIn;
  return {
    options,
    signIn: {
      username: '',
      header: 'X-Api-Key',
      tokenUrl: '',
      clientId: '',
      scope: '',
      audience: '',
      authentication: 'basic',
      ...signInParts,
    },
    proxy: { url: '', username: '', except: '', ...proxy },
    cursor: { path: '', name: '', parameter: 'cursor', ...options.polling.cursor },
    mapping: { ...NO_PATHS, ...mapping },
    urls: { websocket: '', sse: '', polling: '', ...urls },
    secrets: Object.fromEntries(
      SECRET_SLOTS.map((slot): [SecretSlot, SecretField] => {
        const kept = stored[slot];
        return [slot, { value: '', stored: kept ? { name: slot, ...kept } : null, removed: false }];
      }),
    ) as Record<SecretSlot, SecretField>,
  };
}

export function emptyForm(): SourceForm {
  return {
    url: '',
    name: '',
    strategy: 'auto',
    order: [...TRANSPORTS],
    enabled: true,
    headers: [],
    auth: 'none',
    tokenName: '',
    tokenValue: '',
    tokenStored: null,
    resume: true,
    startFromId: '',
    ...optionFields(DEFAULT_SOURCE_OPTIONS, {}),
  };
}

/** The fields of a source that exists. Stored secrets come as masks: an empty field keeps them. */
export function formOf(source: SourceView): SourceForm {
  const token = source.queryToken;
  const { kind } = source.options.signIn;
  const isPinned = source.transports.length === 1;
  return {
    url: source.url,
    name: source.name,
    strategy: isPinned ? source.transports[0]! : 'auto',
    order: isPinned ? [...TRANSPORTS] : [...source.transports],
    enabled: source.enabled,
    headers: source.headers.map((header) => ({
      ...newHeader({ name: header.name, value: header.secret ? '' : header.value }),
      secret: header.secret,
      secretChosen: true,
      enabled: header.enabled,
      stored: header.secret ? { name: header.name, mask: header.value, missing: header.missing } : null,
    })),
    auth: kind === 'none' && token ? 'query-token' : kind,
    tokenName: token?.name ?? '',
    tokenValue: '',
    tokenStored: token ? { name: token.name, mask: token.mask, missing: token.missing } : null,
    resume: source.resume,
    startFromId: source.startFromId,
    ...optionFields(source.options, source.secrets),
  };
}

/** Whether an empty field stands for a secret that is still there. */
export function keepsStored(name: string, stored: StoredSecret | null): boolean {
  return stored !== null && !stored.missing && stored.name.toLowerCase() === name.trim().toLowerCase();
}

/** Whether there is a secret: typed now, or stored and not removed. */
export const hasSecret = ({ value, stored, removed }: SecretField): boolean =>
  value !== '' || (stored !== null && !stored.missing && !removed);

/** Whether the query token is sent: chosen, or stored beside another way to sign in. */
export const usesQueryToken = (form: SourceForm): boolean =>
  form.auth === 'query-token' || (form.auth !== 'none' && form.tokenStored !== null);

/** Transports of the draft, in order. */
export const transportsOf = (form: SourceForm): Transport[] =>
  form.strategy === 'auto' ? [...form.order] : [form.strategy];

/** Adds pasted headers: in place of an empty row at `key`, else behind it. */
export function withHeaders(
  rows: readonly HeaderRow[],
  key: number | null,
  added: readonly NamedValue[],
): HeaderRow[] {
  const at = rows.findIndex((row) => row.key === key);
  const isBlank = at >= 0 && rows[at]!.name === '' && rows[at]!.value === '' && !rows[at]!.stored;
  const before = at < 0 ? rows : rows.slice(0, isBlank ? at : at + 1);
  const after = at < 0 ? [] : rows.slice(at + 1);
  return [...before, ...added.map(newHeader), ...after].slice(0, MAX_HEADERS);
}

export const isBlankRow = (row: HeaderRow): boolean =>
  row.name.trim() === '' && row.value === '' && !row.stored;

/** `https://example.com/events` gives `example.com`: the name of a source that was given none. */
export function nameFromUrl(url: string): string {
  try {
    return new URL(url.trim()).host;
  } catch {
    return '';
  }
}
