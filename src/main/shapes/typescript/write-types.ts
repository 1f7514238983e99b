import type { LearntType } from '../learnt-type';
import type { Attached } from '../schema/attached';
import { References, type Located } from './references';
import { SchemaTypes } from './schema-types';
import { seenSchema } from './seen-schema';
import { docComment, literal, Names, pascalCase } from './source-text';

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly origin: 'schema' | 'seen';
  readonly looked: number;
}

/**
 * TypeScript of a source's events: a type for the payload of each of them, and one that tells them apart by `type`. What the
 * attached schema describes is taken from there, the rest is what was seen. Whatever names the stream has, the file compiles
 * under `strict` and holds no code of the stream's.
 */
export function writeTypes(
  sourceName: string,
  learnt: readonly LearntType[],
  attached: Attached | null,
): string {
  const names = new Names(['Record', 'Array', 'Object']);
  const event = names.take(`${pascalCase(sourceName, 'Stream')}Event`);
  const seenTypes = new Map(learnt.map((type) => [type.type, type]));
  const described = (attached?.types ?? []).filter((type) => type !== '' && !seenTypes.has(type));
  const all = [...seenTypes.keys(), ...described].sort(byName);

  const seen = new References(null);
  const fromSeen = new SchemaTypes(seen, names);
  let fromSchema: SchemaTypes | null = null;
  const declared = all.map((type): Declared => {
    const wish = pascalCase(type, 'Payload');
    const wishes = [wish, `${wish}Payload`] as const;
    const own = attached?.schemaOf(type);
    const looked = seenTypes.get(type)?.looked ?? 0;
    if (own) {
      // One for all of them: what they have in common is declared once.
      fromSchema ??= new SchemaTypes(own.references, names);
      return { type, name: fromSchema.declare(own.schema, ...wishes), origin: 'schema', looked };
    }
    const found = seenTypes.get(type)!;
    return { type, name: fromSeen.declare(located(found), ...wishes), origin: 'seen', looked };
  });

  return [
    docComment(header(sourceName, declared, attached)),
    '/* eslint-disable */\n',
    ...((fromSchema as SchemaTypes | null)?.write() ?? []),
    ...fromSeen.write(),
    union(event, declared),
  ].join('\n');
}

/** Each type is a document of its own, told from the others by its name. */
function located(learnt: LearntType): Located {
  const parts = [
    `${learnt.looked} looked at`,
    ...(learnt.notJson > 0 ? [`${learnt.notJson} of them no JSON`] : []),
  ];
  const { root } = learnt.tree;
  const schema = root.seen === 0 ? {} : seenSchema(root);
  // What is no JSON is a text.
  const withText = learnt.notJson > 0 ? { anyOf: [schema, { type: 'string' }] } : schema;
  const value = root.seen === 0 && learnt.notJson > 0 ? { type: 'string' } : withText;
  return {
    value: { ...value, description: `Data of ${learnt.type}: ${parts.join(', ')}.` },
    pointer: `/seen/${learnt.type.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  };
}

function header(sourceName: string, declared: readonly Declared[], attached: Attached | null): string {
  const looked = declared.reduce((sum, type) => sum + type.looked, 0);
  const ofSchema = declared.filter(({ origin }) => origin === 'schema').length;
  const seen = declared.length - ofSchema;
  const parts = [
    ...(seen > 0 ? [`${seen} of its types are as they were seen`] : []),
    ...(ofSchema > 0 && attached ? [`${ofSchema} as ${attached.draft.name} describes them`] : []),
  ];
  const sentence = parts.length > 0 ? ` ${parts.join(', ')}.` : '';
  return `Events of ${sourceName}: ${looked} were looked at.${sentence}\nWritten by Streamgauge.`;
}

function union(name: string, declared: readonly Declared[]): string {
  const about = docComment('Every event, told apart by `type`; `data` is the parsed payload.');
  if (declared.length === 0) return `${about}export type ${name} = never;\n`;
  const members = declared.map(
    ({ type, name: data }) => `  | { readonly type: ${literal(type)}; readonly data: ${data} }`,
  );
  return `${about}export type ${name} =\n${members.join('\n')};\n`;
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
