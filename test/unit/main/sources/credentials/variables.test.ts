import { expect, it } from 'vitest';
import {
  expand,
  variableNames,
  type VariableScope,
} from '../../../../../src/main/sources/credentials/variables';

const scope: VariableScope = {
  variables: {
    host: { value: 'api.test', secret: false },
    token: { value: 's3cret', secret: true },
    nested: { value: '{{token}} $& {{host}}', secret: false },
  },
  processEnv: { REGION: 'eu', EMPTY: '' },
};

it('puts values in place, and masks what is secret where it is shown', () => {
  expect(expand('https://{{host}}/?t={{ token }}&h={{host}}', scope)).toEqual({
    text: 'https://api.test/?t=s3cret&h=api.test',
    shown: 'https://api.test/?t=••••&h=api.test',
    secret: true,
  });
  expect(expand('{{host}}', scope)).toMatchObject({ secret: false, shown: 'api.test' });
});

it('takes the process’s variables for secrets', () => {
  expect(expand('{{env.REGION}}{{env.EMPTY}}', scope)).toEqual({
    text: 'eu',
    shown: '••••••••',
    secret: true,
  });
});

it('expands once: what a value holds reaches for nothing', () => {
  expect(expand('{{nested}}', scope)).toMatchObject({ text: '{{token}} $& {{host}}', secret: false });
});

it.each([
  ['{{other}}', 'The variable {{other}} is not set.'],
  ['{{a}} {{env.NOT}} {{a}}', 'The variables {{a}}, {{env.NOT}} are not set.'],
  [
    '{{a}}{{b}}{{c}}{{d}}{{e}}{{f}}',
    'The variables {{a}}, {{b}}, {{c}}, {{d}}, {{e}} and 1 more are not set.',
  ],
  ['{{constructor}} {{env.__proto__}}', 'The variables {{constructor}}, {{env.__proto__}} are not set.'],
])('names what is not set: %s', (text, message) => {
  expect(() => expand(text, scope)).toThrow(message);
});

it('leaves braces alone that hold no name, as in JSON', () => {
  const body = '{"a":{"b":{}},"c":"{{}} {{ 1 }} {{a b}}"}';
  expect(expand(body, scope).text).toBe(body);
  expect(variableNames(`${body} {{host}} {{ token }} {{host}}`)).toEqual(['host', 'token']);
});

it('stops a text that grows without end', () => {
  const long = { variables: { x: { value: 'y'.repeat(1_000), secret: false } } };
  expect(() => expand('{{x}}'.repeat(100), long)).toThrow('longer than 65,536 characters');
});
