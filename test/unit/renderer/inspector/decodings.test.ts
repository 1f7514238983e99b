import { describe, expect, it } from 'vitest';
import { bytesOfBase64 } from '@/views/stream/inspector/decodings/base64';
import { decode, fittingDecodings } from '@/views/stream/inspector/decodings/decode';
import { factWords } from '@/views/stream/inspector/decodings/decoding-words';
import type { Decoded, DecodingId } from '@/views/stream/inspector/decodings/decoding';
import { momentOf } from '@/views/stream/inspector/decodings/times';
import { cpuMs } from '../../../support/cpu-ms';

const b64 = (text: string): string => btoa(text);
const b64url = (text: string): string =>
  b64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
const token = (claims: object): string =>
  `${b64url('{"alg":"HS256","typ":"JWT"}')}.${b64url(JSON.stringify(claims))}.c2lnbmF0dXJl`;

function decodedAs(id: DecodingId, text: string): Decoded {
  const result = decode(id, text);
  if (!result.ok) throw new Error(result.fault);
  return result.decoded;
}
const textAs = (id: DecodingId, text: string): string => {
  const decoded = decodedAs(id, text);
  return decoded.kind === 'json' || decoded.kind === 'text' ? decoded.text : decoded.kind;
};
const faultOf = (id: DecodingId, text: string): string => {
  const result = decode(id, text);
  return result.ok ? 'decoded' : result.fault;
};

describe('what a text is offered to be decoded as', () => {
  it.each<[string, DecodingId[]]>([
    ['{"a":1}', ['json']],
    [' [1, 2] ', ['json']],
    ['{"a":1', []],
    [token({ sub: '42' }), ['jwt']],
    [b64('{"status":"paid","total":129.9}'), ['base64']],
    ['<order><line/></order>', ['xml']],
    ['https://example.com/a?b=1', ['url']],
    ['status=paid&amount=129.90', ['form']],
    ['note=thank%20you', ['form']],
    ['# Title\n\n- one', ['text']],
    ['just a sentence.', []],
    ['a = b', []],
    ['EU-20417', []],
    // A digest, a UUID and a long word are what they are.
    ['d41d8cd98f00b204e9800998ecf8427e', []],
    ['7c1d0b9e-52f4-4f3f-9a55-0c0f8e1f2a3b', []],
    ['Donaudampfschifffahrtsgesellschaft', []],
    ['a < b and c > d', []],
    ['', []],
  ])('%j fits %j', (text, fitting) => {
    expect(fittingDecodings(text)).toEqual(fitting);
  });
});

describe('base64', () => {
  it('becomes text where its bytes are UTF-8, in both alphabets, with padding or without, over several lines', () => {
    for (const text of ['eyJhIjoiw6kifQ==', 'eyJhIjoiw6kifQ', 'eyJh\r\nIjoi\nw6kifQ==']) {
      expect(textAs('base64', text)).toBe('{"a":"é"}');
    }
    expect([...bytesOfBase64('-_-_')!]).toEqual([0xfb, 0xff, 0xbf]);
    expect(bytesOfBase64('-_+/')).toBeNull();
  });

  it('becomes bytes, with the format that they begin like, where they are no text', () => {
    const decoded = decodedAs('base64', 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ');
    expect(decoded.kind).toBe('bytes');
    expect(decoded.facts).toContainEqual({ kind: 'format', name: 'PNG' });
    expect(decodedAs('base64', `data:image/png;base64,${b64('\u0089PNG\u0000')}`).kind).toBe('bytes');
  });

  it('chains into what is inside', () => {
    expect(fittingDecodings(textAs('base64', b64(b64('{"a":[1,2,3]}'))))).toEqual(['base64']);
    expect(fittingDecodings(textAs('base64', b64('{"a":[1,2,3]}')))).toEqual(['json']);
  });

  it.each(['%%%%', 'abc', 'a', '=', 'ab cd!', 'YQ==YQ=='])('refuses %j', (text) => {
    const bytes = bytesOfBase64(text);
    expect(bytes === null || bytes.length <= 3).toBe(true);
    if (bytes === null) expect(faultOf('base64', text)).toBe('not-base64');
  });
});

describe('a JSON Web Token', () => {
  it('shows header and claims as they were sent, its times, and that its signature is not checked', () => {
    const decoded = decodedAs(
      'jwt',
      `Bearer ${token({ sub: '42', iat: 1_763_731_927, exp: 1_763_735_527 })}`,
    );
    expect(decoded.kind === 'json' && JSON.parse(decoded.text)).toMatchObject({
      header: { alg: 'HS256' },
      claims: { sub: '42', exp: 1_763_735_527 },
    });
    const now = 1_763_735_527_000 + 180_000;
    expect(decoded.facts.map((fact) => factWords(fact, 'utc', now))).toEqual([
      'Issued 2025-11-21 13:32:07.000, 1 h 3 min ago',
      'Expired 2025-11-21 14:32:07.000, 3 min 0 s ago',
      'Signature not checked',
    ]);
  });

  it('survives claims that are no times, and tokens that are none', () => {
    expect(decodedAs('jwt', token({ exp: 'soon', iat: 1e300, nbf: null })).facts).toEqual([
      { kind: 'notBefore', at: 0 },
      { kind: 'unchecked' },
    ]);
    for (const text of [
      'a.b.c',
      `${b64url('[1]')}.${b64url('{}')}.x`,
      'eyJh.eyJh.',
      `x.${'y'.repeat(70_000)}.z`,
    ]) {
      expect(faultOf('jwt', text)).toBe('not-jwt');
    }
  });
});

describe('XML', () => {
  it('refuses a document type, so that no entity can grow without bound or name a file', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">${'<!ENTITY b "&a;&a;">'.repeat(10)}]><x>&b;</x>`;
    expect(faultOf('xml', bomb)).toBe('xml-doctype');
    expect(faultOf('xml', '<!doctype x SYSTEM "file:///etc/passwd"><x/>')).toBe('xml-doctype');
  });

  it('has each element on a line of its own, with names, values and references as they were sent', () => {
    const text =
      '<?xml version="1.0"?>\n<a:order  id="1"\n at=\'x > y\'><line>2 &amp; 3</line><note/><!-- a <b> --><t>one<b>two</b></t><e></e><![CDATA[<x>]]></a:order>';
    expect(textAs('xml', text).split('\n')).toEqual([
      '<?xml version="1.0"?>',
      '<a:order id="1" at=\'x > y\'>',
      '  <line>2 &amp; 3</line>',
      '  <note/>',
      '  <!-- a <b> -->',
      '  <t>',
      '    one',
      '    <b>two</b>',
      '  </t>',
      '  <e></e>',
      '  <![CDATA[<x>]]>',
      '</a:order>',
    ]);
  });

  it.each([
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    'x<a/>',
    '<a b=c/>',
    '<a b="<"/>',
    '<a',
    '<!-- x',
    '<1/>',
    '<?xml?>',
    '',
  ])('refuses %j', (text) => {
    expect(faultOf('xml', text)).toBe('not-xml');
  });

  it('refuses what would grow beyond measure when it is laid out', () => {
    const deep = `${'<a>'.repeat(400)}${'<b/>'.repeat(400_000)}${'</a>'.repeat(400)}`;
    expect(faultOf('xml', deep)).toBe('too-long');
  });

  it('refuses what is nested too deep or too long before it is parsed', () => {
    expect(faultOf('xml', '<a>'.repeat(100_000))).toBe('xml-deep');
    expect(faultOf('xml', `<a>${'x'.repeat(2 * 1024 * 1024)}</a>`)).toBe('too-long');
  });
});

describe('forms and addresses', () => {
  it('give their fields unescaped and in order, also when a name comes twice', () => {
    const decoded = decodedAs('form', 'a=1&b=thank+you&a=%C3%A9&bad=%zz');
    expect(decoded.kind === 'fields' && decoded.fields.map(({ name, value }) => [name, value])).toEqual([
      ['a', '1'],
      ['b', 'thank you'],
      ['a', 'é'],
      ['bad', '%zz'],
    ]);
  });

  it('count what is beyond a thousand fields', () => {
    const decoded = decodedAs('form', Array.from({ length: 5_000 }, (_, i) => `f${i}=1`).join('&'));
    expect(decoded.kind === 'fields' && decoded.fields.length).toBe(1_000);
    expect(decoded.facts).toEqual([{ kind: 'more', count: 4_000 }]);
  });

  it('take an address apart and keep its password back', () => {
    const decoded = decodedAs('url', 'https://ada:secret@example.com:8443/a%20b?x=1&x=2#end');
    const fields = decoded.kind === 'fields' ? decoded.fields : [];
    expect(fields.map(({ part, value }) => `${part} ${value}`)).toEqual([
      'scheme https',
      'user ada',
      'password ••••••',
      'host example.com',
      'port 8443',
      'path /a b',
      'query 1',
      'query 2',
      'fragment end',
    ]);
    expect(JSON.stringify(fields)).not.toContain('secret');
  });
});

describe('a timestamp', () => {
  it.each<[string, number | null]>([
    ['1763735527', 1_763_735_527_000],
    ['1763735527402', 1_763_735_527_402],
    ['1763735527402123', 1_763_735_527_402.123],
    ['1763735527.402', 1_763_735_527_402],
    ['2025-11-21T14:32:07.402Z', 1_763_735_527_402],
    ['2025-11-21 14:32:07+00:00', 1_763_735_527_000],
    ['2025-11-21', null],
    ['42', null],
    ['129.90', null],
    ['99999999999', null],
    ['9999999999999999999999', null],
    ['-1763735527', null],
    ['0001763735527', null],
  ])('%s is %s', (text, at) => {
    const moment = momentOf(text);
    if (at === null) expect(moment).toBeNull();
    else expect(moment?.at).toBeCloseTo(at, 0);
  });
});

describe('hostile texts', () => {
  it('take neither long nor throw, whatever they are taken for', () => {
    const hostile = [
      'a='.repeat(500_000),
      '&'.repeat(1_000_000),
      '{'.repeat(1_000_000),
      '<'.repeat(500_000),
      '<a '.repeat(200_000),
      'A'.repeat(4_000_000),
      '%'.repeat(500_000),
      '.'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      '\ud800'.repeat(100_000),
      `data:${','.repeat(500_000)}`,
      `https://${'a'.repeat(1_000_000)}`,
      `${'e'.repeat(500_000)}.${'f'.repeat(500_000)}.`,
    ];
    for (const text of hostile) {
      const begun = cpuMs();
      for (const id of ['json', 'jwt', 'base64', 'xml', 'form', 'url', 'text'] as const) decode(id, text);
      fittingDecodings(text);
      expect(cpuMs() - begun, text.slice(0, 12)).toBeLessThan(5_000);
    }
  });
});
