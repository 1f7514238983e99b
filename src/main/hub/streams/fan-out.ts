import { StreamgaugeError } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { PublicationExtras } from './define-stream';

/** A channel that takes events of this type with this data: `commentStream.at({itemId: 7})`. */
export interface FanOutTarget<Type extends string, Data> {
  readonly channel: string;
  publication(type: Type, data: Data, extras?: PublicationExtras): Publication;
}

/** An id belongs to one event of the log, and each channel gets an event of its own. */
export type FanOutExtras = Omit<PublicationExtras, 'id'>;

const MAX_TARGETS = 1_000;

/**
 * The same business event for several channels: of streams, where it is checked against each of them, or by name. A
 * channel that is named twice gets it once. Nothing is published here, so either all of it can be or none:
 *
 *     for (const publication of fanOut('CommentAdded', comment, [comments.at({ itemId: 7 }), 'audit/comments'])) {
 *       hub.publish(publication);
 *     }
 * @throws StreamgaugeError as `StreamDefinition.validate`; `too-many-channels` beyond 1,000
 */
export function fanOut<Type extends string, Data>(
  type: Type,
  data: Data,
  targets: readonly (string | FanOutTarget<Type, Data>)[],
  extras: FanOutExtras = {},
): Publication[] {
  if (targets.length > MAX_TARGETS) {
    throw new StreamgaugeError(
      'too-many-channels',
      `${type} is meant for more than ${MAX_TARGETS} channels.`,
      {
        hint: 'Publish it once, to a channel that all of its readers follow.',
      },
    );
  }
  const publications = new Map<string, Publication>();
  for (const target of targets) {
    const publication =
      typeof target === 'string'
        ? { ...extras, channel: target, event: type, data }
        : target.publication(type, data, extras);
    publications.set(publication.channel, publication);
  }
  return [...publications.values()];
}
