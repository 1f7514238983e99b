/** A model's answers among the made-up events, and the call that reads them. */
import { EMPTY_FILTER } from '@shared/feed';
import type { TextEvent, TextPage, TextQuestion } from '@shared/stream-text/text-event';
import { Chance } from '../../../src/main/hub/scenes/chance';
import { completions } from '../../../src/main/hub/scenes/llm';
import type { StandInHistory } from './history';

/** How often one of its chunks comes among the others. */
export const TEXT_EVERY = 3;
/** Stands for the number of the round, so that no two responses have the same id. */
const ROUND = '%ROUND%';
const WAIT_MS = 100;

const chunks: readonly string[] = [
  ...completions(Math.floor(Date.now() / 1_000), new Chance(Math.random)),
].map((chunk) => JSON.stringify(chunk).replace(/"id":"chatcmpl-[0-9a-f]{4}/u, (id) => `${id}${ROUND}`));

/** The chunk that is the n-th of the stream, which begins anew at its end. */
export function textChunk(n: number): string {
  return chunks[n % chunks.length]!.replace(ROUND, String(Math.floor(n / chunks.length)));
}

export function textsStandIn(made: StandInHistory): Record<string, (argument: never) => unknown> {
  function page(question: TextQuestion): TextPage {
    const { after, before, limit, source, channel } = question;
    const { rows } = made.tester({ ...EMPTY_FILTER, sources: [source], channel });
    const events: TextEvent[] = [];
    const back = after === null;
    let seq = back ? Math.min(before ?? Infinity, made.next) - 1 : after + 1;
    const through = back ? seq : made.next - 1;
    for (; seq >= made.first && seq < made.next && events.length < limit; seq += back ? -1 : 1) {
      if (!rows(seq)) continue;
      const detail = made.detail(seq);
      if (!detail || detail.kind !== 'event') continue;
      const { receivedAt: at, type, data } = detail;
      events.push({ seq, at, kind: 'event', type, channel: detail.channel, data });
    }
    const more = events.length >= limit;
    if (back) return { events: events.reverse(), through, more };
    return { events, through: more ? (events.at(-1)?.seq ?? through) : through, more };
  }
  return {
    'history.texts': async (question: TextQuestion): Promise<TextPage> => {
      const found = page(question);
      if (found.events.length > 0 || !question.wait) return found;
      return new Promise((resolve) => setTimeout(() => resolve(page(question)), WAIT_MS));
    },
  };
}
