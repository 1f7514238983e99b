import type { ViewFilter } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import { ROW_NAME_LENGTH } from './event-row';

/** A filter made ready to be asked many times. An event passes when both parts say so. */
export interface EventFilter {
  /** Everything but the type part: what the type counts are made of. */
  readonly base: (event: StreamEvent) => boolean;
  /** The type part, for an event that passed `base`. */
  readonly type: (event: StreamEvent) => boolean;
}

/** The type as filters and counts name it. */
export function typeName(event: StreamEvent): string {
  return cutText(event.type, ROW_NAME_LENGTH);
}

/**
 * Gap rows are bound by the source part only: a break in a stream that is looked at always shows. Comments
 * have no type, so they are left out while only some types are wanted.
 */
export function compileFilter(filter: ViewFilter): EventFilter {
  const sources = filter.sources.length > 0 ? new Set(filter.sources) : null;
  const types = filter.types.length > 0 ? new Set(filter.types) : null;
  const excluded = filter.excludedTypes.length > 0 ? new Set(filter.excludedTypes) : null;
  const inChannel = channelTest(filter.channel);
  const text = textTest(filter.text);

  return {
    base: (event) => {
      if (sources && !sources.has(event.sourceId)) return false;
      if (event.kind === 'gap') return true;
      if (event.kind === 'comment' && !filter.comments) return false;
      return inChannel(event) && text(event);
    },
    type: (event) => {
      if (event.kind === 'gap' || (!types && !excluded)) return true;
      if (event.kind === 'comment') return !types;
      const name = typeName(event);
      return (!types || types.has(name)) && !excluded?.has(name);
    },
  };
}

function channelTest(channel: string | null): (event: StreamEvent) => boolean {
  if (channel === null) return () => true;
  return (event) => {
    const name = cutText(event.channel, ROW_NAME_LENGTH);
    if (!name.startsWith(channel)) return false;
    const next = name[channel.length];
    return next === undefined || next === ':' || next === '/';
  };
}

function textTest(text: string): (event: StreamEvent) => boolean {
  if (text === '') return () => true;
  // A literal pattern folds case without a lowered copy of every payload (measured: 1 to 12 times as fast).
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'), 'iu');
  return (event) =>
    pattern.test(event.data) ||
    pattern.test(event.type) ||
    pattern.test(event.channel) ||
    (event.id !== null && pattern.test(event.id));
}
