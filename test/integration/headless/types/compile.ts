import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);

/** As strict as projects get: whoever puts the generated file into theirs must not have to exempt it. */
const STRICT: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  noEmit: true,
};

const WITH_DOM = ['lib.es2022.d.ts', 'lib.dom.d.ts'];
const WITHOUT_DOM = ['lib.es2022.d.ts'];

/** The language's own files: the same for every program, and most of the work. */
const libraries = new Map<string, ts.SourceFile | undefined>();

function hostFor(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (!/\/typescript\/lib\//u.test(name)) return read(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, read(name, ...rest));
    return libraries.get(name);
  };
  return host;
}

/** What the compiler says of these files together, one sentence a fault. */
export function faultsOf(files: readonly string[], { dom }: { dom: boolean }): string[] {
  const options: ts.CompilerOptions = {
    ...STRICT,
    lib: dom ? WITH_DOM : WITHOUT_DOM,
    skipLibCheck: true,
    paths: { eventsource: [resolve('node_modules/eventsource/dist/index.d.ts')] },
  };
  const program = ts.createProgram(files, options, hostFor(options));
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line =
      file && start !== undefined
        ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
        : '';
    return line + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
}

/** The exports of a generated file, run by Node. */
export function load(folder: string, source: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const file = join(folder, `generated-${Math.random().toString(36).slice(2)}.cjs`);
  writeFileSync(file, outputText);
  return require(file) as Record<string, unknown>;
}
