import type { Component } from 'vue';

/** Groups in the order in which they show. */
export const PALETTE_GROUPS = [
  'recent',
  'commands',
  'sources',
  'channels',
  'types',
  'queries',
  'settings',
  'events',
] as const;
export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

/** One line of the palette. */
export interface PaletteEntry {
  /** The same each time the palette opens, so that it can be remembered. */
  readonly id: string;
  readonly group: PaletteGroup;
  readonly icon: Component;
  /** Safe to show. */
  readonly title: string;
  /** Said after the title. Safe to show. */
  readonly sub?: string;
  /** Words that find it and do not show. */
  readonly also?: string;
  /** At the far end: a rate, a count. */
  readonly end?: string;
  /** Its key. */
  readonly keys?: string;
  readonly checked?: boolean;
  /** Why it cannot be done; null when it can. */
  readonly blocked: string | null;
  /**
   * The part of the title that names what it is done with, as a range of characters: found only by who asks for both, so that
   * the name of a source does not bring up everything that can be done with it.
   */
  readonly about?: readonly [from: number, to: number];
  /** Chosen with Ctrl Enter, the palette stays for the next. */
  readonly stays?: boolean;
  /** What is asked next, in place of doing something. */
  readonly next?: () => readonly PaletteEntry[];
  /** What else can be done with it (Tab). */
  readonly more?: () => readonly PaletteEntry[];
  run?(): unknown;
}
