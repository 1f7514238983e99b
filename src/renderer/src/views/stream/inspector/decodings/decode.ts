import { readJson } from '../json-document';
import { decodeBase64, looksLikeBase64 } from './base64';
import { decoded, LONGEST_DECODED, refused, type DecodeResult, type DecodingId } from './decoding';
import { decodeForm, looksLikeForm } from './form';
import { decodeJwt } from './jwt';
import { decodeUrl, looksLikeUrl } from './url-parts';
import { decodeXml, looksLikeXml } from './xml';

/** Longer texts are taken for JSON when they begin and end like it: reading them to make sure takes too long here. */
const LONGEST_READ = 64 * 1024;

const DECODERS: Readonly<Record<DecodingId, (text: string) => DecodeResult>> = {
  json: (text) => (looksLikeJson(text) ? decoded({ kind: 'json', text, facts: [] }) : refused('not-json')),
  jwt: decodeJwt,
  base64: decodeBase64,
  xml: decodeXml,
  form: decodeForm,
  url: decodeUrl,
  text: (text) => decoded({ kind: 'text', text, facts: [] }),
};

/** Reads a text as one of the decodings. Never throws. */
export function decode(id: DecodingId, text: string): DecodeResult {
  return text.length > LONGEST_DECODED ? refused('too-long') : DECODERS[id](text);
}

/** What a text can be read as, the most telling first. `text` is offered where its line breaks or markup matter. */
export function fittingDecodings(text: string): DecodingId[] {
  if (text.length > LONGEST_DECODED || text.length < 2) return [];
  const fitting: DecodingId[] = [];
  if (looksLikeJson(text)) fitting.push('json');
  if (decodeJwt(text).ok) fitting.push('jwt');
  else if (looksLikeBase64(text)) fitting.push('base64');
  if (looksLikeXml(text)) fitting.push('xml');
  if (looksLikeUrl(text)) fitting.push('url');
  else if (looksLikeForm(text)) fitting.push('form');
  if (/[\r\n]/u.test(text.trim())) fitting.push('text');
  return fitting;
}

/** Whether a text is an object or an array of JSON. */
export function looksLikeJson(text: string): boolean {
  if (!/^\s*(?:\{|\[)/u.test(text) || !/[}\]]\s*$/u.test(text.slice(-64))) return false;
  return text.length > LONGEST_READ || readJson(text).ok;
}
