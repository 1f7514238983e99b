// Reads how many tests passed and failed out of the reports of the test runners.

/** @typedef {{ passed: number, failed: number }} Counts */

/** @returns {Counts} */
export function addCounts(one, other) {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

/** Vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function vitestCounts(report) {
  if (!report) return null;
  const broken = (report.testResults ?? []).filter(
    (file) =>
      file.status === 'failed' && (file.assertionResults ?? []).every(({ status }) => status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** Playwright's JSON report. A spec file that could not be loaded shows up among the errors only. */
export function playwrightCounts(report) {
  if (!report) return null;
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: Math.max(unexpected + flaky, report.errors.length > 0 ? 1 : 0) };
}
