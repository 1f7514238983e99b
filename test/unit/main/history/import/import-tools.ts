import { channelOfUrl, readEnvelope } from '../../../../../src/main/sources/envelope';
import { DEFAULT_FRAME_LIMITS, FrameScanner } from '../../../../../src/main/sources/frame-scanner';
import type { ImportTools } from '../../../../../src/main/history/import/import-tools';

/** What the app gives to an import. */
export function importTools(limits = DEFAULT_FRAME_LIMITS): ImportTools {
  return {
    scanner: (sink, name, lastEventId) => new FrameScanner(sink, name, lastEventId, limits),
    envelope: readEnvelope,
    channelOfUrl,
  };
}
