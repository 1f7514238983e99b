import type { Binding } from '../../actions/key-bindings';
import { keyText } from '../../ui/key-words';

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/**
 * Those whose title, group or keys have every word of the query in them: `palette`, `ctrl k`, `events next`; keys also as the
 * keyboard prints them, `strg k`.
 */
export function findBindings(all: readonly Binding[], query: string): Binding[] {
  const words = plain(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return all.filter(({ title, group, keys }) => {
    const text = plain(`${title} ${group}`);
    const caps = keys.flatMap((key) => plain(`${key} ${keyText(key)}`).split(' '));
    return words.every((word) => text.includes(word) || caps.includes(word));
  });
}

export const isChanged = ({ keys, defaultKeys }: Binding): boolean =>
  keys.length !== defaultKeys.length || keys.some((key, at) => key !== defaultKeys[at]);
