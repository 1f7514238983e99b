import type { Problem } from '@shared/errors';
import { SECRET_SLOT_NAMES, secretSlotsOf, type SecretSlot } from '@shared/source-options';
import { draftOf } from './draft-of-form';
import { usesQueryToken, type SourceForm } from './source-form';

export type RefusedField = 'url' | 'ladder' | 'headers' | 'token' | 'auth' | 'line' | 'footer';

const SIGN_IN_SLOTS: readonly SecretSlot[] = ['password', 'token', 'clientSecret'];

/** Where the main process's refusal of a draft is shown: by the field it is about, else in the footer. */
export function refusedField(problem: Problem, form: SourceForm): RefusedField {
  const { code, message } = problem;
  switch (code) {
    case 'bad-url':
      if (message.startsWith('The address for ')) return 'ladder';
      return message.startsWith('The address that gives out tokens') ? 'auth' : 'url';
    case 'bad-header':
      return 'headers';
    case 'bad-token':
      return 'token';
    case 'bad-options':
      return /proxy|certificate|private key|socket/iu.test(message) ? 'line' : 'auth';
    case 'secret-needed':
      return neededField(message, form);
  }
  return /^(?:tls|proxy)-/u.test(code) ? 'line' : 'footer';
}

/** The sentence names the header, the token, or what else is secret. */
function neededField(sentence: string, form: SourceForm): RefusedField {
  const names = (name: string): boolean =>
    name.trim() !== '' && sentence.toLowerCase().includes(name.trim().toLowerCase());
  if (form.headers.some((row) => names(row.name))) return 'headers';
  if (usesQueryToken(form) && names(form.tokenName)) return 'token';
  const slot = secretSlotsOf(draftOf(form).options)
    // `the private key` is also a part of `the passphrase of the private key`.
    .sort((a, b) => SECRET_SLOT_NAMES[b].length - SECRET_SLOT_NAMES[a].length)
    .find((name) => names(SECRET_SLOT_NAMES[name]));
  if (slot === undefined) return 'headers';
  return SIGN_IN_SLOTS.includes(slot) ? 'auth' : 'line';
}
