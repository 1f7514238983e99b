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
      method: 'GET',
      body: '',
      bodyType: 'application/json',
      headers: [
        { name: 'Accept', value: 'text/event-stream' },
        { name: 'Authorization', value: 'Bearer a:b' },
        { name: 'Cookie', value: 'session=1; theme=dark' },
      ],
      user: null,
      startFromId: '',
      proxy: null,
      insecure: false,
      passphrase: '',
      unixSocket: '',
      http2: true,
      notes: [],
    });
  });

  it('reads flags that run together, and values that touch their flag', () => {
    const request = parseCurl(`$ curl -sN -XGET -H"X-A: 1" -kvL --http1.1 https://h.example/e`);
    expect(request).toMatchObject({
      url: 'https://h.example/e',
      method: 'GET',
      insecure: true,
      http2: false,
    });
    expect(request.headers).toEqual([{ name: 'X-A', value: '1' }]);
    expect(request.notes).toEqual([]);
  });

  it('reads the quotes of a shell', () => {
    const request = parseCurl(
      `curl https://h.example/e -H 'X-A: it'\\''s' -H "X-B: a \\"b\\" \\\\" -H $'X-C: \\u0041\\tb' -H X-D:\\ 4`,
    );
    expect(request.headers.map((header) => header.value)).toEqual([`it's`, `a "b" \\`, 'A\tb', '4']);
  });

  it('reads what browsers copy for cmd.exe, quotes in the body included', () => {
    const request = parseCurl(
      'curl ^"https://h.example/e?a=1^&b=2^" ^\r\n  -H ^"X-A: 1^" ^\r\n  -H ^"Content-Type: application/json^" ^\r\n  --data-raw ^"^{^\\^"stream^\\^":true,^\r\n\r\n^\\^"n^\\^":1^}^"',
    );
    expect(request.url).toBe('https://h.example/e?a=1&b=2');
    expect(request.headers).toEqual([{ name: 'X-A', value: '1' }]);
    expect(request).toMatchObject({ method: 'POST', body: '{"stream":true,\n"n":1}' });
  });

  it('leaves single quotes alone in what is written for cmd.exe', () => {
    const request = parseCurl(`curl ^"https://h.example/e^" -H ^"X-A: it's^" -d ^"a %TOKEN% b^"`);
    expect(request.headers).toEqual([{ name: 'X-A', value: `it's` }]);
    expect(request.notes).toEqual(['%TOKEN% is not filled in here. Put its value in its place.']);
  });

  it('reads the quotes and joined lines of PowerShell', () => {
    const request = parseCurl(
      'PS C:\\Users\\ada> curl.exe \'https://h.example/e\' `\r\n  -H "X-A: say `"hi`"" `\r\n  -H \'X-B: it\'\'s\' `\r\n  -H "Authorization: Bearer $env:TOKEN"',
    );
    expect(request.url).toBe('https://h.example/e');
    expect(request.headers.slice(0, 2)).toEqual([
      { name: 'X-A', value: 'say "hi"' },
      { name: 'X-B', value: `it's` },
    ]);
    expect(request.notes).toEqual(['$env:TOKEN is not filled in here. Put its value in its place.']);
  });

  it('takes -u as name and password, and Last-Event-ID as the id to start from', () => {
    const request = parseCurl(`curl -u 'ada:pä:ss' https://h.example/e -H 'Last-Event-ID: 77'`);
    expect(request.headers).toEqual([]);
    expect(request.user).toEqual({ username: 'ada', password: 'pä:ss' });
    expect(request.startFromId).toBe('77');
    expect(parseCurl('curl -u ada https://h.example/e')).toMatchObject({
      user: { username: 'ada', password: '' },
      notes: ['-u has no password: curl would ask for it. Enter it under Auth.'],
    });
  });

  it('says what a source does not do, instead of leaving it out in silence', () => {
    const request = parseCurl(
      `curl -X DELETE https://h.example/e --resolve h:1:2 -F a=b -H 'Host: other' --frobnicate "X" -H "Authorization: Bearer $TOKEN"`,
    );
    expect(request.notes).toEqual([
      '--resolve is left out: a source cannot use an address of its own.',
      '-F is left out: a source cannot use a multipart form.',
      'The header Host is set by the connection itself. It is left out.',
      'The option --frobnicate is not known and is left out.',
      'Only the first address is taken.',
      'The method DELETE is left out: a source asks with GET, POST, PUT, and PATCH.',
      '$TOKEN is not filled in here. Put its value in its place.',
    ]);
  });

  describe('with data', () => {
    it('asks with POST, and moves the type of the body out of the headers', () => {
      const request = parseCurl(
        `curl https://h.example/e -H 'content-type: application/json' -H 'Content-Length: 15' -d '{"stream":true}'`,
      );
      expect(request).toMatchObject({
        method: 'POST',
        body: '{"stream":true}',
        bodyType: 'application/json',
        headers: [],
      });
    });

    it('joins several pieces as curl does, and keeps the method that was named', () => {
      expect(parseCurl('curl -X put https://h.example/e -d a=1 --data-binary b=2')).toMatchObject({
        method: 'PUT',
        body: 'a=1&b=2',
        bodyType: 'application/x-www-form-urlencoded',
      });
      expect(parseCurl(`curl --json '{"a":' --json '1}' https://h.example/e`)).toMatchObject({
        method: 'POST',
        body: '{"a":1}',
        bodyType: 'application/json',
        headers: [{ name: 'Accept', value: 'application/json' }],
      });
    });

    it('encodes with --data-urlencode', () => {
      const { body } = parseCurl(
        `curl https://h.example/e --data-urlencode 'q=a b&c' --data-urlencode '=x y'`,
      );
      expect(body).toBe('q=a%20b%26c&x%20y');
    });

    it('puts data into the query with -G', () => {
      expect(parseCurl('curl -G https://h.example/e -d a=1 -d b=2')).toMatchObject({
        url: 'https://h.example/e?a=1&b=2',
        method: 'GET',
        body: '',
      });
    });

    it('names the file that it would come from', () => {
      expect(parseCurl('curl -d @body.json https://h.example/e')).toMatchObject({
        method: 'POST',
        body: '',
        notes: ['Choose the file body.json under Body: no file is read from here.'],
      });
    });
  });

  describe('with a way of its own', () => {
    it('takes the proxy, with its sign-in apart from its address', () => {
      expect(
        parseCurl('curl -x ada:p%40ss@proxy.example:3128 --noproxy localhost,.intern https://h.example/e')
          .proxy,
      ).toEqual({
        kind: 'manual',
        url: 'http://proxy.example:3128',
        username: 'ada',
        password: 'p@ss',
        except: 'localhost,.intern',
      });
      expect(parseCurl('curl -x http://a:b@p:1 -U c:d https://h.example/e').proxy).toMatchObject({
        url: 'http://p:1',
        username: 'c',
        password: 'd',
      });
      expect(parseCurl('curl --socks5-hostname p:1080 https://h.example/e').proxy).toMatchObject({
        url: 'socks5h://p:1080',
      });
      expect(parseCurl(`curl --noproxy '*' https://h.example/e`).proxy).toEqual({ kind: 'none' });
    });

    it('says which files to choose for certificates and keys', () => {
      const request = parseCurl(
        'curl --cacert ca.pem --cert client.pem:pass --key client.key --unix-socket /run/app.sock https://h.example/e',
      );
      expect(request).toMatchObject({ unixSocket: '/run/app.sock', passphrase: 'pass' });
      expect(request.notes).toEqual([
        'Choose the file ca.pem for the private CA under TLS and proxy, More: no file is read from here.',
        'Choose the file client.pem for the client certificate under TLS and proxy, More: no file is read from here.',
        'Choose the file client.key for the private key under TLS and proxy, More: no file is read from here.',
      ]);
    });
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
      'curl -K conf https://h.example/e',
      'The option -K takes its value from a file, which is not read here.',
    ],
    ['curl -N', 'The curl command has no address.'],
    ['curl https://h.example/e -H', 'The option -H has no value.'],
    ['wget https://h.example/e', 'This is not a curl command: it does not start with curl.'],
    ['Invoke-WebRequest -Uri "https://h.example/e"', 'This is a command for PowerShell without curl.'],
    ['fetch("https://h.example/e")', 'This is a call of fetch, not a curl command.'],
    ['', 'Paste a curl command.'],
  ])('refuses %j with a sentence', (command, sentence) => {
    expect(refusal(command)).toBe(sentence);
  });

  it('ends for unfinished quotes and escapes', () => {
    for (const tail of ["'open", '"open', "$'open", '\\', '$', '"\\', '^"', '^"a^', '`"', '"`', "'a''"])
      expect(parseCurl(`curl https://h.example/e ${tail}`).url).toBe('https://h.example/e');
  });
});
