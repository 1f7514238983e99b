import { describe, expect, it } from 'vitest';
import { ownPage } from '../../../../src/main/shell/own-page';

describe('the own page', () => {
  it('is what the bundle serves', () => {
    const page = ownPage(undefined);
    expect(page.start).toBe('app://bundle/index.html');
    expect(page.has('app://bundle/index.html#x')).toBe(true);
  });

  it.each([
    '',
    'about:blank',
    'app://other/index.html',
    'app://bundle.evil/index.html',
    'app://x@bundle/index.html',
    'http://bundle/index.html',
    'http://localhost:5173/',
    'data:text/html,app://bundle/',
    'file:///app/bundle/index.html',
    'devtools://devtools/bundled/inspector.html',
  ])('is not %j', (address) => {
    expect(ownPage(undefined).has(address)).toBe(false);
  });

  it('is also what the development server serves while there is one', () => {
    const page = ownPage('http://localhost:5173/');
    expect(page.start).toBe('http://localhost:5173/');
    expect(page.has('http://localhost:5173/src/main.ts')).toBe(true);
    expect(page.has('http://localhost:5174/')).toBe(false);
    expect(page.has('https://localhost:5173/')).toBe(false);
  });
});
