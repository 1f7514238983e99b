#!/usr/bin/env node
// npm run sentences [FOLDER…]: what the engine says in English and no other language knows yet, file by file, and what the
// translations hold that nobody says. test/unit/scripts/engine-sentences.test.ts holds the same against them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const LANGUAGES = ['de', 'es'];

/** What no window shows, and why. */
const NOT_SHOWN = [
  /^src\/main\/hub\/(?:openapi|metrics|streams\/(?:asyncapi|own-messages))/u, // documents for programs
  // What a hub says to its clients over HTTP, WebSocket and on its streams.
  /^src\/main\/hub\/(?:access|answer-publish|clients|connection|initial-state|overload|publish-request|requests|stream-request|subscription|transports\/)/u,
  /^src\/main\/hub\/auth\/(?!token-store)/u, // the same, of credentials
  // Of hubs made in code or in the terminal: the app's own has no streams, no link to others, no keys and no rates.
  /^src\/main\/hub\/(?:backplane\/|streams\/|faults\/parse-faults|rate-limit|options)/u,
  /^src\/main\/hub\/(?:event-queue|event-stream|file-tail)/u, // for code and the terminal
  /^src\/main\/hub\/scenes\/(?!demo-scenes)/u, // payloads; the window names the generators itself
  /^src\/main\/sources\/(?:as-javascript|as-python|code-request)\.ts$/u, // programs, with their comments
  /^src\/shared\/sentences\//u,
  /^src\/main\/settings\/settings-markdown/u, // a document
  /^src\/main\/shell\/(?:words\/|window\.ts|ask-)/u, // what the system draws, which has each language in words/
  /^src\/main\/(?:index|shell\/keep-log)\.ts$/u, // lines of the log and of the terminal
  /^src\/main\/shell\/(?:bus-message|session-bus)\.ts$/u, // without a session bus there is no tray, and no problem
  /^src\/main\/shell\/updates\/app-updates\.ts$/u, // a mistake of the build
  /^src\/main\/history\/store\/store-thread/u, // a mistake of the build
  /^src\/main\/sources\/line\/(?:create-line|open-socket)/u, // causes of problems, worded by their codes
  /^src\/main\/sources\/transports\/(?:http1-connection|http2-request|zstd-decoder)/u, // likewise
  /^src\/main\/diagnostics\/(?:log|readme|slow-turns)/u, // lines of the log, and a file of the diagnostic bundle
  /^src\/main\/engine\/diagnostics-service/u, // lines of the log
  /^src\/main\/shapes\/typescript\//u, // programs, with their comments
];
/** Properties that are read by people, also when their text has no full stop. */
const READ = new Set(['message', 'hint', 'sentence', 'advice', 'title', 'why']);

/** `{ template, holes }` of what is surely a text, else null. */
function textOf(node) {
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return { parts: [node.text], holes: [] };
  if (ts.isTemplateExpression(node)) {
    return {
      parts: [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)],
      holes: node.templateSpans.map(({ expression }) => expression),
    };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    if (!left && !right) return null;
    const a = left ?? { parts: ['', ''], holes: [node.left] };
    const b = right ?? { parts: ['', ''], holes: [node.right] };
    return {
      parts: [...a.parts.slice(0, -1), a.parts.at(-1) + b.parts[0], ...b.parts.slice(1)],
      holes: [...a.holes, ...b.holes],
    };
  }
  return null;
}

const templateOf = ({ parts }) =>
  parts.reduce((text, part, i) => (i === 0 ? part : `${text}{${i - 1}}${part}`), '');

function isSentence(node, { parts }) {
  const letters = parts.join(' ');
  if (!/\p{L}{2,}/u.test(letters)) return false;
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.initializer === node && READ.has(parent.name.getText()))
    return true;
  if (ts.isCallExpression(parent) && parent.expression.getText() === 'phrase') return true;
  if (ts.isNewExpression(parent) && /Error$/u.test(parent.expression.getText())) {
    const isCode = parent.arguments?.[0] === node && /^[\p{Ll}\d-]+$/u.test(letters.trim());
    if (!isCode || parent.arguments?.length === 1) return true;
  }
  // Behind a colon at the end stands what somebody else said, with their own full stop.
  if (parts.at(-1) === '' && /^\p{Lu}.*\p{L} .*\p{L}.*: $/su.test(parts.slice(0, -1).join(' '))) return true;
  return (
    /^(?:[\p{Lu}“"'(]|.*\s).*[.!?]$/su.test(letters.trim()) &&
    /\p{L}\s+\p{L}|\p{L}\s*$|^\s*\p{L}/u.test(letters) &&
    /\s/u.test(letters.trim())
  );
}

/** `abort.abort(new Error('dropped'))`: a reason that nobody reads. */
const isAbort = (node) =>
  ts.isCallExpression(node) &&
  /\.abort$/u.test(node.expression.getText()) &&
  /\bnew Error\(/u.test(node.arguments[0]?.getText() ?? '');

/** Every sentence of a file by its template, and the phrases that stand in places of sentences. */
export function sentencesIn(file) {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = new Map();
  const keep = (template, node) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const key = template.trim();
    if (key !== '' && !found.has(key)) found.set(key, `${file}:${line}`);
  };
  const visit = (node, inSentence) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (isAbort(node)) return;
    const text = textOf(node);
    if (text) {
      const isPhrase = inSentence && /\p{L}/u.test(text.parts.join(''));
      const is = isPhrase || isSentence(node, text);
      if (is) keep(templateOf(text), node);
      for (const hole of text.holes) visit(hole, is);
      return;
    }
    if (inSentence && !(ts.isConditionalExpression(node) || ts.isParenthesizedExpression(node)))
      inSentence = false;
    if (inSentence && ts.isConditionalExpression(node)) {
      visit(node.condition, false);
      visit(node.whenTrue, true);
      visit(node.whenFalse, true);
      return;
    }
    ts.forEachChild(node, (child) => visit(child, inSentence));
  };
  visit(source, false);
  return found;
}

/** The files whose sentences a window can show. */
export function shownFiles() {
  return ['src/main', 'src/shared']
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
        .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`),
    )
    .filter((file) => !NOT_SHOWN.some((pattern) => pattern.test(file)))
    .sort();
}

/** A language's translations, by file. */
export function translations(language) {
  const folder = path.join(root, 'src/shared/sentences', language);
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(files.map((name) => [name, JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))]));
}

function main(folders) {
  const wanted = (file) => folders.length === 0 || folders.some((folder) => file.startsWith(folder));
  const said = new Map(shownFiles().flatMap((file) => [...sentencesIn(file)]));
  for (const language of LANGUAGES) {
    const known = new Set([...translations(language).values()].flatMap((entries) => Object.keys(entries)));
    const missing = [...said].filter(([template, where]) => !known.has(template) && wanted(where));
    console.log(`\n${language}: ${missing.length} missing`);
    for (const [template, where] of missing) console.log(`  ${where}  ${JSON.stringify(template)}`);
    if (folders.length > 0) continue;
    for (const template of known)
      if (!said.has(template)) console.log(`  nobody says  ${JSON.stringify(template)}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
