import { ArrowUpRight, CircleQuestionMark, RotateCw, Scissors, TriangleAlert } from '@lucide/vue';
import { h, render, type VNode } from 'vue';
import type { Level } from '@shared/notification';
import type { Gap } from '@shared/stream-event';
import LevelGlyph from '../../../ui/LevelGlyph.vue';

/** Icons of rows: drawn once by their components, copied from then on. */
const drawn = new Map<string, Element>();

function copyOf(name: string, draw: () => VNode): Element {
  let art = drawn.get(name);
  if (!art) {
    const box = document.createElement('div');
    render(draw(), box);
    art = box.firstElementChild!;
    drawn.set(name, art);
  }
  return art.cloneNode(true) as Element;
}

const ICONS = {
  sent: ArrowUpRight,
  wrong: TriangleAlert,
  finding: TriangleAlert,
  resumed: RotateCw,
  unknown: CircleQuestionMark,
  lost: Scissors,
} as const;

/** For a message that went out, an event with a problem, one that breaks its schema, and the verdicts of gaps. */
export const rowIcon = (name: keyof typeof ICONS | Gap['verdict']): Element =>
  copyOf(name, () => h(ICONS[name], { class: 'ic', strokeWidth: 1.75 }));

/** It has the level as its name. */
export const levelGlyph = (level: Level): Element =>
  copyOf(`level-${level}`, () => h(LevelGlyph, { level, label: true }));
