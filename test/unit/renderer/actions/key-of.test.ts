import { describe, expect, it } from 'vitest';
import { isCharacterKey, keyOf } from '@/actions/key-of';
import { ACTION_IDS, factsOf } from '@/actions/catalogue';
import { pressOf } from './press';

const said = (init: KeyboardEventInit, mac = false): string | null =>
  keyOf(new KeyboardEvent('keydown', init), mac);

describe('a key press in words', () => {
  it('names modifiers in one order, and letters by their capital, whatever Caps Lock does', () => {
    expect(said({ key: 'R', ctrlKey: true, shiftKey: true })).toBe('Ctrl Shift R');
    expect(said({ key: 'j' })).toBe('J');
    expect(said({ key: 'J' })).toBe('J');
    expect(said({ key: 'j', shiftKey: true })).toBe('Shift J');
    expect(said({ key: 'ArrowDown', altKey: true, shiftKey: true })).toBe('Alt Shift Down');
  });

  it('leaves Shift out of signs that keyboards have in different places', () => {
    expect(said({ key: '?', shiftKey: true })).toBe('?');
    expect(said({ key: '/', shiftKey: true })).toBe('/');
    expect(said({ key: '+', ctrlKey: true, shiftKey: true })).toBe('Ctrl +');
  });

  it('takes Command for Ctrl on macOS, and leaves the other of the two to the system', () => {
    expect(said({ key: 'k', metaKey: true }, true)).toBe('Ctrl K');
    expect(said({ key: 'k', ctrlKey: true }, true)).toBeNull();
    expect(said({ key: 'k', metaKey: true }, false)).toBeNull();
  });

  it('goes by the place of a key where it writes no Latin letter', () => {
    expect(said({ key: 'о', code: 'KeyJ' })).toBe('J');
    expect(said({ key: '¡', code: 'Digit1', altKey: true })).toBe('Alt 1');
    expect(said({ key: 'ü', code: 'BracketLeft' })).toBe('Ü');
  });

  it('is nothing for a modifier alone', () => {
    expect(said({ key: 'Control', ctrlKey: true })).toBeNull();
    expect(said({ key: 'AltGraph' })).toBeNull();
  });

  it('says every default key as the catalogue writes it', () => {
    const keys = ACTION_IDS.flatMap((id) => factsOf(id).keys);
    expect(keys.map((key) => said(pressOf(key)))).toEqual(keys);
  });

  it('knows which keys write a character (WCAG 2.1.4)', () => {
    expect(['J', 'Shift J', '?', '/', '['].every(isCharacterKey)).toBe(true);
    expect(['Ctrl J', 'F6', 'Down', 'Shift Up', 'Alt 1', 'Space'].some(isCharacterKey)).toBe(false);
  });
});
