import { describe, expect, it } from 'vitest';
import { addCounts, playwrightCounts, vitestCounts } from '../../../scripts/test-counts.mjs';

describe('the sum of all tests', () => {
  it('adds up what the runners report', () => {
    const unit = vitestCounts({ numPassedTests: 40, numFailedTests: 1, testResults: [] });
    const e2e = playwrightCounts({ stats: { expected: 7, unexpected: 1, flaky: 1 }, errors: [] });
    expect(addCounts(unit, e2e)).toEqual({ passed: 47, failed: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(
      vitestCounts({
        numPassedTests: 3,
        numFailedTests: 0,
        testResults: [
          { status: 'passed', assertionResults: [{ status: 'passed' }] },
          { status: 'failed', assertionResults: [] },
        ],
      }),
    ).toEqual({ passed: 3, failed: 1 });
    expect(
      playwrightCounts({ stats: { expected: 0, unexpected: 0, flaky: 0 }, errors: [{ message: 'x' }] }),
    ).toEqual({ passed: 0, failed: 1 });
  });

  it('knows nothing of a runner that left no report', () => {
    expect(vitestCounts(null)).toBeNull();
    expect(playwrightCounts(null)).toBeNull();
  });
});
