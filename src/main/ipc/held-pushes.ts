import type { Rates } from '@shared/feed';
import type { PushName, SourceChanges } from '@shared/ipc';
import type { Push } from '../engine/engine-api';

/** What comes by itself while streams run, and nobody but a person who looks can use. Everything else acts at once. */
const FOR_THE_EYE: ReadonlySet<PushName> = new Set<PushName>([
  'sourceChanges',
  'rates',
  'history',
  'hub',
  'recordings',
  'inbox',
  'rules',
  'shapes',
  'captures',
]);

/**
 * What a window that nobody can see has not been told yet: at most one push of each name, which says everything that those
 * before it did.
 */
export class HeldPushes {
  readonly #held = new Map<PushName, Push>();

  /** Keeps a push for later; false for one that must not wait. */
  hold(push: Push): boolean {
    if (!FOR_THE_EYE.has(push.name)) return false;
    const before = this.#held.get(push.name);
    this.#held.set(push.name, before ? merged(before, push) : push);
    return true;
  }

  /** Everything that waits, which does not wait any more. */
  release(): Push[] {
    const pushes = [...this.#held.values()];
    this.#held.clear();
    return pushes;
  }
}

/** One push that says what two did; of most kinds the later one says everything. */
function merged(before: Push, push: Push): Push {
  if (before.name === 'sourceChanges' && push.name === 'sourceChanges')
    return { name: push.name, value: mergedSources(before.value, push.value) };
  if (before.name === 'rates' && push.name === 'rates')
    return { name: push.name, value: mergedRates(before.value, push.value) };
  return push;
}

function mergedSources(before: SourceChanges, { order, changed }: SourceChanges): SourceChanges {
  const latest = new Map([...before.changed, ...changed].map((source) => [source.config.id, source]));
  return { order, changed: order.flatMap((id) => latest.get(id) ?? []) };
}

function mergedRates(before: Rates, rates: Rates): Rates {
  if (rates.reset) return rates;
  const known = new Set(rates.sources.map(({ sourceId }) => sourceId));
  const isKnown = ({ sourceId }: { readonly sourceId: string }): boolean => known.has(sourceId);
  const channels = [...before.channels.filter(isKnown), ...rates.channels];
  const types = [...before.types.filter(isKnown), ...rates.types];
  return {
    ...rates,
    channels: latestBy(channels, ({ sourceId, channel }) => `${sourceId}\n${channel}`),
    types: latestBy(types, ({ sourceId, type }) => `${sourceId}\n${type}`),
    ...(before.reset && { reset: true }),
  };
}

function latestBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
