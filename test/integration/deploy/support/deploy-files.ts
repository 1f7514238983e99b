import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const DEPLOY = resolve(__dirname, '../../../../resources/deploy');

export function deployFile(name: string): string {
  return readFileSync(join(DEPLOY, name), 'utf8');
}

interface ComposeService {
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
}

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

/** compose.yaml as compose reads it: aliases and merges resolved, variables not. */
export function composeFile(): ComposeFile {
  return parse(deployFile('compose.yaml'), { merge: true }) as ComposeFile;
}

/** The environment of a service when the person who starts it has set nothing: `${NAME:-default}` is its default. */
export function environmentOf(service: ComposeService): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/\$\{[A-Z_]+:-([^}]*)\}/gu, '$1'),
    ]),
  );
}
