/** Answers that are kept: events mostly come in few channels. */
const MAX_KEPT = 1_000;

/** Finds what belongs to the address of a channel, which may have parameters: `orders/{region}`. The first that fits counts. */
export class ChannelAddresses<T> {
  readonly #exact = new Map<string, T>();
  readonly #templates: { readonly parts: readonly string[]; readonly value: T }[] = [];
  readonly #kept = new Map<string, T | null>();

  add(address: string, value: T): void {
    const parts = address.split(/\{[^{}]*\}/u);
    if (parts.length > 1) this.#templates.push({ parts, value });
    else if (!this.#exact.has(address)) this.#exact.set(address, value);
  }

  get(channel: string): T | null {
    const exact = this.#exact.get(channel);
    if (exact !== undefined || this.#templates.length === 0) return exact ?? null;
    const kept = this.#kept.get(channel);
    if (kept !== undefined) return kept;
    const found = this.#templates.find(({ parts }) => fits(parts, channel))?.value ?? null;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(channel, found);
    return found;
  }
}

/** Whether a text has these parts, in order, with something between each two; in linear time. */
function fits(parts: readonly string[], text: string): boolean {
  const [head = '', ...others] = parts;
  const tail = others.pop() ?? '';
  if (!text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const part of others) {
    const found = text.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length > at;
}
