import type { Component } from 'vue';

/** One line of a menu. */
export interface MenuItem {
  /** Given back by `choose`. */
  readonly id: string;
  readonly label: string;
  readonly icon?: Component;
  /** Its shortcut: `Ctrl Shift C`. */
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Makes it a line that is switched on and off. */
  readonly checked?: boolean;
}

/** A line that only says what the ones below it are about. */
export interface MenuHeading {
  readonly heading: string;
}

export type MenuEntry = MenuItem | MenuHeading | 'separator';
