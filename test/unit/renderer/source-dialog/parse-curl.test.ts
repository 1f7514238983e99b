import { describe, expect, it } from 'vitest';
import { toProblem } from '@shared/errors';
import { parseCurl } from '@/app/source-dialog/parse-curl';

function refusal(command: string): string {
  try {
    parseCurl(command);
  } catch (error) {
    const { code, message } = toProblem(error);
    expect(code).toBe('bad-curl');
    return message;
  }
  return 'taken';
}

describe('a pasted curl command', () => {
  it('gives address and headers as browsers copy them', () => {
    const request = parseCurl(`curl 'https://api.example.com/events?x=1' \\
  -H 'Accept: text/event-stream' \\
  -H 'Authorization: Bearer a:b' \\
  -b 'session=1; theme=dark' \\
  --compressed`);
    expect(request).toEqual({
      url: 'https://api.example.com/events?x=1',
      headers: [
        { name: 'Accept', value: 'text/event-stream' },
        { name: 'Authorization', value: 'Bearer a:b' },
        { name: 'Cookie', value: 'session=1; theme=dark' },
      ],
      startFromId: '',
      notes: [],
    });
  });

  it('reads flags that run together, and values that touch their flag', () => {
    const request = parseCurl(`$ curl -sN -XGET -H"X-A: 1" -kvL https://h.example/e`);
    expect(request.url).toBe('https://h.example/e');
    expect(request.headers).toEqual([{ name: 'X-A', value: '1' }]);
    expect(request.notes).toEqual(['--insecure is left out: certificates are always checked.']);
  });

  it('reads the quotes of a shell', () => {
    const request = parseCurl(
      `curl https://h.example/e -H 'X-A: it'\\''s' -H "X-B: a \\"b\\" \\\\" -H $'X-C: \\u0041\\tb' -H X-D:\\ 4`,
    );
    expect(request.headers.map((header) => header.value)).toEqual([`it's`, `a "b" \\`, 'A\tb', '4']);
  });

  it('reads what browsers copy for cmd.exe', () => {
    const request = parseCurl(
      'curl ^"https://h.example/e?a=1^&b=2^" ^\r\n  -H ^"X-A: 1^" ^\r\n  -H ^"Accept: text/event-stream^"',
    );
    expect(request.url).toBe('https://h.example/e?a=1&b=2');
    expect(request.headers).toHaveLength(2);
  });

  it('turns -u into a Basic header in UTF-8, and takes Last-Event-ID as the id to start from', () => {
    const request = parseCurl(`curl -u 'ada:pä:ss' https://h.example/e -H 'Last-Event-ID: 77'`);
    expect(request.headers).toEqual([{ name: 'Authorization', value: 'Basic YWRhOnDDpDpzcw==' }]);
    expect(request.startFromId).toBe('77');
  });

  it('says what a source does not do, instead of leaving it out in silence', () => {
    const request = parseCurl(
      `curl -X POST https://h.example/e -d '{"stream":true}' --proxy http://p:1 -H 'Host: other' --frobnicate "X" -H "Authorization: Bearer $TOKEN"`,
    );
    expect(request.notes).toEqual([
      '--proxy is left out: a source cannot use a proxy yet.',
      'The header Host is set by the connection itself. It is left out.',
      'The option --frobnicate is not known and is left out.',
      'Only the first address is taken.',
      'The method POST is left out: a source asks with GET.',
      'The body is left out: a source asks with GET, which has none.',
      '$TOKEN is not filled in here. Put its value in its place.',
    ]);
  });

  it('puts data into the query with -G', () => {
    expect(parseCurl('curl -G https://h.example/e -d a=1 -d b=2').url).toBe('https://h.example/e?a=1&b=2');
  });

  it('ends at a pipe and at the end of the line', () => {
    const request = parseCurl('curl https://h.example/e | jq .\nrm -rf https://other');
    expect(request).toMatchObject({ url: 'https://h.example/e', notes: [] });
    expect(parseCurl('curl https://h.example/e\nrm -rf /').notes).toEqual([]);
  });

  it('takes an address without a scheme for http, as curl does', () => {
    expect(parseCurl('curl localhost:4870/events').url).toBe('http://localhost:4870/events');
  });

  it.each([
    [
      'curl -H @headers.txt https://h.example/e',
      'The option -H takes its value from a file, which is not read here.',
    ],
    [
      'curl -b cookies.txt https://h.example/e',
      'The option -b takes its value from a file, which is not read here.',
    ],
    [
      'curl -d @body.json https://h.example/e',
      'The option -d takes its value from a file, which is not read here.',
    ],
    [
      'curl -F f=@x.png https://h.example/e',
      'The option -F takes its value from a file, which is not read here.',
    ],
    [
      'curl -K conf https://h.example/e',
      'The option -K takes its value from a file, which is not read here.',
    ],
    ['curl -u ada https://h.example/e', 'The -u option has no password: curl would ask for it.'],
    ['curl -N', 'The curl command has no address.'],
    ['curl https://h.example/e -H', 'The option -H has no value.'],
    ['wget https://h.example/e', 'This is not a curl command: it does not start with curl.'],
    ['', 'Paste a curl command.'],
  ])('refuses %j with a sentence', (command, sentence) => {
    expect(refusal(command)).toBe(sentence);
  });

  it('ends for unfinished quotes and escapes', () => {
    for (const tail of ["'open", '"open', "$'open", '\\', '$', '"\\'])
      expect(parseCurl(`curl https://h.example/e ${tail}`).url).toBe('https://h.example/e');
  });
});
