import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { activeFaults, faultsSchema, NO_FAULTS } from '@shared/hub';
import { FAULT_ARGUMENTS, parseFaults } from '../../../../../src/main/hub/faults/parse-faults';

describe('--fault', () => {
  it('none is none', () => {
    expect(parseFaults([])).toEqual(NO_FAULTS);
  });

  it('reads names with and without values', () => {
    const faults = parseFaults([
      'delay=300,jitter=50ms',
      'drop=12s',
      'stall',
      'unavailable=2.5%,retry-after=9',
      'half-close',
      ' skip-ids=7 ',
      'buffer=64KiB',
    ]);
    expect(activeFaults(faults).sort()).toEqual(
      ['buffer', 'delay', 'drop', 'halfClose', 'skipIds', 'stall', 'unavailable'].sort(),
    );
    expect(faults).toMatchObject({
      delay: { ms: 300, jitterMs: 50 },
      drop: { everySeconds: 12 },
      unavailable: { percent: 2.5, retryAfterSeconds: 9 },
      halfClose: { percent: 1 },
      skipIds: { percent: 7 },
      buffer: { kibibytes: 64 },
    });
    expect(v.parse(faultsSchema, faults)).toEqual(faults);
  });

  it('knows every fault, with the defaults and ranges of the contract', () => {
    expect(FAULT_ARGUMENTS.map(({ fault }) => fault).sort()).toEqual(Object.keys(NO_FAULTS).sort());
    for (const { fault, name, main, more } of FAULT_ARGUMENTS) {
      expect(parseFaults([name])[fault]).toEqual({ ...NO_FAULTS[fault], on: true });
      const values = [
        ...(main ? [['', main] as const] : []),
        ...Object.entries(more ?? {}).map(([key, value]) => [`,${key}`, value] as const),
      ];
      for (const [key, { field, min, max, initial }] of values) {
        expect(NO_FAULTS[fault]).toHaveProperty(field, initial);
        for (const edge of [min, max]) {
          const faults = parseFaults([`${name}${key}=${edge}`]);
          expect(faults[fault]).toHaveProperty(field, edge);
          expect(v.safeParse(faultsSchema, faults).success).toBe(true);
        }
        const beyond = { ...NO_FAULTS, [fault]: { ...NO_FAULTS[fault], [field]: max + 1 } };
        expect(v.safeParse(faultsSchema, beyond).success).toBe(false);
        expect(() => parseFaults([`${name}${key}=${max + 1}`])).toThrow(/it is a/u);
      }
    }
  });

  it.each([
    ['', 'There is no fault called "".'],
    ['lag=5', 'There is no fault called "lag".'],
    ['halfClose', 'There is no fault called "halfClose".'],
    ['__proto__', 'There is no fault called "__proto__".'],
    ['stall=5', 'The fault stall takes no value.'],
    ['drop=0', 'In the fault drop, drop is "0"; it is a number from 1 to 3600 (s).'],
    ['drop=', 'In the fault drop, drop is ""; it is a number from 1 to 3600 (s).'],
    ['drop=-5', 'In the fault drop, drop is "-5"; it is a number from 1 to 3600 (s).'],
    ['drop=30ms', 'In the fault drop, drop is "30ms"; it is a number from 1 to 3600 (s).'],
    ['drop=1e3', 'In the fault drop, drop is "1e3"; it is a number from 1 to 3600 (s).'],
    ['delay=5,wobble=1', 'The fault delay has nothing called "wobble".'],
    ['delay=5,constructor=1', 'The fault delay has nothing called "constructor".'],
    ['delay=5,jitter=1,jitter=2', 'In the fault delay, jitter is given twice.'],
    [
      'unavailable=5,retry-after=1.5',
      'In the fault unavailable, retry-after is "1.5"; it is a whole number from 0 to 3600 (s).',
    ],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => parseFaults([value])).toThrow(
      expect.objectContaining({
        code: 'bad-fault',
        message,
        hint: expect.stringMatching(/^Use --fault /u) as string,
      }) as Error,
    );
  });

  it('refuses the same fault twice', () => {
    expect(() => parseFaults(['drop=5', 'drop=6'])).toThrow('The fault drop is given twice.');
  });
});
