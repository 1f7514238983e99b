/** The n-th event of one hub: what a client has seen of that hub's events reaches up to and including it. */
export interface Reach {
  readonly node: string;
  readonly n: number;
}

/**
 * What a client has seen of a log that hubs share: the shared numbers up to and including `upTo`, and of the hubs in
 * `beyond` also the events 1…n, whether or not these have a shared number yet.
 */
export interface WireId {
  readonly epoch: string;
  readonly upTo: number;
  readonly beyond: readonly Reach[];
}

/** Hubs named in one id at most. One is usual; more only for a client that changes hubs while links are lost. */
export const MAX_REACHES = 8;

const NAME = '[0-9a-z]{8}';
const COUNT = '[1-9][0-9]{0,15}';
const FORM = new RegExp(`^(${NAME})\\.(0|${COUNT})((?:-${NAME}\\.${COUNT}){0,${MAX_REACHES}})$`, 'u');

/** Reads `epoch.N` and `epoch.N-node.k`; null for any other text. */
export function parseWireId(id: string): WireId | null {
  const parts = FORM.exec(id);
  if (!parts) return null;
  const beyond = parts[3]!
    .split('-')
    .slice(1)
    .map((reach) => ({ node: reach.slice(0, 8), n: Number(reach.slice(9)) }));
  return { epoch: parts[1]!, upTo: Number(parts[2]), beyond };
}

export function formatWireId({ epoch, upTo, beyond }: WireId): string {
  let text = `${epoch}.${upTo}`;
  for (const { node, n } of beyond.slice(0, MAX_REACHES)) text += `-${node}.${n}`;
  return text;
}
