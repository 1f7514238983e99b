import type { SourceConfig } from '@shared/source';
import { codeRequest, unsaidOf, type CodeRequest, type CodeText } from './code-request';

/**
 * The source as a Python 3.9 program, that asks for the same and prints what comes. It takes nothing but the standard
 * library, apart from a source with WebSocket alone, which takes `websockets`, of any release since 10. What is called `{{token}}` in the source, and
 * a secret unless they are written out, is a variable of the environment.
 */
export function asPython(config: SourceConfig, { secrets }: { readonly secrets: boolean }): string {
  const request = codeRequest(config, secrets);
  const isSocket = request.transport === 'websocket';
  const handled = isSocket ? [] : ['insecure', 'authorities', 'certificate'];
  const context = isSocket ? [] : contextLines(request);
  const imports = [
    ...(request.basic || request.oauth?.inHeader ? ['base64'] : []),
    ...(isSocket ? ['asyncio'] : []),
    ...(request.transport === 'sse' ? ['codecs'] : []),
    ...(request.oauth ? ['json'] : []),
    ...(request.constants.length > 0 ? ['os'] : []),
    ...(request.transport === 'sse' ? ['re'] : []),
    ...(context.length > 0 ? ['ssl'] : []),
    ...(request.transport === 'polling' ? ['time'] : []),
    ...(request.oauth ? ['urllib.parse'] : []),
    ...(isSocket && !request.oauth ? [] : ['urllib.request']),
  ];
  const body = isSocket
    ? socketCode(request)
    : [
        ...context,
        ...requestCode(request),
        ...(request.transport === 'polling' ? pollingCode(request, context) : streamCode(context)),
      ];
  return [
    ...unsaidOf(request.options, handled).map((sentence) => `# Not in this code: ${sentence}`),
    ...imports.map((name) => `import ${name}`),
    ...(isSocket ? ['', 'import websockets  # pip install websockets'] : []),
    '',
    ...request.constants.map(({ name, variable }) => `${name} = os.environ[${literal([variable])}]`),
    ...(request.constants.length > 0 ? [''] : []),
    ...tokenCode(request),
    ...body,
    '',
  ].join('\n');
}

/** How the server's certificate is checked, where that is not the usual way. */
function contextLines({ options: { tls }, address }: CodeRequest): string[] {
  const [first] = address;
  if (typeof first !== 'string' || !first.startsWith('https:')) return [];
  const lines = [
    ...(tls.authorities === '' ? [] : ['context.load_verify_locations("authorities.pem")']),
    ...(tls.certificate === '' ? [] : ['context.load_cert_chain("certificate.pem", "private-key.pem")']),
    ...(tls.insecure ? ['context.check_hostname = False', 'context.verify_mode = ssl.CERT_NONE'] : []),
  ];
  return lines.length === 0 ? [] : ['context = ssl.create_default_context()', ...lines, ''];
}

function requestCode(request: CodeRequest): string[] {
  const { address, method, body } = request;
  return [
    'request = urllib.request.Request(',
    `    ${literal(address)},`,
    ...(method === 'GET' ? [] : [`    method=${literal([method])},`]),
    ...(body ? [`    data=${literal(body)}.encode(),`] : []),
    ...headerLines(request).map((line) => `    ${line}`),
    ')',
  ];
}

function headerLines({ headers, basic, oauth }: CodeRequest, before = 'headers={'): string[] {
  const lines = headers.map(({ name, value }) => `    ${literal([name])}: ${literal(value)},`);
  if (basic)
    lines.push(`    "Authorization": "Basic " + ${base64([...basic.user, ':', ...basic.password])},`);
  if (oauth) lines.push('    "Authorization": f"Bearer {access_token}",');
  return lines.length === 0 ? [] : [before, ...lines, '},'];
}

const opening = (context: readonly string[]): string =>
  `urllib.request.urlopen(request${context.length > 0 ? ', context=context' : ''})`;

/** The event stream format (WHATWG HTML §9.2.6). */
const streamCode = (context: readonly string[]): string[] => [
  'decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode',
  'rest, kind, last_id, data = "", "", "", []',
  `with ${opening(context)} as response:`,
  '    while chunk := response.read1(65536):',
  '        # A CR at the very end may be the first half of CRLF.',
  '        *lines, rest = re.split(r"\\r\\n|\\n|\\r(?!\\Z)", rest + decode(chunk))',
  '        for line in lines:',
  '            if line == "":',
  '                if data:',
  '                    event = {"type": kind or "message", "id": last_id, "data": "\\n".join(data)}',
  '                    print(event, flush=True)',
  '                kind, data = "", []',
  '                continue',
  '            field, _, value = line.partition(":")',
  '            value = value[1:] if value.startswith(" ") else value',
  '            if field == "data":',
  '                data.append(value)',
  '            elif field == "event":',
  '                kind = value',
  '            elif field == "id":',
  '                last_id = value',
];

const pollingCode = ({ options }: CodeRequest, context: readonly string[]): string[] => [
  'while True:',
  `    with ${opening(context)} as response:`,
  '        print(response.status, response.read().decode(), flush=True)',
  `    time.sleep(${options.polling.intervalMs / 1_000})`,
];

function socketCode(request: CodeRequest): string[] {
  const { address, subprotocols } = request;
  const headers = headerLines(request, '**{header_argument: {');
  if (headers.length > 0) headers[headers.length - 1] = '}},';
  return [
    ...(headers.length > 0
      ? [
          '# Releases of websockets before 14 have another name for it.',
          'newer = int(websockets.__version__.split(".")[0]) >= 14',
          'header_argument = "additional_headers" if newer else "extra_headers"',
          '',
        ]
      : []),
    '',
    'async def follow():',
    '    async with websockets.connect(',
    `        ${literal(address)},`,
    ...(subprotocols.length > 0
      ? [`        subprotocols=[${subprotocols.map((name) => literal([name])).join(', ')}],`]
      : []),
    ...headers.map((line) => `        ${line}`),
    '    ) as socket:',
    '        async for message in socket:',
    '            print(message, flush=True)',
    '',
    '',
    'asyncio.run(follow())',
  ];
}

/** The request for a token that comes first. */
function tokenCode({ oauth }: CodeRequest): string[] {
  if (!oauth) return [];
  const { url, clientId, clientSecret, inHeader, more } = oauth;
  const fields = [
    '"grant_type": "client_credentials",',
    ...(inHeader ? [] : [`"client_id": ${literal(clientId)},`, `"client_secret": ${literal(clientSecret)},`]),
    ...more.map(({ name, value }) => `${literal([name])}: ${literal(value)},`),
  ];
  return [
    'token_request = urllib.request.Request(',
    `    ${literal(url)},`,
    '    data=urllib.parse.urlencode({',
    ...fields.map((field) => `        ${field}`),
    '    }).encode(),',
    ...(inHeader
      ? [`    headers={"Authorization": "Basic " + ${base64([...clientId, ':', ...clientSecret])}},`]
      : []),
    ')',
    'with urllib.request.urlopen(token_request) as answer:',
    '    access_token = json.load(answer)["access_token"]',
    '',
  ];
}

const base64 = (parts: CodeText): string => `base64.b64encode(${literal(parts)}.encode()).decode()`;

/** JSON's strings are Python's as well. */
function literal(parts: CodeText): string {
  if (parts.length === 1 && typeof parts[0] === 'object') return parts[0].variable;
  if (parts.every((part) => typeof part === 'string')) return JSON.stringify(parts.join(''));
  const inner = parts.map((part) =>
    typeof part === 'string'
      ? JSON.stringify(part).slice(1, -1).replace(/[{}]/gu, '$&$&')
      : `{${part.variable}}`,
  );
  return `f"${inner.join('')}"`;
}
