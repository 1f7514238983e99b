const PLACE = /\{\{([^{}]*)\}\}/gu;
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)?$/u;

/** The names in the `{{name}}` and `{{env.NAME}}` of some texts, in order, each once. */
export function variablesIn(texts: readonly string[]): string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (const [, inner] of text.matchAll(PLACE)) {
      if (NAME.test(inner!.trim())) names.add(inner!.trim());
    }
  }
  return [...names];
}

/** The address with something in the place of every variable that fits there, so that it can be parsed. */
export const withStandIns = (text: string): string =>
  text.replace(PLACE, (_, _name, at: number) => (text[at - 1] === ':' ? '1' : 'v1v'));
