import { t } from '../../../../i18n/i18n';
import { bytes, duration, whole } from '../../../../ui/format';
import { dayAndTime } from '../meaning';
import type { DecodedFact, DecodedField, DecodingFault, DecodingId } from './decoding';

/** What a decoding is called. */
export function decodingName(id: DecodingId): string {
  return {
    json: () => t('inspector.decode.json'),
    jwt: () => t('inspector.decode.jwt'),
    base64: () => t('inspector.decode.base64'),
    xml: () => t('inspector.decode.xml'),
    form: () => t('inspector.decode.form'),
    url: () => t('inspector.decode.url'),
    text: () => t('inspector.decode.text'),
  }[id]();
}

/** Why a text is not what it was taken for, as a whole sentence. */
export function decodingFaultWords(fault: DecodingFault): string {
  return {
    'too-long': () => t('inspector.decode.tooLong'),
    'not-json': () => t('inspector.decode.notJson'),
    'not-base64': () => t('inspector.decode.notBase64'),
    'not-jwt': () => t('inspector.decode.notJwt'),
    'not-xml': () => t('inspector.decode.notXml'),
    'xml-doctype': () => t('inspector.decode.xmlDoctype'),
    'xml-deep': () => t('inspector.decode.xmlDeep'),
    'not-form': () => t('inspector.decode.notForm'),
    'not-url': () => t('inspector.decode.notUrl'),
  }[fault]();
}

/** What is told beside a decoded value. `now` is in epoch ms. */
export function factWords(fact: DecodedFact, clock: 'local' | 'utc', now: number): string {
  switch (fact.kind) {
    case 'unchecked':
      return t('inspector.decode.unchecked');
    case 'format':
      return t('inspector.decode.format', { name: fact.name });
    case 'bytes':
      return bytes(fact.count);
    case 'more':
      return t('inspector.decode.moreFields', { n: whole(fact.count) }, fact.count);
    default: {
      const time = dayAndTime(fact.at, clock);
      const distance = duration(Math.abs(now - fact.at));
      const past = now >= fact.at;
      if (fact.kind === 'expires')
        return past
          ? t('inspector.decode.expired', { time, distance })
          : t('inspector.decode.expires', { time, distance });
      if (fact.kind === 'notBefore')
        return past
          ? t('inspector.decode.validSince', { time })
          : t('inspector.decode.validFrom', { time, distance });
      return past
        ? t('inspector.decode.issued', { time, distance })
        : t('inspector.decode.issuedAhead', { time });
    }
  }
}

/** Whether a fact is a warning. */
export const isWarning = (fact: DecodedFact, now: number): boolean =>
  (fact.kind === 'expires' && now >= fact.at) || (fact.kind === 'notBefore' && now < fact.at);

/** What a part of an address is called; fields and parameters have names of their own. */
export function fieldName({ part, name }: DecodedField): string {
  switch (part) {
    case 'field':
    case 'query':
      return name;
    case 'scheme':
      return t('inspector.decode.part.scheme');
    case 'user':
      return t('inspector.decode.part.user');
    case 'password':
      return t('inspector.decode.part.password');
    case 'host':
      return t('inspector.decode.part.host');
    case 'port':
      return t('inspector.decode.part.port');
    case 'path':
      return t('inspector.decode.part.path');
    case 'fragment':
      return t('inspector.decode.part.fragment');
  }
}
