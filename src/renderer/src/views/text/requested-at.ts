import type { TextResponse } from '@shared/stream-text/text-response';
import type { SourceSnapshot } from '@shared/source';

/**
 * When the request that a response answers was sent, epoch ms: known of a source that sends a body, for the first response of a
 * connection. Null where the response answers no request of ours.
 */
export function requestedAt(
  response: TextResponse,
  all: readonly TextResponse[],
  source: SourceSnapshot | undefined,
): number | null {
  if (!source || source.config.options.method === 'GET') return null;
  const attempt = source.attempts.find(
    ({ startedAt, endedAt }) => startedAt <= response.firstAt && response.firstAt <= (endedAt ?? Infinity),
  );
  if (!attempt) return null;
  const isFirst = !all.some(
    (other) => other !== response && other.firstAt >= attempt.startedAt && other.firstSeq < response.firstSeq,
  );
  return isFirst ? attempt.startedAt : null;
}
