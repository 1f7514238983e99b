import type { Transport } from '@shared/connection';
import { isSecretName } from '@shared/mask';
import type { SourceConfig } from '@shared/source';
import { placeholder, shellVariable, type WordPart } from './shell-word';

/** `{{token}}` and `{{env.HOST}}` in a text of a source. */
export const VARIABLE = /\{\{\s*(?:env\.([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_-]*))\s*\}\}/gu;

/** The variable of one match of `VARIABLE`. One of the process has its own name; one of an environment must not be filled by chance. */
export function variableOf([, ofProcess, ofEnvironment = '']: readonly (string | undefined)[]): WordPart {
  return ofProcess === undefined ? shellVariable(ofEnvironment) : { variable: ofProcess };
}

/** The address that a source asks over a transport. */
export interface RequestAddress {
  /** With stand-ins for what is filled in by whoever runs the code: `stand.parts(url.href)` has them back. */
  readonly url: URL;
  readonly stand: StandIns;
  /** Something in it is secret, or may be. */
  readonly secret: boolean;
}

/** @param secrets written out; otherwise a variable stands where each belongs */
export function requestAddress(config: SourceConfig, transport: Transport, secrets: boolean): RequestAddress {
  const { options, queryToken, startFromId } = config;
  const stand = new StandIns();
  const entered = options.urls[transport]?.trim() || config.url.trim();
  const masked = entered.replace(VARIABLE, (...match: string[]) => stand.put(variableOf(match), match));
  const url = new URL(secrets ? masked : withoutSecrets(masked, stand));
  url.protocol =
    transport === 'websocket' ? url.protocol.replace(/^http/u, 'ws') : url.protocol.replace(/^ws/u, 'http');
  if (queryToken) {
    const value = secrets
      ? queryToken.value.replace(VARIABLE, (...match: string[]) => stand.put(variableOf(match)))
      : stand.put(placeholder(queryToken.name));
    url.searchParams.set(queryToken.name, value);
  }
  const { resumeParameter } = options.websocket;
  if (transport === 'websocket' && resumeParameter !== '' && startFromId !== '') {
    url.searchParams.set(resumeParameter, startFromId);
  }
  url.hash = '';
  const secret = queryToken !== null || stand.used || [...url.searchParams.keys()].some(isSecretName);
  return { url, stand, secret };
}

function withoutSecrets(url: string, stand: StandIns): string {
  return url.replace(/([?&])([^=&#?]*)=([^&#]+)/gu, (whole, before: string, name: string) =>
    isSecretName(name) ? `${before}${name}=${stand.put(placeholder(name))}` : whole,
  );
}

/** Pieces of an address that are filled in later, as something that an address can hold meanwhile. */
export class StandIns {
  readonly #parts = new Map<string, WordPart>();

  get used(): boolean {
    return this.#parts.size > 0;
  }

  /** @param match with its place in the text, where that decides: a port is a number */
  put(part: WordPart, match?: readonly unknown[]): string {
    const [at, text] = match ? [Number(match.at(-2)), String(match.at(-1))] : [0, ''];
    const isPort = at > 0 && text[at - 1] === ':' && text[at - 2] !== '/';
    const name = isPort ? String(64_999 - this.#parts.size) : `zqv${this.#parts.size}vqz`;
    this.#parts.set(name, part);
    return name;
  }

  parts(text: string): WordPart[] {
    if (!this.used) return [text];
    const pieces = text.split(new RegExp(`(${[...this.#parts.keys()].join('|')})`, 'u'));
    return pieces.map((piece) => this.#parts.get(piece) ?? piece);
  }
}
