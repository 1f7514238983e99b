import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { defineStream, type StreamAuth, type StreamDefinition, type StreamLimits } from './define-stream';
import { parseDocumentText } from './document-text';
import type { JsonSchema } from './event-schema';

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FILES = 500;
const EXTENSIONS = /\.(?:json|ya?ml)$/iu;
const FIELDS = ['name', 'channel', 'title', 'description', 'events', 'auth', 'limits', '$defs'];

/**
 * Reads stream definitions: one file, or every .json, .yaml and .yml file directly in a folder, by name. A file holds one
 * stream, or `streams: [...]`. What stands under `$defs` is known to all schemas beside it as `#/$defs/Name`.
 * Up to 1 MiB a file and 500 files.
 * @throws StreamgaugeError `unreadable` when the disk says no; `bad-document`, `bad-stream` with the file in the sentence
 */
export async function loadStreams(path: string): Promise<StreamDefinition[]> {
  const files = await filesAt(path);
  const streams: StreamDefinition[] = [];
  const homes = new Map<string, string>();
  for (const file of files) {
    for (const stream of fromDocument(parseDocumentText(await read(file), file), file)) {
      const home = homes.get(stream.name);
      if (home !== undefined) throw bad(`The stream ${stream.name} is in ${home} and in ${file}.`);
      homes.set(stream.name, file);
      streams.push(stream);
    }
  }
  return streams;
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter(
      (name) => EXTENSIONS.test(name) && !basename(name).startsWith('.'),
    );
    if (names.length > MAX_FILES) throw bad(`${path} holds more than ${MAX_FILES} files.`);
    if (names.length === 0) {
      throw bad(`${path} holds no stream definitions.`, 'They are files that end in .json, .yaml or .yml.');
    }
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    throw error instanceof StreamgaugeError ? error : unreadable(path, error);
  }
}

/** Read through one handle and up to the bound, so that a file that grows meanwhile, or a device, stays bounded. */
async function read(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      bytes = buffer.subarray(0, length);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  if (bytes.length > MAX_FILE_BYTES) throw bad(`${file} is larger than 1 MiB.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StreamgaugeError('bad-document', `${file} is not UTF-8.`, { cause });
  }
}

function fromDocument(document: unknown, file: string): StreamDefinition[] {
  if (!isObject(document))
    throw bad(`${file} does not hold an object.`, 'It is one stream, or streams: [...].');
  if (!('streams' in document)) return [fromValue(document, {}, file, '')];
  const { streams, $defs, ...others } = document;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw bad(`${file} has an unknown field ${shown(unknown)} beside streams.`);
  if (!Array.isArray(streams)) throw bad(`${file}: streams is not a list.`);
  const shared = definitions($defs, `${file}: $defs`);
  return streams.map((stream: unknown, i) => fromValue(stream, shared, file, `streams[${i}]`));
}

function fromValue(value: unknown, shared: JsonSchema, file: string, path: string): StreamDefinition {
  const at = path === '' ? file : `${file}: ${path}`;
  if (!isObject(value)) throw bad(`${at} is not an object.`);
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    throw bad(`${at} has an unknown field ${shown(unknown)}.`, `The fields are ${FIELDS.join(', ')}.`);
  }
  for (const field of ['name', 'channel']) {
    if (value[field] === undefined ? field === 'name' : typeof value[field] !== 'string') {
      throw bad(`${at}: ${field} is ${value[field] === undefined ? 'missing' : 'not a text'}.`);
    }
  }
  if (!isObject(value['events'])) throw bad(`${at}: events is not an object of event types.`);
  if (value['auth'] !== undefined && value['auth'] !== 'open' && value['auth'] !== 'required') {
    throw bad(`${at}: auth is neither open nor required.`);
  }
  const $defs = { ...shared, ...definitions(value['$defs'], `${at}: $defs`) };
  const events: Record<string, JsonSchema> = Object.create(null) as Record<string, JsonSchema>;
  for (const [type, schema] of Object.entries(value['events'])) {
    if (!isObject(schema)) throw bad(`${at}: events.${type.slice(0, 80)} is not a JSON Schema object.`);
    events[type] = withDefinitions(schema, $defs, `${at}: events.${type.slice(0, 80)}.$defs`);
  }
  const optional = {
    channel: value['channel'],
    title: value['title'],
    description: value['description'],
    auth: value['auth'],
    limits: value['limits'],
  };
  try {
    return defineStream({
      name: value['name'] as string,
      events,
      // Checked above, or by defineStream itself.
      ...(Object.fromEntries(Object.entries(optional).filter(([, given]) => given !== undefined)) as {
        channel?: string;
        title?: string;
        description?: string;
        auth?: StreamAuth;
        limits?: StreamLimits;
      }),
    }) as StreamDefinition;
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    throw new StreamgaugeError(error.code, `${at}: ${error.message}`, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}

/** Each schema stands alone: it gets the shared definitions that it refers to, and those that they refer to. */
function withDefinitions(schema: Record<string, unknown>, shared: JsonSchema, at: string): JsonSchema {
  const own = definitions(schema['$defs'], at);
  const used = new Map<string, unknown>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isObject(value)) return;
    const name = typeof value['$ref'] === 'string' ? definitionName(value['$ref']) : null;
    if (name !== null && !used.has(name) && !Object.hasOwn(own, name) && Object.hasOwn(shared, name)) {
      used.set(name, shared[name]);
      visit(shared[name]);
    }
    Object.values(value).forEach(visit);
  };
  visit(schema);
  return used.size === 0 ? schema : { ...schema, $defs: { ...Object.fromEntries(used), ...own } };
}

/** `#/$defs/User/properties/name` → `User` (RFC 6901). */
function definitionName(ref: string): string | null {
  const match = /^#\/\$defs\/([^/]+)/u.exec(ref);
  return match ? match[1]!.replaceAll('~1', '/').replaceAll('~0', '~') : null;
}

function definitions(value: unknown, at: string): JsonSchema {
  if (value === undefined) return {};
  if (!isObject(value)) throw bad(`${at} is not an object.`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 80));
}

function bad(message: string, hint?: string): StreamgaugeError {
  return new StreamgaugeError('bad-stream', message, hint === undefined ? {} : { hint });
}

function unreadable(path: string, cause: unknown): StreamgaugeError {
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new StreamgaugeError('unreadable', `${path} cannot be read (${reason}).`, { cause });
}
