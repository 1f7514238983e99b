import { isJson } from '../json-check';

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Stands for a payload that is no JSON object and no JSON array. */
export const NOT_JSON = Symbol('not json');

/**
 * Parses payloads, and each only once as long as the same one is asked for: shared by the queries that run over
 * the same events side by side, it saves all of them but one the work. Holds the last payload; `forget` lets it
 * go.
 */
export class PayloadReader {
  #data: string | null = null;
  #value: Json | typeof NOT_JSON = NOT_JSON;

  /** The payload of an event's data when it is a JSON object or array, otherwise `NOT_JSON`. */
  read(data: string): Json | typeof NOT_JSON {
    if (data !== this.#data) {
      this.#value = parsePayload(data);
      this.#data = data;
    }
    return this.#value;
  }

  forget(): void {
    this.#data = null;
    this.#value = NOT_JSON;
  }
}

const CONTAINER = /^[ \t\r\n]*[[{]/u;

function parsePayload(data: string): Json | typeof NOT_JSON {
  if (!CONTAINER.test(data)) return NOT_JSON;
  // Lines of logs that begin with a bracket are frequent, and an error takes ten times as long as the look.
  if (data.startsWith('[') && !isJson(data)) return NOT_JSON;
  try {
    return JSON.parse(data) as Json;
  } catch {
    return NOT_JSON;
  }
}
