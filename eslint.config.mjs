// Lint walls: who may import whom (docs/ARCHITECTURE.md), what is dangerous in an Electron app, and which
// built-in APIs the oldest supported runtime (Electron 25: Node 18.15, Chrome 114) lacks.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Folders of src/main that run in plain Node and know neither Electron nor one another. */
const ROOMS = [
  'hub',
  'sources',
  'history',
  'notifications',
  'rules',
  'shapes',
  'diagnostics',
  'doctor',
  'recordings',
  'settings',
];

const NO_ELECTRON = {
  regex: '^electron($|/)',
  message: 'Only src/main/shell, src/main/ipc, src/main/index.ts and src/preload know Electron.',
};

const NEWER_NODE_MODULES = ['node:sqlite', 'node:sea', 'node:test/reporters'].map((name) => ({
  name,
  message: 'Not in Node 18.15 (Electron 25).',
}));
const NEWER_NODE_EXPORTS = [
  { name: 'node:util', importNames: ['styleText', 'parseEnv', 'getCallSites'] },
  { name: 'node:fs', importNames: ['glob', 'globSync', 'openAsBlob'] },
  { name: 'node:fs/promises', importNames: ['glob'] },
  { name: 'node:diagnostics_channel', importNames: ['tracingChannel'] },
].map((entry) => ({ ...entry, message: 'Not in Node 18.15 (Electron 25).' }));

/** The import rule for one folder: its own patterns on top of what no main-side file may import. */
const imports = (...patterns) => ({
  'no-restricted-imports': ['error', { paths: [...NEWER_NODE_MODULES, ...NEWER_NODE_EXPORTS], patterns }],
});

const NEWER_PROPERTIES = [
  ['URL', 'canParse'],
  ['URL', 'parse'],
  ['Promise', 'withResolvers'],
  ['Promise', 'try'],
  ['Object', 'groupBy'],
  ['Map', 'groupBy'],
  ['Array', 'fromAsync'],
  ['AbortSignal', 'any'],
  ['ReadableStream', 'from'],
  ['Iterator', 'from'],
  ['Symbol', 'dispose'],
  ['Symbol', 'asyncDispose'],
  ['process', 'getBuiltinModule'],
  ['process', 'loadEnvFile'],
].map(([object, property]) => ({
  object,
  property,
  message: 'Not in Node 18.15 / Chrome 114 (Electron 25).',
}));

const MAIN_GLOBALS = ['crypto', 'CustomEvent', 'EventSource', 'File', 'navigator', 'Navigator', 'WebSocket'];

const TLS_SWITCH = {
  selector:
    ":matches(Identifier[name='NODE_TLS_REJECT_UNAUTHORIZED'], Literal[value='NODE_TLS_REJECT_UNAUTHORIZED'])",
  message: 'This switches certificate checks off for the whole process.',
};
const MARKUP_SINKS = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment)$/]',
    message: 'Untrusted bytes stay data: no markup from strings.',
  },
  {
    selector: "MemberExpression[object.name='document'][property.name=/^writeln?$/]",
    message: 'Untrusted bytes stay data: no markup from strings.',
  },
];
const OPENERS = {
  selector: "MemberExpression[object.name='shell'][property.name=/^(openExternal|openPath)$/]",
  message: 'Only src/main/shell/safe-open-external.ts opens things outside the app.',
};
const RAW_IPC = {
  selector:
    "MemberExpression[object.name='ipcMain'][property.name=/^(on|once|handle|handleOnce|addListener)$/]",
  message: 'Every call comes in through src/main/ipc/bind.ts, which checks who sends and what.',
};
const WEAK_WINDOWS = [
  {
    selector: 'Property[key.name=/^(sandbox|contextIsolation|webSecurity)$/][value.value=false]',
    message: 'Windows stay isolated and sandboxed.',
  },
  {
    selector:
      'Property[key.name=/^(nodeIntegration|nodeIntegrationInWorker|nodeIntegrationInSubFrames|webviewTag|allowRunningInsecureContent|experimentalFeatures|corsEnabled|bypassCSP)$/][value.value=true]',
    message: 'Windows get no Node, no webview, and the app protocol no exemptions.',
  },
  {
    selector: 'Literal[value=/no-sandbox/]',
    message: 'Only the scripts may start the app without the sandbox.',
  },
];
const SOURCE_SYNTAX = [TLS_SWITCH, ...MARKUP_SINKS, ...WEAK_WINDOWS];
const TEST_SYNTAX = [
  TLS_SWITCH,
  {
    selector:
      "CallExpression[callee.name='setTimeout'] > Identifier.arguments:first-child[name=/^(r|res|resolve|done|ok|fulfil)$/]",
    message: 'Wait for a condition (test/support/eventually.ts), not for a while.',
  },
  {
    selector: "MemberExpression[property.name='waitForTimeout']",
    message: 'Wait for a condition, not for a while.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(only|skip|skipIf|runIf|todo|fixme|fails)$/]',
    message: 'Every test runs, always.',
  },
];
const syntax = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors] });

/** What the engine says in English: read by people, so it is worded where it is shown. */
const ENGINE_TEXT = '[property.name=/^(?:message|hint|sentence|advice|warning|resumeProblem)$/]';
/** Asked or compared, not shown. */
const NOT_SHOWN = [
  'CallExpression[callee.name=/^(?:worded|inWords)$/] MemberExpression',
  'ConditionalExpression > .test',
  'LogicalExpression[operator="&&"] > .left',
  'BinaryExpression > MemberExpression',
].join(', ');
/** In the language of the window when they reach a template: what modules with words make, and ids of elements. */
const WORDED_BEFORE = '/^(?:ids|story|rung|verdict|result|words|t|bindings)$/';
const UNWORDED = 'What the engine says is English: show worded(…), problemText(…) or ProblemWords.';
const TEMPLATE_TEXT = ['VElement > VExpressionContainer', 'VAttribute[key.name.name="bind"]'].map(
  (place) => ({
    selector: `${place} MemberExpression${ENGINE_TEXT}:not([object.name=${WORDED_BEFORE}]):not(${NOT_SHOWN})`,
    message: UNWORDED,
  }),
);
const SCRIPT_TEXT = {
  selector: `MemberExpression[property.name=/^(?:message|hint)$/]:matches([object.name=/^(?:problem|reason|failure|pattern)$/], [object.property.name=/^(?:problem|reason|failure)$/], [object.callee.name="toProblem"]):not(${NOT_SHOWN})`,
  message: UNWORDED,
};

/** Components whose text is all in the message catalogue: every one. */
const TRANSLATED = ['src/renderer/src/**/*.vue'];
/** The same in every language: marks, units, and names. */
const SYMBOLS = [...'()[]{},.:;+-=*/#%&…·•|<>×@–'.split(''), 'p50', 'p99', 'Streamgauge', '0'];
const UNITS = ['/^(?:s|ms|B|MB|MiB|px)$/'];
/** What empty fields show of the form of a value: addresses, names of headers, terms of a protocol. */
const EXAMPLES = [
  'https://example.com/events',
  'https://login.example.com/oauth/token',
  'http://proxy.example.com:3128',
  'localhost, .internal.example.com',
  'localhost, .internal.example.com, 10.0.0.0/8',
  "curl -N 'https://example.com/events' -H 'Authorization: Bearer …'",
  'application/x-ndjson',
  '{ "stream": true }',
  'subscription { orders { id total } }',
  'room:lobby, user:42',
  'data.orderId',
  '$.next',
  'X-Api-Key',
  'X-Next-Cursor',
  'access_token',
  '/^(?:cursor|message)$/',
];
/** What a component shows or says beside its text. */
const WORDED = {
  '/.+/': [
    'title',
    'text',
    'label',
    'help',
    'tip',
    'action',
    'note',
    'unit',
    'alt',
    'placeholder',
    'aria-label',
    'aria-placeholder',
    'aria-roledescription',
    'aria-valuetext',
  ],
};

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'node_modules/', 'test-results/', 'playwright-report/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommended,
  vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  { files: ['**/*.{ts,mts,vue}'], rules: { 'no-undef': 'off' } }, // the type checker knows better
  { files: ['**/*.{mjs,cjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },

  {
    files: ['src/**/*.{ts,vue}'],
    rules: {
      ...syntax(...SOURCE_SYNTAX, OPENERS, RAW_IPC),
      'no-restricted-properties': ['error', ...NEWER_PROPERTIES],
      'no-console': 'error',
    },
  },
  {
    files: ['src/{main,preload,headless,shared}/**/*.ts'],
    rules: {
      ...imports(NO_ELECTRON),
      'no-restricted-globals': [
        'error',
        ...MAIN_GLOBALS.map((name) => ({
          name,
          message: 'No such global in Electron 25: import it from node:*.',
        })),
      ],
    },
  },
  {
    files: ['src/main/shell/**/*.ts', 'src/main/ipc/**/*.ts', 'src/main/index.ts'],
    rules: imports({
      regex: '(^|/)renderer/',
      message: 'The main process and the window share only src/shared.',
    }),
  },
  { files: ['src/main/shell/safe-open-external.ts'], rules: syntax(...SOURCE_SYNTAX, RAW_IPC) },
  { files: ['src/main/ipc/bind.ts'], rules: syntax(...SOURCE_SYNTAX, OPENERS) },
  ROOMS.map((room) => ({
    files: [`src/main/${room}/**/*.ts`],
    rules: imports(NO_ELECTRON, {
      regex: `^(\\.\\./)+(main/)?(${[...ROOMS.filter((other) => other !== room), 'shell', 'ipc', 'engine', 'index', 'preload', 'renderer', 'headless'].join('|')})(/|$)`,
      message: `${room} knows src/shared and itself; src/main/engine.ts puts the rooms together.`,
    }),
  })),
  {
    files: ['src/headless/**/*.ts'],
    rules: imports(NO_ELECTRON, {
      regex: '/(shell|ipc|preload|renderer)/|/main/index$',
      message: 'The headless commands run in plain Node.',
    }),
  },
  {
    files: ['src/preload/**/*.ts'],
    rules: imports({
      regex: '^(?!electron$|@shared/|\\./)',
      message: 'The preload script knows Electron and the contract, nothing else.',
    }),
  },
  {
    files: ['src/shared/**/*.ts'],
    rules: imports({
      regex: '^(?!valibot$|@shared/|\\./)',
      message: 'src/shared imports valibot and itself, nothing else.',
    }),
  },
  {
    files: ['src/renderer/**/*.{ts,vue}'],
    rules: {
      ...imports(
        { regex: '^(electron|node:.*)($|/)', message: 'The window has neither Electron nor Node.' },
        { regex: '(^|/)(main|preload|headless)/', message: 'The window knows src/shared and the bridge.' },
      ),
      'no-restricted-properties': [
        'error',
        ...NEWER_PROPERTIES,
        { object: 'window', property: 'streamgauge', message: 'Only bridge.ts touches it.' },
      ],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'EventSource', 'WebSocket', 'XMLHttpRequest', 'localStorage', 'sessionStorage'].map(
          (name) => ({
            name,
            message: 'The window makes no request and keeps nothing: ask the main process.',
          }),
        ),
      ],
      ...syntax(...SOURCE_SYNTAX, OPENERS, RAW_IPC, SCRIPT_TEXT),
      'vue/no-restricted-syntax': ['error', ...TEMPLATE_TEXT],
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      // A static style attribute can end up in markup that Vue inserts as a string, where the CSP drops it.
      'vue/no-static-inline-styles': ['error', { allowBinding: true }],
      // Optional props are really absent here (exactOptionalPropertyTypes); a default would hide that.
      'vue/require-default-prop': 'off',
      // The type checker knows when a switch has covered everything.
      'vue/return-in-computed-property': 'off',
    },
  },
  {
    // Every text of the window comes from the message catalogue (src/renderer/src/i18n).
    files: TRANSLATED,
    rules: {
      'vue/no-bare-strings-in-template': [
        'error',
        { allowlist: [...SYMBOLS, ...UNITS, ...EXAMPLES], attributes: WORDED },
      ],
    },
  },
  {
    files: ['src/renderer/src/bridge.ts'],
    rules: { 'no-restricted-properties': ['error', ...NEWER_PROPERTIES] },
  },
  { files: ['src/headless/**/*.ts'], rules: { 'no-console': 'off' } },

  { files: ['test/**/*.ts'], rules: syntax(...TEST_SYNTAX) },
  { files: ['test/support/eventually.ts'], rules: syntax(TLS_SWITCH) },
  prettier,
);
