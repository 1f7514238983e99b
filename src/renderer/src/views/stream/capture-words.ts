import { AudioLines, FileBraces, FileText, Globe, Waves } from '@lucide/vue';
import type { Component } from 'vue';
import type { Capture } from '@shared/history';
import { t } from '../../i18n/i18n';

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

/** Where the times of a capture's events come from. */
export function timesWords({ times }: Capture): string {
  return t(`stream.captures.timesFrom.${times}`);
}
