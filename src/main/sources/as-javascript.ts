import type { SourceConfig } from '@shared/source';
import { codeRequest, unsaidOf, type CodeRequest, type CodeText } from './code-request';

export interface JavaScriptOptions {
  /** Writes secrets out; otherwise they are constants at the top, to be filled in. */
  readonly secrets: boolean;
  /** Types of events that the stream has. */
  readonly types: readonly string[];
}

/** Most types that are listened for by name. */
const MOST_TYPES = 12;

/**
 * The source as a JavaScript module for Node 20, Deno, Bun or a browser, that asks for the same and prints what comes: an
 * `EventSource` where that can ask for it, else `fetch` with a reader of the event stream format (WHATWG HTML §9.2.6).
 */
export function asJavaScript(config: SourceConfig, { secrets, types }: JavaScriptOptions): string {
  const request = codeRequest(config, secrets);
  const body =
    request.transport === 'websocket'
      ? socketCode(request)
      : request.transport === 'polling'
        ? pollingCode(request)
        : request.isPlain
          ? eventSourceCode(request, types)
          : fetchCode(request);
  const constants = request.constants.map(
    ({ name, variable }) => `const ${name} = ${quoted(`<${variable}>`)}; // to be filled in`,
  );
  return [
    ...unsaidOf(request.options).map((sentence) => `// Not in this code: ${sentence}`),
    ...constants,
    ...(constants.length > 0 ? [''] : []),
    ...body,
    '',
  ].join('\n');
}

function eventSourceCode({ address }: CodeRequest, types: readonly string[]): string[] {
  const listened = ['message', ...types.filter((type) => type !== 'message').slice(0, MOST_TYPES)];
  return [
    `const source = new EventSource(${text(address)});`,
    'const show = ({ type, lastEventId: id, data }) => console.log({ type, id, data });',
    '// Each type has its own listener: only those without a type come as "message".',
    `for (const type of [${listened.map(quoted).join(', ')}]) source.addEventListener(type, show);`,
    'source.onerror = () =>',
    "  console.error(source.readyState === EventSource.CLOSED ? 'closed' : 'reconnecting');",
  ];
}

const READ = [
  "let rest = '';",
  "let type = '';",
  "let id = '';",
  'let data = [];',
  'const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();',
  'for (;;) {',
  '  const { done, value } = await reader.read();',
  '  if (done) break;',
  '  // A CR at the very end may be the first half of CRLF.',
  '  const lines = (rest + value).split(/\\r\\n|\\n|\\r(?!$)/);',
  '  rest = lines.pop();',
  '  for (const line of lines) {',
  "    if (line === '') {",
  "      if (data.length > 0) console.log({ type: type || 'message', id, data: data.join('\\n') });",
  "      type = '';",
  '      data = [];',
  '      continue;',
  '    }',
  '    const [, field, text] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);',
  "    if (field === 'data') data.push(text ?? '');",
  "    else if (field === 'event') type = text ?? '';",
  "    else if (field === 'id') id = text ?? '';",
  '  }',
  '}',
];

function fetchCode(request: CodeRequest): string[] {
  return [
    ...tokenCode(request),
    ...fetchCall(request, ''),
    'if (!response.ok) throw new Error(`The server answered ${response.status}.`);',
    '',
    ...READ,
  ];
}

function pollingCode(request: CodeRequest): string[] {
  return [
    ...tokenCode(request),
    'for (;;) {',
    ...fetchCall(request, '  '),
    '  console.log(response.status, await response.text());',
    `  await new Promise((resolve) => setTimeout(resolve, ${request.options.polling.intervalMs}));`,
    '}',
  ];
}

function fetchCall(request: CodeRequest, indent: string): string[] {
  const { method, headers, body } = request;
  const lines = [
    ...(method === 'GET' ? [] : [`method: ${quoted(method)},`]),
    ...headerLines(request, headers),
    ...(body ? [`body: ${text(body)},`] : []),
  ];
  if (lines.length === 0) return [`${indent}const response = await fetch(${text(request.address)});`];
  return [
    `${indent}const response = await fetch(${text(request.address)}, {`,
    ...lines.map((line) => `${indent}  ${line}`),
    `${indent}});`,
  ];
}

function headerLines(request: CodeRequest, headers: CodeRequest['headers']): string[] {
  const lines = headers.map(({ name, value }) => `  ${quoted(name)}: ${text(value)},`);
  if (request.basic) {
    const { user, password } = request.basic;
    lines.push(`  'Authorization': 'Basic ' + base64(${text([...user, ':', ...password])}),`);
  }
  if (request.oauth) lines.push("  'Authorization': `Bearer ${accessToken}`,");
  return lines.length === 0 ? [] : ['headers: {', ...lines, '},'];
}

/** UTF-8, as RFC 7617 has it where it can choose. */
const BASE64 = 'const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));';

/** What has to be there before the request. */
function tokenCode({ basic, oauth }: CodeRequest): string[] {
  if (!oauth) return basic ? [BASE64, ''] : [];
  const { url, clientId, clientSecret, inHeader, more } = oauth;
  const fields = [
    "grant_type: 'client_credentials',",
    ...(inHeader ? [] : [`client_id: ${text(clientId)},`, `client_secret: ${text(clientSecret)},`]),
    ...more.map(({ name, value }) => `${name}: ${text(value)},`),
  ];
  return [
    ...(inHeader ? [BASE64] : []),
    `const answer = await fetch(${text(url)}, {`,
    "  method: 'POST',",
    ...(inHeader
      ? [`  headers: { Authorization: 'Basic ' + base64(${text([...clientId, ':', ...clientSecret])}) },`]
      : []),
    '  body: new URLSearchParams({',
    ...fields.map((field) => `    ${field}`),
    '  }),',
    '});',
    'const { access_token: accessToken } = await answer.json();',
    '',
  ];
}

/** A browser's WebSocket sends no headers: where there are some, it is that of the package `ws`. */
function socketCode(request: CodeRequest): string[] {
  const { address, headers, subprotocols } = request;
  const asked = headerLines(request, headers);
  const protocols = subprotocols.length > 0 ? `, [${subprotocols.map(quoted).join(', ')}]` : '';
  if (asked.length === 0) {
    return [
      `const socket = new WebSocket(${text(address)}${protocols});`,
      'socket.onmessage = ({ data }) => console.log(data);',
      'socket.onclose = ({ code, reason }) => console.error(`closed with ${code} ${reason}`);',
    ];
  }
  return [
    "import WebSocket from 'ws'; // npm install ws",
    '',
    ...tokenCode(request),
    `const socket = new WebSocket(${text(address)}${protocols === '' ? ', []' : protocols}, {`,
    ...asked.map((line) => `  ${line}`),
    '});',
    "socket.on('message', (data) => console.log(String(data)));",
    "socket.on('close', (code, reason) => console.error(`closed with ${code} ${reason}`));",
    "socket.on('error', (error) => console.error(error.message));",
  ];
}

function text(parts: CodeText): string {
  if (parts.length === 1 && typeof parts[0] === 'object') return parts[0].variable;
  if (parts.every((part) => typeof part === 'string')) return quoted(parts.join(''));
  const inner = parts.map((part) =>
    typeof part === 'string' ? escaped(part).replace(/`|\$(?=\{)/gu, '\\$&') : `\${${part.variable}}`,
  );
  return `\`${inner.join('')}\``;
}

const quoted = (text: string): string => `'${escaped(text).replaceAll("'", "\\'")}'`;

/** What JSON escapes in a string, but for its quotation marks. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
