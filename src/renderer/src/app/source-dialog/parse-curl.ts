import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem } from '@shared/source';
import { shellWords } from './shell-words';
import type { NamedValue } from './split-headers';

export interface CurlRequest {
  readonly url: string;
  readonly headers: readonly NamedValue[];
  /** From a `Last-Event-ID` header; empty for none. */
  readonly startFromId: string;
  /** Whole sentences about what was left out or must be looked at. */
  readonly notes: readonly string[];
}

/** Options that change nothing here: how curl prints, and what a source does anyway. */
const HARMLESS = new Set(
  `-N --no-buffer -s --silent -S --show-error -v --verbose -i --include -L --location -g --globoff --compressed
   --http1.1 --http2 --http1.0 --http2-prior-knowledge -4 --ipv4 -6 --ipv6 -f --fail --fail-with-body -#
   --progress-bar --no-progress-meter --tcp-nodelay --no-keepalive --path-as-is`.split(/\s+/u),
);
/** Options with a value that change nothing here. */
const HARMLESS_WITH_VALUE = new Set(
  `-o --output -w --write-out -m --max-time --connect-timeout --retry --retry-delay --retry-max-time --max-redirs
   --limit-rate --keepalive-time -y --speed-time -Y --speed-limit -D --dump-header -c --cookie-jar --trace
   --trace-ascii --stderr`.split(/\s+/u),
);
/** Options with a value that a source cannot follow, with what they are. */
const UNSUPPORTED_WITH_VALUE: Readonly<Record<string, string>> = {
  '-x': 'a proxy',
  '--proxy': 'a proxy',
  '-U': 'a proxy password',
  '--proxy-user': 'a proxy password',
  '--proxy-header': 'a proxy header',
  '--noproxy': 'a proxy exception',
  '-E': 'a client certificate',
  '--cert': 'a client certificate',
  '--key': 'a client key',
  '--pass': 'a client key',
  '--cacert': 'a certificate authority',
  '--capath': 'a certificate authority',
  '--resolve': 'an address of its own',
  '--connect-to': 'an address of its own',
  '--unix-socket': 'a socket file',
  '--interface': 'a network interface',
  '-r': 'a byte range',
  '--range': 'a byte range',
  '--aws-sigv4': 'request signing',
};
const BODY = new Set(
  '-d --data --data-raw --data-binary --data-ascii --data-urlencode --json -F --form --form-string -T --upload-file'.split(
    ' ',
  ),
);
const FLAGS_WITHOUT_VALUE = /^[#046GNSfgijkLsvqIlnpRaBO]$/u;

/**
 * Reads the request out of a curl command. Nothing is run, no file is read, no variable filled in.
 * @throws StreamgaugeError `bad-curl` with a sentence when the text is no curl command, has no address, or takes
 *   something from a file
 */
export function parseCurl(command: string): CurlRequest {
  const trimmed = command.trim().replace(/^[$>#]\s+/u, '');
  if (trimmed === '') throw refused('Paste a curl command.');
  const { words, unfilled } = shellWords(trimmed);
  if (!/(?:^|[\\/])curl(?:\.exe)?$/iu.test(words[0] ?? '')) {
    throw refused('This is not a curl command: it does not start with curl.');
  }
  const reader = new CurlReader();
  reader.read(words.slice(1));
  const request = reader.request();
  const notes = [...reader.notes];
  for (const name of new Set(unfilled)) {
    notes.push(`${name} is not filled in here. Put its value in its place.`);
  }
  return { ...request, notes };
}

const refused = (sentence: string, hint?: string): StreamgaugeError =>
  new StreamgaugeError('bad-curl', sentence, hint === undefined ? {} : { hint });

class CurlReader {
  readonly notes: string[] = [];
  readonly #headers: NamedValue[] = [];
  readonly #data: string[] = [];
  #url: string | null = null;
  #startFromId = '';
  #method: string | null = null;
  #dataInQuery = false;

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
    if (this.#url === null) throw refused('The curl command has no address.');
    if (this.#method !== null && this.#method !== 'GET') {
      this.notes.push(`The method ${this.#method} is left out: a source asks with GET.`);
    }
    let url = this.#url;
    if (this.#data.length > 0 && this.#dataInQuery) {
      url += `${url.includes('?') ? '&' : '?'}${this.#data.join('&')}`;
    } else if (this.#data.length > 0) {
      this.notes.push('The body is left out: a source asks with GET, which has none.');
    }
    return { url, headers: this.#headers, startFromId: this.#startFromId };
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
        this.notes.push('--insecure is left out: certificates are always checked.');
        return 0;
      case '-I':
      case '--head':
        this.notes.push('--head is left out: it asks for headers only.');
        return 0;
    }
    if (HARMLESS_WITH_VALUE.has(name)) return 1;
    const unsupported = UNSUPPORTED_WITH_VALUE[name];
    if (unsupported !== undefined) {
      this.notes.push(`${name} is left out: a source cannot use ${unsupported} yet.`);
      return 1;
    }
    return this.#optionWithValue(name, value);
  }

  #optionWithValue(name: string, value: string | undefined): 0 | 1 {
    const needed = (): string => {
      if (value === undefined) throw refused(`The option ${name} has no value.`);
      return value;
    };
    if (BODY.has(name)) {
      if (this.#namesFile(name, needed())) throw fromFile(name);
      this.#data.push(needed());
      return 1;
    }
    switch (name) {
      case '-H':
      case '--header':
        this.#header(needed());
        return 1;
      case '-u':
      case '--user':
        this.#user(needed());
        return 1;
      case '-b':
      case '--cookie':
        if (!needed().includes('=')) throw fromFile(name);
        this.#add('Cookie', needed());
        return 1;
      case '-A':
      case '--user-agent':
        this.#add('User-Agent', needed());
        return 1;
      case '-e':
      case '--referer':
        this.#add('Referer', needed());
        return 1;
      case '--oauth2-bearer':
        this.#add('Authorization', `Bearer ${needed()}`);
        return 1;
      case '-X':
      case '--request':
        this.#method = needed().toUpperCase();
        return 1;
      case '--url':
        this.#address(needed());
        return 1;
      case '-K':
      case '--config':
        throw fromFile(name);
    }
    this.notes.push(`The option ${name} is not known and is left out.`);
    return 0;
  }

  /** `@file` for data; `name@file` for --data-urlencode; `name=@file` and `name=<file` for forms. */
  #namesFile(name: string, value: string): boolean {
    if (name === '-F' || name === '--form') return /^[^=]*=[@<]/u.test(value);
    if (name === '--data-urlencode') return /^[^=]*@/u.test(value);
    if (name === '-T' || name === '--upload-file') return true;
    return name !== '--data-raw' && name !== '--form-string' && value.startsWith('@');
  }

  #header(text: string): void {
    if (text.startsWith('@')) throw fromFile('-H');
    const found = /^([^:;]*)(?::\s*(.*)|;\s*)$/su.exec(text);
    if (!found) {
      this.notes.push('A header without a colon is left out.');
      return;
    }
    const name = found[1]!.trim();
    const value = (found[2] ?? '').trim();
    // `Name:` takes one of curl's own headers off; a source has none of them.
    if (text.includes(':') && value === '') return;
    if (name.toLowerCase() === 'last-event-id') this.#startFromId = value;
    else this.#add(name, value);
  }

  #user(text: string): void {
    if (!text.includes(':')) {
      throw refused('The -u option has no password: curl would ask for it.', 'Write it as -u name:password.');
    }
    const octets = new TextEncoder().encode(text);
    this.#add(
      'Authorization',
      `Basic ${btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''))}`,
    );
  }

  #add(name: string, value: string): void {
    const problem = headerNameProblem(name);
    if (problem !== null) this.notes.push(`${problem} It is left out.`);
    else this.#headers.push({ name, value });
  }

  #address(text: string): void {
    if (this.#url !== null) {
      this.notes.push('Only the first address is taken.');
      return;
    }
    // Without a scheme curl means http.
    this.#url = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`;
  }
}

function fromFile(option: string): StreamgaugeError {
  return refused(
    `The option ${option} takes its value from a file, which is not read here.`,
    'Put the value itself into the command.',
  );
}
