import type { SourceSnapshot } from '@shared/source';
import type { makeEvent } from './words';

const RTL = 'שלום עולם \u202Efdp.exe\u202C';
const ZERO_WIDTH = 'pay\u200Bments\u200D\u2060.\uFEFFeu';
const NAMES: readonly string[] = [
  'A source with a name so long that no list has room for it, not even in a wide window on a large screen',
  RTL,
  `👩‍👩‍👧‍👦🏳️‍🌈 ${'🔥'.repeat(12)}`,
  ZERO_WIDTH,
  '<img src=x onerror=alert(1)>',
  `Z\u0351\u036B\u0343a\u0309\u035Bl\u0323\u0318g\u035Do`,
];
const CHANNELS: readonly string[] = [
  'c'.repeat(5_000),
  Array.from({ length: 40 }, (_, depth) => `level-${depth}`).join('/'),
  `chat/${RTL}`,
  `a//b//${ZERO_WIDTH}`,
  'line\nbreak\tand tab',
];

/** What people must not be able to break the window with: names, types and payloads of the worst kinds. */
export function hostileEvent(event: ReturnType<typeof makeEvent>, i: number): ReturnType<typeof makeEvent> {
  const channel = i % 2 === 0 ? `many/${i % 500}/channel` : CHANNELS[i % CHANNELS.length]!;
  const name = NAMES[i % NAMES.length]!;
  return {
    ...event,
    channel,
    type: i % 3 === 0 ? name : event.type,
    data:
      i % 4 === 0
        ? JSON.stringify({
            [name]: name,
            [channel]: ZERO_WIDTH,
            deep: JSON.parse('['.repeat(60) + ']'.repeat(60)),
          })
        : i % 4 === 1
          ? `${name} ${RTL.repeat(40)}`
          : event.data,
  };
}

/** Thirty sources, with such names. */
export function hostileSources(sources: readonly SourceSnapshot[]): SourceSnapshot[] {
  return Array.from({ length: 30 }, (_, i) => {
    const source = sources[i % sources.length]!;
    const id = i < sources.length ? source.config.id : `${source.config.id}-${i}`;
    const name = i % 2 === 0 ? NAMES[(i / 2) % NAMES.length]! : source.config.name;
    return { ...source, config: { ...source.config, id, name } };
  });
}
