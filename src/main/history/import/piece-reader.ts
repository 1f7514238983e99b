import type { NewStreamEvent } from '@shared/stream-event';
import type { ImportReport } from './import-report';
import type { ImportTools } from './import-tools';

/** Makes events out of the pieces of a file, in order. */
export interface PieceReader {
  /**
   * The events that this piece completes.
   * @param line the line of the file in which the piece begins, 1-based
   */
  take(bytes: Buffer, line: number): NewStreamEvent[];
  /** The file ends: the last events. */
  end(): NewStreamEvent[];
}

/** What all readers work with. */
export interface ReadContext {
  readonly tools: ImportTools;
  readonly report: ImportReport;
  /** The id that events are given. @param original the one in the file, null when it names none */
  readonly sourceIdOf: (original: string | null) => string;
  /** Of events that name none. */
  readonly channel: string;
  /** Epoch ms, for files without times. */
  readonly baseTime: number;
  /** The file begins with the notes of curl, and may end with some. */
  readonly curlNotes: boolean;
}
