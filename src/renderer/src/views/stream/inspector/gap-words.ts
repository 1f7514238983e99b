import type { Gap } from '@shared/stream-event';

export interface GapWords {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

/** What a verdict means and what to do about it. */
export function gapWords(gap: Gap): GapWords {
  switch (gap.verdict) {
    case 'resumed':
      return {
        title: 'Resumed',
        meaning:
          'The server was asked to go on after this id. A server that keeps a history sends what was missed. The protocol has no word for "nothing is missing".',
        advice:
          'Compare the ids before and after this row. Where they follow one another, nothing is missing.',
      };
    case 'unknown':
      return {
        title: 'Events may be missing',
        meaning:
          'No id was sent to resume from, so the server went on with what is new. Events from the time without a connection may be missing.',
        advice:
          'Have the server send an id with each event and keep a history, and leave "Send Last-Event-ID" on for this source.',
      };
    case 'lost':
      return {
        title: 'Events are missing',
        meaning:
          'The server did not go on right after the last id: it said that it no longer had everything, or the ids count up and the first one after the break does not follow the last one before it.',
        advice: 'Fetch the current state from the server, and give its history more room where this repeats.',
      };
  }
}
