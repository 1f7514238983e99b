import { optionLines, optionsMarkdown, type OptionTable } from './option-table';

/** Options of `tail`. */
export const TAIL_OPTIONS: OptionTable = [
  [
    'What is sent',
    [
      ["-H, --header 'Name: value'", 'A header; may be given again.'],
      ['-X, --method GET|POST|PUT|PATCH', 'The method. Default: GET, and POST with --data.'],
      [
        '-d, --data TEXT|@FILE|@-',
        'A body: the text, a file as it is, or standard input. Several are joined with &.',
      ],
      ['--content-type TYPE', 'Of the body. Default: application/json.'],
      ['--last-event-id ID', 'Where to go on from.'],
    ],
  ],
  [
    'Who asks',
    [
      ['-u, --user NAME:PASSWORD', 'HTTP Basic; the same as NAME:PASSWORD@ in the address.'],
      ['-E, --cert FILE', 'Client certificate with its chain, PEM.'],
      ['--key FILE', 'Private key of it, PEM. Default: the one in the file of the certificate.'],
      ['--pass PASSPHRASE', 'Opens the key.'],
    ],
  ],
  [
    'How it connects',
    [
      [
        '--strategy auto|websocket|sse|polling',
        'The transport; auto tries them in this order, and climbs back. Default: sse, and websocket for ws:// and wss://.',
      ],
      [
        '-x, --proxy URL',
        'http, https, socks4, socks4a, socks5 or socks5h, with credentials in it if need be. Default: what https_proxy, http_proxy and all_proxy say.',
      ],
      ['--no-proxy HOSTS', 'Hosts that are reached straight, with commas between; * for all.'],
      ['--cacert FILE', 'Certificates that are trusted besides the usual ones, PEM.'],
      ['-k, --insecure', 'Takes any certificate.'],
      ['--unix-socket PATH', 'Connects to this socket; the address gives only scheme, Host and path.'],
      ['--http1.1', 'Does not offer HTTP/2.'],
    ],
  ],
  [
    'When it ends',
    [
      ['--count N', 'After N events.'],
      ['--for SECONDS', 'After this time.'],
      [
        '--retry-max N',
        'After N attempts in a row that did not open; 0 connects once. Default: 5 until it has been open, then never.',
      ],
    ],
  ],
  [
    'What it prints',
    [
      [
        '--raw',
        'The bytes of the stream as they are received, and nothing else; what happens is told on stderr.',
      ],
    ],
  ],
];

/** `streamgauge tail --help` */
export function tailHelp(): string {
  const parts = [
    'streamgauge tail URL [options]\n',
    'Follows an event stream and prints one JSON object a line; see docs/command.md for what they say. An address',
    'begins with http://, https://, ws:// or wss://. In the address, headers, --user and --pass, {{env.NAME}} stands',
    'for a variable of the environment: arguments are seen by every user of a machine, so secrets belong there.',
    ...optionLines(TAIL_OPTIONS),
  ];
  parts.push(
    '',
    'Exit codes: 0 done, or ended by the server for good (204); 2 bad arguments, unreadable files;',
    '3 could not connect, or not again; 4 refused credentials (401, 403, 407).',
  );
  return `${parts.join('\n')}\n`;
}

/** The same as Markdown tables, for docs/command.md. */
export function tailOptionsMarkdown(): string {
  return optionsMarkdown(TAIL_OPTIONS);
}
