import type { HeaderField } from '../credentials/credential';
import { resumeProblem } from '../resume';
import type { ResolvedPolling } from './polling-options';
import { secretParameters } from './answer-facts';
import type { PollAnswer, PollQuestion } from './polling-request';
import { SeenItems } from './polling-seen';
import type { TransportRequest } from './transport';

export type PollingForm = 'hub' | 'nchan' | 'generic';

/** nchan's message id, as its event streams have it: `1795262909:0`. */
const NCHAN_ID = /^(\d{9,11}):([\d,[\]-]{1,200})$/u;
/** Longer validators are not sent back: servers refuse requests with longer headers. */
const MAX_VALIDATOR_LENGTH = 1_024;

/** Where a source stands in what it polls: all that the next poll depends on. */
export class PollingPlace {
  /** Null until an answer tells. */
  form: PollingForm | null;
  /** What a later run would go on from; `''` for nothing. */
  position: string;
  /** Our hub's name for us. */
  client: string | null = null;
  readonly seen = new SeenItems();
  #validators: { readonly url: string; readonly conditions: readonly HeaderField[] } | null = null;
  /** What the last answered poll asked. */
  #answered: string | null = null;
  /** Whether this poll asked from another place than the one before. */
  moved = false;
  /** An answer is being handed on: until that is done, what counts as seen is not. */
  delivering = false;
  /** The mark of the last answer that was one event as a whole. */
  lastWhole: string | null = null;

  constructor({ form }: ResolvedPolling, position: string) {
    this.position = position;
    this.form = form !== 'auto' ? form : NCHAN_ID.test(position) ? 'nchan' : null;
  }

  /** @param atOnce asks our hub not to hold the poll, where that is known or may be */
  question(request: TransportRequest, options: ResolvedPolling, atOnce: boolean): PollQuestion {
    let url = new URL(request.url);
    const { position, form } = this;
    const { cursor } = options;
    if (cursor?.from === 'link' && form !== 'hub' && form !== 'nchan') {
      const next = position === '' ? null : sameOrigin(position, url);
      if (next) {
        for (const name of secretParameters(request)) {
          const value = url.searchParams.get(name);
          if (value !== null) next.searchParams.set(name, value);
        }
        url = next;
      }
    } else if (form === 'hub' || (form === null && !cursor)) {
      if (position !== '') url.searchParams.set('cursor', position);
      if (this.client !== null) url.searchParams.set('client', this.client);
      if (atOnce && (position !== '' || form === 'hub')) url.searchParams.set('wait', '0');
    } else if (cursor && cursor.from !== 'link' && form !== 'nchan' && position !== '') {
      url.searchParams.set(cursor.parameter ?? 'cursor', position);
    }
    for (const { query = [] } of request.credentials ?? []) {
      for (const [name, value] of query) url.searchParams.set(name, value);
    }
    return { url, conditions: this.#conditions(url) };
  }

  #conditions(url: URL): readonly HeaderField[] {
    if (this.form === 'nchan') {
      const [, seconds, tag] = NCHAN_ID.exec(this.position) ?? [];
      if (seconds === undefined || tag === undefined) return [];
      return [
        ['If-Modified-Since', new Date(Number(seconds) * 1_000).toUTCString()],
        ['If-None-Match', tag],
      ];
    }
    return this.#validators?.url === url.href ? this.#validators.conditions : [];
  }

  /** An answer to `question` came; remembers what it can be asked for by (RFC 9110 §13.1). */
  answered({ url }: PollQuestion, { header, status }: PollAnswer): void {
    this.moved = this.#answered !== null && this.#answered !== url.href;
    this.#answered = url.href;
    if (status !== 200) return;
    const conditions: HeaderField[] = [];
    const etag = header('etag');
    if (etag !== null && isValidator(etag)) conditions.push(['If-None-Match', etag]);
    const modified = header('last-modified');
    if (modified !== null && modified.length < 64 && !Number.isNaN(Date.parse(modified)))
      conditions.push(['If-Modified-Since', modified]);
    this.#validators = conditions.length === 0 ? null : { url: url.href, conditions };
  }
}

/** nchan says which headers its answers depend on, and names messages by time and tag. */
export function isNchan({ header }: PollAnswer): boolean {
  const vary = (header('vary') ?? '').toLowerCase();
  return vary.includes('if-none-match') && vary.includes('if-modified-since');
}

/** The id of a message of nchan; null when the answer has none. */
export function nchanId({ header }: PollAnswer): string | null {
  const seconds = Math.floor(Date.parse(header('last-modified') ?? '') / 1_000);
  const id = `${seconds}:${(header('etag') ?? '').replaceAll('"', '')}`;
  return NCHAN_ID.test(id) ? id : null;
}

/** What may be sent back to go on from; null for what is no cursor or cannot be carried. */
export function usableCursor(value: string | null): string | null {
  return value === null || value === '' || resumeProblem(value) !== null ? null : value;
}

/** The target of `Link: rel="next"` (RFC 8288 §3) as a path of this origin, without secrets; null for none. */
export function nextLink(field: string | null, base: URL, request: TransportRequest): string | null {
  for (const [, target, parameters] of (field ?? '').slice(0, 16_384).matchAll(/<([^<>]*)>([^<]*)/gu)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/iu.exec(parameters!) ?? [];
    const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/u);
    if (!relations.includes('next')) continue;
    const next = sameOrigin(target!, base);
    if (!next) return null;
    for (const name of secretParameters(request)) next.searchParams.delete(name);
    return usableCursor(next.pathname + next.search);
  }
  return null;
}

function sameOrigin(target: string, base: URL): URL | null {
  try {
    const url = new URL(target, base);
    return url.origin === base.origin ? url : null;
  } catch {
    return null;
  }
}

/** RFC 9110 §8.8.3, and the bare tokens that some servers send. */
function isValidator(etag: string): boolean {
  return (
    etag.length <= MAX_VALIDATOR_LENGTH &&
    /^(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"|[\x21\x23-\x7e]+)$/u.test(etag)
  );
}
