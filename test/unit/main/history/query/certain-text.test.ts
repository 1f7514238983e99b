import { describe, expect, it } from 'vitest';
import { certainText } from '../../../../../src/main/history/query/certain-text';

const ofRegex = (source: string): string => certainText({ kind: 'regex', source, flags: '' });
const ofWildcard = (pattern: string): string => certainText({ kind: 'wildcard', pattern });

describe('the text that everything that matches holds', () => {
  it('of an expression is what stands in every match', () => {
    expect(ofRegex('user[0-9]+77"')).toBe('user');
    expect(ofRegex('ab?c')).toBe('a');
    expect(ofRegex('abc{0,1}d')).toBe('ab');
    expect(ofRegex('x(abc)?')).toBe('x');
    expect(ofRegex('x(?:abc)y')).toBe('xabcy');
    expect(ofRegex('abc|d')).toBe('');
    expect(ofRegex('[abc]\\d*')).toBe('');
  });

  it('of a wildcard is its longest part', () => {
    expect(ofWildcard('ab*cde?f')).toBe('cde');
    expect(ofWildcard('a\\*b*')).toBe('a*b');
    expect(ofWildcard('*?')).toBe('');
  });
});
