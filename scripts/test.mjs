#!/usr/bin/env node
// npm test: everything that guards the project, stage by stage, up to the first that fails.
//
//   node scripts/test.mjs              all stages
//   node scripts/test.mjs e2e [NAME…]  only these stages; what follows -- goes to the test runner
//
// Stages that only read run side by side. The last line says "N passed, N failed", summed over all test runners; a stage that fails without counting tests
// (lint, the type checker, the build) counts as one failure.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { runChild } from './child.mjs';
import { runtimeForScript } from './electron-runtime.mjs';
import { prepareOrdinaryUser } from './ordinary-user.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';
import { addCounts, playwrightCounts, vitestCounts } from './test-counts.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const results = path.join(root, 'test-results');
const isRoot = process.getuid?.() === 0;

const separator = process.argv.indexOf('--');
const chosen = process.argv.slice(2, separator < 0 ? undefined : separator);
const forwarded = separator < 0 ? [] : process.argv.slice(separator + 1);

const npmRun = (script, ...args) =>
  runChild('npm', ['run', '--silent', script, '--', ...args], {
    cwd: root,
    shell: process.platform === 'win32',
  });

async function vitest(script) {
  const report = path.join(results, `${script.replace(':', '-')}.json`);
  const code = await npmRun(
    script,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...forwarded,
  );
  return { code, counts: vitestCounts(readJson(report)) };
}

async function playwright(project) {
  const args = ['playwright', 'test', `--project=${project}`, ...forwarded];
  const script = path.join('scripts', 'with-electron.mjs');
  let code;
  if (isRoot && project === 'app') {
    const ordinary = prepareOrdinaryUser({ root, runtime });
    process.stderr.write(`[test] running as ${ordinary.user}, with the sandbox on\n`);
    try {
      const { command, args: line, options } = ordinary.run(script, args);
      code = await runChild(command, line, options);
      ordinary.collect();
    } finally {
      ordinary.close();
    }
  } else {
    const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist };
    code = await runChild(process.execPath, [script, ...args], { cwd: root, env });
  }
  return { code, counts: playwrightCounts(readJson(path.join(results, 'playwright.json'))) };
}

const STAGES = [
  { name: 'lint', reads: true, run: async () => ({ code: await npmRun('lint') }) },
  { name: 'typecheck', reads: true, run: async () => ({ code: await npmRun('typecheck') }) },
  { name: 'unit', run: () => vitest('test:unit') },
  { name: 'integration', run: () => vitest('test:integration') },
  { name: 'build', run: async () => ({ code: build() }) },
  { name: 'e2e', run: async () => (isBuilt() || build() === 0 ? playwright('app') : { code: 1 }) },
  {
    name: 'package',
    obstacle() {
      if (!isRoot || !fs.existsSync('/usr/bin/dpkg-deb') || process.arch !== 'x64') {
        return 'installing takes root on an x64 Debian or Ubuntu';
      }
      return fs.existsSync('/usr/lib/streamgauge') ? 'Streamgauge is installed on this system' : null;
    },
    run: async () => {
      const packages = path.join('scripts', 'package-linux.mjs');
      const code = await runChild(process.execPath, [packages, '--quick'], { cwd: root });
      return code === 0 ? playwright('package') : { code };
    },
  },
];

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

const unknown = chosen.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no stage ${unknown.join(', ')}. Stages: ${STAGES.map(({ name }) => name).join(' ')}`,
  );
  process.exit(2);
}
const stages = chosen.length === 0 ? STAGES : STAGES.filter(({ name }) => chosen.includes(name));

fs.rmSync(results, { recursive: true, force: true });
fs.mkdirSync(results, { recursive: true });
let runtime;
if (stages.some(({ name }) => ['integration', 'e2e', 'package'].includes(name))) {
  runtime = await runtimeForScript();
  ensureSystemLibraries({ runtime, tests: true });
}

/** Stages that come one after the other, and those that only read and run side by side. */
function* groups(stages) {
  const reading = stages.filter(({ reads }) => reads);
  if (reading.length > 0) yield reading;
  for (const stage of stages) if (!stage.reads) yield [stage];
}

/** Runs a stage and says whether it went well. */
async function runStage({ name, run, obstacle }) {
  const reason = obstacle?.() ?? null;
  if (reason !== null) {
    console.log(`\n=== ${name}: left out, because ${reason}`);
    return true;
  }
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const { code, counts } = await run();
  if (counts) total = addCounts(total, counts);
  if (code !== 0) {
    if (!counts?.failed) total = addCounts(total, { passed: 0, failed: 1 });
    return false;
  }
  console.log(`=== ${name}: ok, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

let total = { passed: 0, failed: 0 };
let failure = null;
for (const group of groups(stages)) {
  const went = await Promise.all(group.map(runStage));
  failure = group.find((_, i) => !went[i])?.name ?? null;
  if (failure !== null) break;
}
if (failure !== null) console.log(`\nThe stage ${failure} failed; the ones after it were not run.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = failure === null ? 0 : 1;
