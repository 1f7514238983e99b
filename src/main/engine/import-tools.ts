import type { ImportTools } from '../history/import/import-tools';
import { channelOfUrl, readEnvelope } from '../sources/envelope';
import { DEFAULT_FRAME_LIMITS, FrameScanner } from '../sources/frame-scanner';

/** Files are read as live streams are. */
export const IMPORT_TOOLS: ImportTools = {
  scanner: (sink, name, lastEventId) => new FrameScanner(sink, name, lastEventId, DEFAULT_FRAME_LIMITS),
  envelope: readEnvelope,
  channelOfUrl,
};
