import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem } from '@shared/source';
import { METHODS, type Method } from '@shared/source-options';
import { t, worded, type MessageKey } from '../../i18n/i18n';
import { listed } from '../../ui/format';
import {
  BODY,
  FILES,
  FLAGS_WITHOUT_VALUE,
  HARMLESS,
  HARMLESS_WITH_VALUE,
  PROXIES,
  UNSUPPORTED_WITH_VALUE,
  VALUE_OPTIONS,
} from './curl-options';
import { credentials, fileOf, proxyOf, urlEncoded } from './curl-values';
import type { CurlProxy, CurlRequest } from './curl-request';
import { shellWords } from './shell-words';
import type { NamedValue } from './split-headers';

/**
 * Reads the request out of a curl command. Nothing is run, no file is read, no variable filled in.
 * @throws StreamgaugeError `bad-curl` with a sentence when the text is no curl command, has no address, or takes
 *   headers or options from a file
 */
export function parseCurl(command: string): CurlRequest {
  const trimmed = command.trim().replace(/^(?:PS [^>\n]{0,200}>|[$>#])\s+/u, '');
  if (trimmed === '') throw refused(t('dialogs.curl.refused.empty'));
  if (/^(?:Invoke-WebRequest|iwr|\$session\b)/iu.test(trimmed)) {
    throw refused(t('dialogs.curl.refused.powershell'), t('dialogs.curl.refused.asCurl'));
  }
  if (/^fetch\(/u.test(trimmed)) {
    throw refused(t('dialogs.curl.refused.fetch'), t('dialogs.curl.refused.asCurl'));
  }
  const { words, unfilled } = shellWords(trimmed.replace(/^&\s+/u, ''));
  if (!/(?:^|[\\/])curl(?:\.exe)?$/iu.test(words[0] ?? '')) {
    throw refused(t('dialogs.curl.refused.notCurl'));
  }
  const reader = new CurlReader();
  reader.read(words.slice(1));
  const request = reader.request();
  const notes = [...reader.notes];
  for (const name of new Set(unfilled)) {
    notes.push(t('dialogs.curl.note.unfilled', { name }));
  }
  return { ...request, notes };
}

const refused = (sentence: string, hint?: string): StreamgaugeError =>
  new StreamgaugeError('bad-curl', sentence, hint === undefined ? {} : { hint });

class CurlReader {
  readonly notes: string[] = [];
  readonly #headers: NamedValue[] = [];
  readonly #data: string[] = [];
  readonly #query: string[] = [];
  #url: string | null = null;
  #startFromId = '';
  #method: string | null = null;
  #dataInQuery = false;
  #hasBody = false;
  #isJson = false;
  #user: CurlRequest['user'] = null;
  #proxy: { readonly url: string; readonly username: string; readonly password: string } | null = null;
  #proxyUser: { readonly username: string; readonly password: string } | null = null;
  #except = '';
  #insecure = false;
  #passphrase = '';
  #unixSocket = '';
  #http2 = true;

  read(words: readonly string[]): void {
    let onlyAddresses = false;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (onlyAddresses || !word.startsWith('-') || word === '-') {
        this.#address(word);
      } else if (word === '--') {
        onlyAddresses = true;
      } else if (word.startsWith('--')) {
        i += this.#option(word, words[i + 1]);
      } else {
        // `-sN`, `-XGET`, `-H'Name: value'`: flags run together, the last may carry its value.
        for (let at = 1; at < word.length; at++) {
          const rest = word.slice(at + 1);
          if (FLAGS_WITHOUT_VALUE.test(word[at]!)) {
            this.#option(`-${word[at]}`, undefined);
            continue;
          }
          const taken = this.#option(`-${word[at]}`, rest === '' ? words[i + 1] : rest);
          if (rest === '') i += taken;
          break;
        }
      }
    }
  }

  request(): Omit<CurlRequest, 'notes'> {
    if (this.#url === null) throw refused(t('dialogs.curl.refused.noAddress'));
    const query = [...this.#query, ...(this.#dataInQuery ? this.#data : [])].join('&');
    const body = this.#dataInQuery ? '' : this.#data.join(this.#isJson ? '' : '&');
    const method = this.#methodOf(this.#hasBody && !this.#dataInQuery);
    const bodyType = this.#takeBodyType(method);
    if (method === 'GET' && body !== '') this.notes.push(t('dialogs.curl.note.getBody'));
    return {
      url: query === '' ? this.#url : `${this.#url}${this.#url.includes('?') ? '&' : '?'}${query}`,
      method,
      body: method === 'GET' ? '' : body,
      bodyType,
      headers: this.#headers,
      user: this.#user,
      startFromId: this.#startFromId,
      proxy: this.#proxyOf(),
      insecure: this.#insecure,
      passphrase: this.#passphrase,
      unixSocket: this.#unixSocket,
      http2: this.#http2,
    };
  }

  #methodOf(sendsBody: boolean): Method {
    const usual = sendsBody ? 'POST' : 'GET';
    if (this.#method === null) return usual;
    const known = METHODS.find((method) => method === this.#method);
    if (known === undefined) {
      const methods = listed(METHODS);
      this.notes.push(t('dialogs.curl.note.method', { method: this.#method, methods }));
    }
    return known ?? usual;
  }

  /** A body has its type in a field of its own, not among the headers. */
  #takeBodyType(method: Method): string {
    const at = this.#headers.findIndex(({ name }) => name.toLowerCase() === 'content-type');
    if (at !== -1 && method !== 'GET') return this.#headers.splice(at, 1)[0]!.value;
    return this.#isJson || !this.#hasBody ? 'application/json' : 'application/x-www-form-urlencoded';
  }

  #proxyOf(): CurlProxy | null {
    if (this.#except.trim() === '*') return { kind: 'none' };
    if (this.#proxy === null) {
      if (this.#except !== '') this.notes.push(t('dialogs.curl.note.noproxy'));
      return null;
    }
    const { username, password } = this.#proxyUser ?? this.#proxy;
    return { kind: 'manual', url: this.#proxy.url, username, password, except: this.#except };
  }

  /** Takes in one option; returns how many words its value took. */
  #option(name: string, value: string | undefined): 0 | 1 {
    if (HARMLESS.has(name)) return 0;
    switch (name) {
      case '-G':
      case '--get':
        this.#dataInQuery = true;
        return 0;
      case '-k':
      case '--insecure':
        this.#insecure = true;
        return 0;
      case '--http1.1':
      case '--http1.0':
      case '-0':
        this.#http2 = false;
        return 0;
      case '-I':
      case '--head':
        this.notes.push(t('dialogs.curl.note.head'));
        return 0;
    }
    if (HARMLESS_WITH_VALUE.has(name)) return 1;
    const unsupported = UNSUPPORTED_WITH_VALUE[name];
    if (unsupported !== undefined) {
      this.notes.push(t('dialogs.curl.note.unsupported', { option: name, what: t(unsupported) }));
      return 1;
    }
    return this.#optionWithValue(name, value);
  }

  #optionWithValue(name: string, given: string | undefined): 0 | 1 {
    const take = VALUE_OPTIONS[name];
    const file = FILES[name];
    const scheme = PROXIES[name];
    if (take === undefined && !BODY.has(name) && file === undefined && scheme === undefined) {
      this.notes.push(t('dialogs.curl.note.unknown', { option: name }));
      return 0;
    }
    if (given === undefined) throw refused(t('dialogs.curl.refused.noValue', { option: name }));
    if (BODY.has(name)) this.#body(name, given);
    else if (file !== undefined) this.#file(name, given, file);
    else if (scheme !== undefined) this.#proxy = proxyOf(given, scheme);
    else this.#take(take!, given);
    return 1;
  }

  #take(what: (typeof VALUE_OPTIONS)[string], value: string): void {
    switch (what) {
      case 'header':
        return this.#header(value);
      case 'user':
        this.#user = credentials(value);
        if (!value.includes(':')) this.notes.push(t('dialogs.curl.note.noPassword'));
        return;
      case 'proxy-user':
        this.#proxyUser = credentials(value);
        return;
      case 'cookie':
        if (!value.includes('=')) throw fromFile('-b');
        return this.#add('Cookie', value);
      case 'user-agent':
        return this.#add('User-Agent', value);
      case 'referer':
        return this.#add('Referer', value.replace(/;auto$/u, ''));
      case 'bearer':
        return this.#add('Authorization', `Bearer ${value}`);
      case 'method':
        this.#method = value.toUpperCase();
        return;
      case 'url':
        return this.#address(value);
      case 'query':
        this.#query.push(value.startsWith('+') ? value.slice(1) : urlEncoded(value));
        return;
      case 'noproxy':
        this.#except = value;
        return;
      case 'socket':
        this.#unixSocket = value;
        return;
      case 'passphrase':
        this.#passphrase = value;
        return;
      case 'config':
        throw fromFile('-K');
    }
  }

  #body(name: string, value: string): void {
    this.#hasBody = true;
    if (name === '--json') {
      this.#isJson = true;
      if (!this.#headers.some((header) => header.name.toLowerCase() === 'accept')) {
        this.#add('Accept', 'application/json');
      }
    }
    const file = fileOf(name, value);
    if (file !== null) this.notes.push(t('dialogs.curl.note.bodyFile', { file }));
    else this.#data.push(name === '--data-urlencode' ? urlEncoded(value) : value);
  }

  #file(name: string, value: string, what: MessageKey): void {
    // `--cert client.pem:passphrase`; a drive letter is no file.
    const found = name === '--cert' || name === '-E' ? /^(.{2,}?):(.*)$/su.exec(value) : null;
    if (found && !/^\/\//u.test(found[2]!)) this.#passphrase = found[2]!;
    const path = found ? found[1]! : value;
    this.notes.push(t('dialogs.curl.note.tlsFile', { file: path, what: t(what) }));
  }

  #header(text: string): void {
    if (text.startsWith('@')) throw fromFile('-H');
    const found = /^([^:;]*)(?::\s*(.*)|;\s*)$/su.exec(text);
    if (!found) {
      this.notes.push(t('dialogs.curl.note.noColon'));
      return;
    }
    const name = found[1]!.trim();
    const value = (found[2] ?? '').trim();
    // `Name:` takes one of curl's own headers off; a source has none of them.
    if (text.includes(':') && value === '') return;
    if (name.toLowerCase() === 'last-event-id') this.#startFromId = value;
    // The length is of curl's body; a source counts its own.
    else if (name.toLowerCase() !== 'content-length') this.#add(name, value);
  }

  #add(name: string, value: string): void {
    const problem = headerNameProblem(name);
    if (problem !== null) this.notes.push(t('dialogs.curl.note.badHeader', { problem: worded(problem) }));
    else this.#headers.push({ name, value });
  }

  #address(text: string): void {
    if (this.#url !== null) {
      this.notes.push(t('dialogs.curl.note.onlyFirst'));
      return;
    }
    // Without a scheme curl means http.
    this.#url = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`;
  }
}

function fromFile(option: string): StreamgaugeError {
  return refused(t('dialogs.curl.refused.fromFile', { option }), t('dialogs.curl.refused.putValue'));
}
