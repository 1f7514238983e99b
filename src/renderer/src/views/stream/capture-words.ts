import { AudioLines, FileBraces, FileText, Globe, Waves } from '@lucide/vue';
import type { Component } from 'vue';
import type { Capture, CaptureTimes } from '@shared/history';

const GLYPHS: Readonly<Record<string, Component>> = {
  NDJSON: FileBraces,
  'JSON lines': FileBraces,
  'Event stream': Waves,
  HAR: Globe,
  Recording: AudioLines,
};

/** The glyph of a capture's format. */
export function captureGlyph({ format }: Capture): Component {
  return GLYPHS[format] ?? FileText;
}

const TIMES: Readonly<Record<CaptureTimes, string>> = {
  arrival: 'When the events arrived, as the file tells',
  payload: 'What the payloads name: the file does not tell when its events arrived',
  answer: 'That of the answer: the file does not tell when its events arrived',
  change: 'When the file was last changed: it does not tell when its events arrived',
};

/** Where the times of a capture's events come from. */
export function timesWords({ times }: Capture): string {
  return TIMES[times];
}
