/** Lives of hubs remembered: each start of a hub is one. */
const MAX_NODES = 1_000;

/** Something about each of the hubs last heard of. */
export class RecentNodes<T> {
  readonly #nodes = new Map<string, T>();

  get(node: string): T | undefined {
    return this.#nodes.get(node);
  }

  /** The hub heard of longest ago is forgotten when there are too many. */
  set(node: string, value: T): void {
    this.#nodes.delete(node);
    this.#nodes.set(node, value);
    if (this.#nodes.size <= MAX_NODES) return;
    for (const oldest of this.#nodes.keys()) {
      this.#nodes.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.#nodes.clear();
  }
}
