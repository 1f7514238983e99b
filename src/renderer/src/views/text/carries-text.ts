import { looksLikeDelta } from '@shared/stream-text/delta-sniff';
import type { EventRow } from '@shared/stream-event';
import { useTextShapes } from '../../stores/text-shapes';

/** Whether an event looks like a piece of a text, or is of a stream that somebody said carries one. */
export function useCarriesText(): (
  event: Pick<EventRow, 'kind' | 'sourceId' | 'channel' | 'preview'>,
) => boolean {
  const shapes = useTextShapes();
  return ({ kind, sourceId, channel, preview }) => {
    if (kind !== 'event') return false;
    const scope = { source: sourceId, channel: channel === '' ? null : channel };
    return looksLikeDelta(preview) || shapes.of(scope).shape !== 'auto';
  };
}
