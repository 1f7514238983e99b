import { TRANSPORTS, type Transport } from '@shared/connection';
import type { Problem } from '@shared/errors';
import {
  headerNameProblem,
  headerValueProblem,
  MAX_HEADERS,
  urlProblem,
  type SourceDraft,
  type SourceView,
} from '@shared/source';
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

/** What stands in the fields of the source dialog. */
export interface SourceForm {
  url: string;
  name: string;
  strategy: Strategy;
  enabled: boolean;
  headers: HeaderRow[];
  tokenName: string;
  tokenValue: string;
  tokenStored: StoredSecret | null;
  resume: boolean;
  startFromId: string;
}

/** `auto`: WebSocket, SSE, polling: the first that works. */
export type Strategy = 'auto' | Transport;

/** What the dialog shows of an order of transports. */
function strategyOf(transports: readonly Transport[]): Strategy {
  return transports.length === 1 ? transports[0]! : 'auto';
}

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

export function emptyForm(): SourceForm {
  return {
    url: '',
    name: '',
    strategy: 'sse',
    enabled: true,
    headers: [],
    tokenName: '',
    tokenValue: '',
    tokenStored: null,
    resume: true,
    startFromId: '',
  };
}

/** The fields of a source that exists. Stored secrets come as masks: an empty field keeps them. */
export function formOf(source: SourceView): SourceForm {
  const token = source.queryToken;
  return {
    url: source.url,
    name: source.name,
    strategy: strategyOf(source.transports),
    enabled: source.enabled,
    headers: source.headers.map((header) => ({
      ...newHeader({ name: header.name, value: header.secret ? '' : header.value }),
      secret: header.secret,
      secretChosen: true,
      enabled: header.enabled,
      stored: header.secret ? { name: header.name, mask: header.value, missing: header.missing } : null,
    })),
    tokenName: token?.name ?? '',
    tokenValue: '',
    tokenStored: token ? { name: token.name, mask: token.mask, missing: token.missing } : null,
    resume: source.resume,
    startFromId: source.startFromId,
  };
}

/** Whether an empty field stands for a secret that is still there. */
export function keepsStored(name: string, stored: StoredSecret | null): boolean {
  return stored !== null && !stored.missing && stored.name.toLowerCase() === name.trim().toLowerCase();
}

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

const isBlankRow = (row: HeaderRow): boolean => row.name.trim() === '' && row.value === '' && !row.stored;

/** `https://example.com/events` gives `example.com`: the name of a source that was given none. */
export function nameFromUrl(url: string): string {
  try {
    return new URL(url.trim()).host;
  } catch {
    return '';
  }
}

export function draftOf(form: SourceForm): SourceDraft {
  const tokenName = form.tokenName.trim();
  return {
    name: (form.name.trim() || nameFromUrl(form.url)).slice(0, 120),
    url: form.url.trim(),
    transports: form.strategy === 'auto' ? [...TRANSPORTS] : [form.strategy],
    enabled: form.enabled,
    headers: form.headers
      .filter((row) => !isBlankRow(row))
      .map((row) => ({
        name: row.name.trim(),
        secret: row.secret,
        enabled: row.enabled,
        ...(row.secret && row.value === '' && keepsStored(row.name, row.stored) ? {} : { value: row.value }),
      })),
    queryToken:
      tokenName === ''
        ? null
        : {
            name: tokenName,
            ...(form.tokenValue === '' && keepsStored(tokenName, form.tokenStored)
              ? {}
              : { value: form.tokenValue }),
          },
    resume: form.resume,
    startFromId: form.startFromId,
  };
}

/** What is wrong, by field: each a whole sentence. */
export interface FormProblems {
  readonly url: string | null;
  readonly headers: ReadonlyMap<number, string>;
  readonly token: string | null;
  readonly startFromId: string | null;
}

export function problemsOf(form: SourceForm): FormProblems {
  const headers = new Map<number, string>();
  for (const row of form.headers) {
    if (isBlankRow(row)) continue;
    const problem =
      headerNameProblem(row.name.trim()) ??
      headerValueProblem(row.name.trim(), row.value) ??
      secretProblem(`the value of ${row.name.trim()}`, row);
    if (problem !== null) headers.set(row.key, problem);
  }
  return {
    url: urlProblem(form.url),
    headers,
    token: tokenProblem(form),
    // eslint-disable-next-line no-control-regex -- control characters are what this refuses
    startFromId: /[\u0000-\u001f\u007f]/u.test(form.startFromId)
      ? 'The id has a control character in it and cannot be sent.'
      : null,
  };
}

function secretProblem(what: string, row: HeaderRow): string | null {
  if (row.value !== '' || keepsStored(row.name, row.secret ? row.stored : null)) return null;
  if (!row.stored) return row.secret ? `Enter ${what}.` : null;
  if (!row.secret) return `A stored secret is never shown. Enter ${what} again to make it visible.`;
  return row.stored.missing
    ? `Enter ${what} again: it was kept for the last session only.`
    : `Enter ${what}: the stored one belongs to ${row.stored.name}.`;
}

function tokenProblem(form: SourceForm): string | null {
  const name = form.tokenName.trim();
  if (name === '')
    return form.tokenValue === '' ? null : 'The query token has no name, for example access_token.';
  if (/[\s&=#]/u.test(name))
    return 'The name of the query token has a character in it that would break the address.';
  if (form.tokenValue !== '' || keepsStored(name, form.tokenStored)) return null;
  return form.tokenStored?.missing === true
    ? 'Enter the query token again: it was kept for the last session only.'
    : 'Enter the value of the query token.';
}

export const hasProblems = (problems: FormProblems): boolean =>
  problems.url !== null ||
  problems.headers.size > 0 ||
  problems.token !== null ||
  problems.startFromId !== null;

export type RefusedField = 'url' | 'headers' | 'token' | 'footer';

/** Where the main process's refusal of a draft is shown: by the field it is about, else in the footer. */
export function refusedField(problem: Problem, form: SourceForm): RefusedField {
  switch (problem.code) {
    case 'bad-url':
      return 'url';
    case 'bad-header':
      return 'headers';
    case 'bad-token':
      return 'token';
    case 'secret-needed': {
      // The sentence names the header or the token.
      const names = (name: string): boolean => name.trim() !== '' && problem.message.includes(name.trim());
      return names(form.tokenName) && !form.headers.some((row) => names(row.name)) ? 'token' : 'headers';
    }
    default:
      return 'footer';
  }
}
