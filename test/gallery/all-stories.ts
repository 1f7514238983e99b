import type { Story } from './story';

const FILES = import.meta.glob<{ default: Story }>('./stories/**/*.story.ts', { eager: true });

/** Every story by its name, which is that of its file: `ui/SgMenu`. */
export const STORIES: ReadonlyMap<string, Story> = new Map(
  Object.entries(FILES)
    .map(([path, { default: story }]) => [/stories\/(.*)\.story\.ts$/u.exec(path)![1]!, story] as const)
    .sort(([a], [b]) => a.localeCompare(b, 'en')),
);
