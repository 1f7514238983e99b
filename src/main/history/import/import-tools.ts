import type { Level } from '@shared/notification';

/** An event as a scanner of event streams finds it: see `sources/frame-scanner.ts`. */
export interface StreamFrame {
  readonly type: string;
  readonly data: string;
  readonly id: string | null;
  readonly lastEventId: string;
  readonly channel: string | null;
  readonly raw: Uint8Array;
}

export interface StreamFrameSink {
  event(frame: StreamFrame): void;
  comment(text: string, raw: Uint8Array): void;
  retry(ms: number): void;
  position(lastEventId: string): void;
}

/** Cuts the bytes of an event stream (WHATWG HTML §9.2.6). Throws when a line or an event is longer than it allows. */
export interface StreamScanner {
  feed(bytes: Uint8Array): void;
  readonly lastEventId: string;
  /** Whether the bytes ended within an event, which is therefore none. */
  readonly incomplete: boolean;
}

/** What reading a file needs of the rooms that know how live streams are read: an import says the same as they do. */
export interface ImportTools {
  /** `new FrameScanner(sink, name, lastEventId)` */
  scanner(sink: StreamFrameSink, name: string, lastEventId: string): StreamScanner;
  /** `readEnvelope`: channel and level that a payload names itself. */
  envelope(data: string): { readonly channel: string | null; readonly level: Level | null };
  /** `channelOfUrl`: the channel of events that name none. Throws when it is no address. */
  channelOfUrl(url: string): string;
}
