import type { Ref } from 'vue';
import type { TextPart, TextPiece } from '@shared/stream-text/text-part';

/** Going from piece to piece through the parts of a response, in the order in which they are drawn. */
export function usePieceSteps(parts: Ref<readonly TextPart[]>): {
  /** The piece after (1) or before (-1) that of an event; the first or last one when the event has none. */
  readonly step: (seq: number | null, by: 1 | -1) => TextPiece | null;
  /** ms between a piece and the one before it in its part; null for the first. */
  readonly before: (piece: TextPiece) => number | null;
} {
  function step(seq: number | null, by: 1 | -1): TextPiece | null {
    const all = parts.value.filter(({ pieces }) => pieces.length > 0);
    const place = all.findIndex((part) => seq !== null && part.pieceOf(seq) >= 0);
    if (place < 0) return (by > 0 ? all[0]?.pieces[0] : all.at(-1)?.pieces.at(-1)) ?? null;
    const part = all[place]!;
    const next = part.pieces[part.pieceOf(seq!) + by];
    if (next) return next;
    const other = all[place + by];
    return (by > 0 ? other?.pieces[0] : other?.pieces.at(-1)) ?? null;
  }
  function before(piece: TextPiece): number | null {
    for (const part of parts.value) {
      const index = part.pieceOf(piece.seq);
      if (index >= 0) return index === 0 ? null : Math.max(0, piece.at - part.pieces[index - 1]!.at);
    }
    return null;
  }
  return { step, before };
}
