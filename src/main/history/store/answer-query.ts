import { channelsAt } from './channels-at';
import { countByTime } from './histogram';
import type { QueryRequest, StoreAnswer } from './protocol';
import { countMatches, findPage } from './queries';
import { findRows } from './rows';
import { scanHistory } from './scan';
import type { QuerySource } from './segment-walk';
import { findSeries } from './series';

/** Asks a history and hands on the answer; a query that was cancelled may have none. */
export async function answerQuery(
  source: QuerySource,
  request: QueryRequest,
  cancelled: () => boolean,
  answer: (message: StoreAnswer, transfer?: ArrayBuffer[]) => void,
): Promise<void> {
  const { id } = request;
  switch (request.kind) {
    case 'page': {
      const { records, more } = await findPage(source, request.node, request.page, cancelled);
      answer({ id, kind: 'page', records, more }, [records.buffer]);
      break;
    }
    case 'count':
      answer({ id, kind: 'value', value: await countMatches(source, request.node, cancelled) });
      break;
    case 'scan':
      await scanHistory(
        source,
        request.query,
        request.before,
        (chunk) => {
          const packed = chunk.bits ?? chunk.seqs;
          answer({ id, kind: 'chunk', chunk }, packed ? [packed.buffer as ArrayBuffer] : []);
        },
        cancelled,
      );
      answer({ id, kind: 'value', value: 0 });
      break;
    case 'rows':
      answer({
        id,
        kind: 'rows',
        rows: await findRows(source, request.seqs, request.mark, request.columns),
      });
      break;
    case 'histogram': {
      const histogram = await countByTime(source, request.node, request.range, cancelled);
      if (histogram) answer({ id, kind: 'histogram', histogram });
      break;
    }
    case 'channels': {
      const channels = await channelsAt(source, request.time, request.limit, cancelled);
      if (channels) answer({ id, kind: 'channels', channels });
      break;
    }
    case 'series': {
      const series = await findSeries(source, request.request, cancelled);
      if (series) answer({ id, kind: 'series', series });
    }
  }
}
