import { describe, expect, it } from 'vitest';
import { STORIES } from '../../../gallery/all-stories';

const COMPONENTS = Object.keys(import.meta.glob('../../../../src/renderer/src/ui/*.vue')).map(
  (path) => /\/(ui\/\w+\.vue)$/u.exec(path)![1]!,
);
const SOURCES = Object.keys(import.meta.glob('../../../../src/renderer/src/**/*.vue'));

describe('the gallery', () => {
  it('has a story for every component in ui/', () => {
    const told = [...STORIES.values()].map(({ of }) => of);
    expect(COMPONENTS.length).toBeGreaterThan(20);
    expect(COMPONENTS.filter((component) => !told.includes(component))).toEqual([]);
  });

  it('tells only of components that there are', () => {
    const there = (of: string): boolean =>
      of === 'css' || SOURCES.some((path) => path.endsWith(`/src/${of}`));
    expect([...STORIES].filter(([, { of }]) => !there(of)).map(([name]) => name)).toEqual([]);
  });

  it('names the states of a component apart', () => {
    for (const [name, { states }] of STORIES) {
      expect(states.length, name).toBeGreaterThan(0);
    }
  });
});
