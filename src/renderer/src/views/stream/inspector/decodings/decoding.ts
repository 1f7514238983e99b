/**
 * What a text may be besides plain text. Each decoding is a pure function over untrusted text: it takes linear time, its result
 * is bounded, and it says why when it is none.
 */
export const DECODINGS = ['json', 'jwt', 'base64', 'xml', 'form', 'url', 'text'] as const;
export type DecodingId = (typeof DECODINGS)[number];

/** Longer texts are not decoded, UTF-16 code units. */
export const LONGEST_DECODED = 16 * 1024 * 1024;

/** What is told beside the decoded value. */
export type DecodedFact =
  /** The claims of a token about time, epoch ms. */
  | { readonly kind: 'issued' | 'notBefore' | 'expires'; readonly at: number }
  | { readonly kind: 'unchecked' }
  /** What the first bytes say: `PNG`, `gzip`; a proper name. */
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'bytes'; readonly count: number }
  /** So many fields are not shown. */
  | { readonly kind: 'more'; readonly count: number };

/** A part of a form or an address. `name` is as sent where `part` is `query` or `field`. */
export interface DecodedField {
  readonly part: 'field' | 'query' | 'scheme' | 'user' | 'password' | 'host' | 'port' | 'path' | 'fragment';
  readonly name: string;
  readonly value: string;
}

export type Decoded = { readonly facts: readonly DecodedFact[] } & (
  | { readonly kind: 'json' | 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'fields'; readonly fields: readonly DecodedField[] }
);

/** Why a text is not what it was taken for. */
export type DecodingFault =
  | 'too-long'
  | 'not-json'
  | 'not-base64'
  | 'not-jwt'
  | 'not-xml'
  | 'xml-doctype'
  | 'xml-deep'
  | 'not-form'
  | 'not-url';

export type DecodeResult =
  { readonly ok: true; readonly decoded: Decoded } | { readonly ok: false; readonly fault: DecodingFault };

export const decoded = (value: Decoded): DecodeResult => ({ ok: true, decoded: value });
export const refused = (fault: DecodingFault): DecodeResult => ({ ok: false, fault });
