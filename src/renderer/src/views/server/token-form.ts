import { assertChannelPattern } from '@shared/channel';
import { toProblem } from '@shared/errors';
import type { Scope, TokenDraft } from '@shared/hub';
import { t, worded } from '../../i18n/i18n';

/** What stands in the fields of a new token. */
export interface TokenForm {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Names and patterns with commas or line breaks between them; empty for all. */
  readonly channels: string;
}

const MAX_NAME = 64;
const MAX_CHANNELS = 100;

/** The names and patterns in a list that a person typed. */
export function listed(text: string): string[] {
  return [...new Set(text.split(/[,\n]/u).map((part) => part.trim()))].filter((part) => part !== '');
}

/** The draft that a form stands for, or by field what is wrong with it. */
export function tokenDraft(
  form: TokenForm,
): { draft: TokenDraft } | { problems: Partial<Record<keyof TokenForm, string>> } {
  const name = form.name.trim();
  const channels = listed(form.channels);
  const problems: Partial<Record<keyof TokenForm, string>> = {};
  if (name === '') problems.name = t('server.token.needsName');
  else if (name.length > MAX_NAME) problems.name = t('server.token.longName', { n: MAX_NAME });
  if (form.scopes.length === 0) problems.scopes = t('server.token.tick');
  if (channels.length > MAX_CHANNELS) problems.channels = t('server.token.manyChannels', { n: MAX_CHANNELS });
  else
    for (const channel of channels) {
      try {
        assertChannelPattern(channel);
      } catch (error) {
        problems.channels = worded(toProblem(error).message);
        break;
      }
    }
  if (Object.keys(problems).length > 0) return { problems };
  return { draft: { name, scopes: [...form.scopes], channels: channels.length > 0 ? channels : ['**'] } };
}
