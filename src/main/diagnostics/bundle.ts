import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CrashDumps, DiagnosticFileKind, DiagnosticsPreview } from '@shared/diagnostics';
import { StreamgaugeError } from '@shared/errors';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Log } from './log';
import { readme } from './readme';
import type { Redaction } from './redactor';

/** How much of a file is shown before it is written, characters. */
const EXCERPT = 6_000;
/** Compressed in one turn of the event loop, bytes. Streams and windows have their turn in between. */
const STEP = 256 * 1024;
/** How long secrets are looked for in one turn, ms. */
const TURN_MS = 8;

/** A file of a bundle, as it will be written. */
export interface BundleFile {
  readonly name: string;
  readonly kind: DiagnosticFileKind;
  readonly content: Uint8Array;
  readonly excerpt: string;
}

export interface BundleFacts {
  readonly versions: unknown;
  /** Without secrets. */
  readonly settings: unknown;
  readonly sources: unknown;
  /** Hub, history, rates, rules: what they count. */
  readonly facts: unknown;
  readonly crashes: CrashDumps;
}

/** What is known, as files. Everything passes the redactor once more: lines of the log may be older than a secret. */
export async function bundleFiles(facts: BundleFacts, log: Log): Promise<BundleFile[]> {
  await log.flush();
  const redaction = log.redactor.now();
  const json = (name: string, kind: DiagnosticFileKind, value: unknown): BundleFile =>
    fileOf(name, kind, `${JSON.stringify(redaction.value(value), null, 2)}\n`);
  const files = [
    json('versions.json', 'versions', facts.versions),
    json('settings.json', 'settings', facts.settings),
    json('sources-state.json', 'sources', facts.sources),
    json('facts.json', 'facts', facts.facts),
    json('crash-dumps.json', 'crashes', facts.crashes),
  ];
  for (const path of log.paths) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null)
      files.push(fileOf(`logs/${basename(path)}`, 'log', await redactLines(text, redaction)));
  }
  return [fileOf('README.txt', 'readme', readme(files, facts.crashes)), ...files];
}

export function previewOf(files: readonly BundleFile[], crashes: CrashDumps): DiagnosticsPreview {
  const shown = files.map(({ name, kind, content, excerpt }) => ({
    name,
    kind,
    bytes: content.length,
    excerpt,
  }));
  return { files: shown, bytes: shown.reduce((sum, { bytes }) => sum + bytes, 0), crashes };
}

/**
 * Writes the files as one .zip, whole or not at all.
 * @throws StreamgaugeError `diagnostics-not-written`
 */
export async function writeBundle(path: string, files: readonly BundleFile[]): Promise<void> {
  const half = `${path}.part`;
  try {
    await writeFile(half, await zipped(files), { mode: 0o600 });
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true }).catch(() => undefined);
    throw new StreamgaugeError('diagnostics-not-written', `${basename(path)} could not be written.`, {
      hint: 'Check that the folder can be written to and that the disk has room.',
      cause,
    });
  }
}

async function zipped(files: readonly BundleFile[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const { name, content } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for (let at = 0; at < content.length; at += STEP) {
      entry.push(content.subarray(at, at + STEP), at + STEP >= content.length);
      await new Promise((next) => setImmediate(next));
    }
    if (content.length === 0) entry.push(new Uint8Array(), true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

function fileOf(name: string, kind: DiagnosticFileKind, text: string): BundleFile {
  // The end of a log is what just happened.
  const excerpt = kind === 'log' ? text.slice(-EXCERPT) : text.slice(0, EXCERPT);
  return { name, kind, content: strToU8(text), excerpt };
}

async function redactLines(text: string, redaction: Redaction): Promise<string> {
  const lines = text.split('\n');
  let since = performance.now();
  for (const [at, line] of lines.entries()) {
    lines[at] = redactLine(line, redaction);
    if (performance.now() - since < TURN_MS) continue;
    await new Promise((next) => setImmediate(next));
    since = performance.now();
  }
  return lines.join('\n');
}

function redactLine(line: string, redaction: Redaction): string {
  if (line === '') return '';
  try {
    return JSON.stringify(redaction.value(JSON.parse(line)));
  } catch {
    // Half of a line, after a crash.
    return redaction.text(line);
  }
}
