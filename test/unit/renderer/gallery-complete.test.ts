import { describe, expect, it } from 'vitest';

/** The text of each file of the window and of the gallery, by its path in the repository: `/src/renderer/src/App.vue`. */
const TEXTS = import.meta.glob<string>(['/src/renderer/src/**/*.{vue,ts}', '/test/gallery/**/*.{vue,ts}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const RENDERER = '/src/renderer/src/';

/** What no story draws, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'App.vue': 'the window itself: end-to-end tests look at it',
  'views/stream/StreamView.vue': 'where the parts of the view stand, each of which has its story',
  'views/settings/SettingsView.vue': 'where the sections stand, each of which has its story',
};

/** The file that an import names; null for what is no file of the window or the gallery. */
function fileOf(specifier: string, from: string): string | null {
  if (!/^(?:@\/|\.)/u.test(specifier)) return null;
  const path = specifier.startsWith('@/')
    ? `${RENDERER}${specifier.slice(2)}`
    : new URL(specifier, `file://${from}`).pathname;
  return [path, `${path}.ts`, `${path}/index.ts`].find((name) => name in TEXTS) ?? null;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gu;
const LATER = /\bimport\(\s*'([^']+)'\s*\)/gu;

/** What a file imports, at once or when it is needed, but not what it only takes types from. */
function importsOf(file: string): string[] {
  const text = TEXTS[file]!;
  return [...text.matchAll(IMPORT), ...text.matchAll(LATER)].flatMap(([, name]) => fileOf(name!, file) ?? []);
}

/** These files, and everything that they bring with them. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  for (const file of reached) for (const next of importsOf(file)) reached.add(next);
  return reached;
}

const components = Object.keys(TEXTS)
  .filter((path) => path.startsWith(RENDERER) && path.endsWith('.vue'))
  .map((path) => path.slice(RENDERER.length));
const stories = Object.keys(TEXTS).filter((path) => path.endsWith('.story.ts'));
/** The component that a story says it is of: `ui/SgMenu.vue`. */
const subjectOf = (story: string): string | undefined => /\bof: '([^']+)'/u.exec(TEXTS[story]!)?.[1];

describe('the gallery', () => {
  it('draws every component of the window', () => {
    const reached = reachedFrom(stories);
    const missing = components.filter((name) => !reached.has(RENDERER + name) && !(name in EXCEPTIONS));
    expect(missing).toEqual([]);
  });

  it('says of each story which file its component is in', () => {
    const wrong = stories.filter((story) => {
      const subject = subjectOf(story) ?? 'css'; // some share it with another story
      return subject !== 'css' && !components.includes(subject);
    });
    expect(wrong).toEqual([]);
  });

  it('makes no exception of a component that is gone, or that a story is of by now', () => {
    const subjects = stories.map(subjectOf);
    const idle = Object.keys(EXCEPTIONS).filter(
      (name) => !components.includes(name) || subjects.includes(name),
    );
    expect(idle).toEqual([]);
  });
});
