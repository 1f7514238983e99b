import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadStreams } from '../../../../../src/main/hub/streams/stream-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streams-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const COMMENTS = `
name: CommentStream
channel: CommentStream:item:{itemId}
auth: required
limits: { connections: 5 }
$defs:
  User: { type: object, required: [id], properties: { id: { type: integer }, boss: { $ref: '#/$defs/User' } } }
  Unused: { type: string }
events:
  CommentAdded:
    type: object
    required: [text, by]
    properties:
      text: { type: string }
      by: { $ref: '#/$defs/User' }
`;

describe('streams in files', () => {
  it('E1: reads the definitions of a folder, JSON and YAML', async () => {
    await file('b.yaml', COMMENTS);
    await file(
      'a.json',
      '{"streams":[{"name":"A","events":{"x":{}}},{"name":"B","events":{"y":{"type":"string"}}}]}',
    );
    await file('readme.txt', 'not one');
    await mkdir(join(folder, 'below'));
    const streams = await loadStreams(folder);
    expect(streams.map(({ name, channel, auth, limits }) => [name, channel, auth, limits])).toEqual([
      ['A', 'A:**', 'open', {}],
      ['B', 'B:**', 'open', {}],
      ['CommentStream', 'CommentStream:item:{itemId}', 'required', { connections: 5 }],
    ]);
  });

  it('E1: lets schemas share definitions, and gives each those that it uses', async () => {
    const [stream] = await loadStreams(await file('comments.yml', COMMENTS));
    stream!.validate('CommentAdded', { text: 'hi', by: { id: 1, boss: { id: 2 } } });
    expect(() => stream!.validate('CommentAdded', { text: 'hi', by: { id: 1, boss: {} } })).toThrow(
      'data.by.boss.id is missing',
    );
    expect(Object.keys(stream!.events.get('CommentAdded')!['$defs'] as object)).toEqual(['User']);
  });

  it.each([
    ['broken YAML', 'a.yaml', 'name: [x', 'bad-document', 'line 1'],
    ['broken JSON', 'a.json', '{"name": "x",', 'bad-document', 'a.json is neither JSON nor YAML'],
    ['a key twice', 'a.yaml', 'name: a\nname: b', 'bad-document', 'unique'],
    ['no UTF-8', 'a.yaml', Buffer.from([0xff]), 'bad-document', 'a.yaml is not UTF-8'],
    ['a list', 'a.json', '[]', 'bad-stream', 'does not hold an object'],
    [
      'an unknown field',
      'a.json',
      '{"name":"a","event":{}}',
      'bad-stream',
      'a.json has an unknown field "event"',
    ],
    ['no name', 'a.json', '{"events":{}}', 'bad-stream', 'a.json: name is missing'],
    [
      'a bad schema',
      'a.json',
      '{"streams":[{"name":"a","events":{"x":{"type":"date"}}}]}',
      'bad-stream',
      'a.json: streams[0]: The schema of x of a',
    ],
    [
      'a schema that is none',
      'a.json',
      '{"name":"a","events":{"x":1}}',
      'bad-stream',
      'events.x is not a JSON Schema object',
    ],
    [
      'a bad limit',
      'a.json',
      '{"name":"a","events":{"x":{}},"limits":{"connection":1}}',
      'bad-stream',
      'There is no limit "connection"',
    ],
    [
      'nesting without end',
      'a.json',
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      'bad-document',
      'nested deeper',
    ],
    ['too many bytes', 'a.json', `"${'x'.repeat(1024 * 1024)}"`, 'bad-stream', 'larger than 1 MiB'],
    [
      'a bomb of aliases',
      'a.yaml',
      `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`).join('\n')}`,
      'bad-document',
      'alias',
    ],
  ])('E1: says file and place of %s', async (_, name, text, code, sentence) => {
    const path = await file(name, text);
    await expect(loadStreams(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence) as string,
    });
    await expect(loadStreams(path)).rejects.toMatchObject({
      message: expect.stringContaining(name) as string,
    });
  });

  it('says which files hold the same stream, and that a folder holds none', async () => {
    await expect(loadStreams(folder)).rejects.toMatchObject({ code: 'bad-stream' });
    await file('a.yaml', COMMENTS);
    await file('b.yaml', COMMENTS);
    await expect(loadStreams(folder)).rejects.toThrow(/CommentStream is in .*a\.yaml and in .*b\.yaml/u);
    await expect(loadStreams(join(folder, 'none'))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('keeps names like __proto__ what they are: names', async () => {
    const [stream] = await loadStreams(
      await file(
        'a.json',
        '{"name":"a","events":{"x":{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}}}',
      ),
    );
    expect(() => stream!.validate('x', {})).toThrow('data.__proto__ is missing');
    stream!.validate('x', JSON.parse('{"__proto__":"text"}'));
  });
});
