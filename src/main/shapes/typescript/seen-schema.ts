import { JSON_TYPES } from '@shared/shape';
import { ANY_KEY, type FieldNode } from '../field-node';
import { ARRAY, INTEGER, NULL, NUMBER, OBJECT } from '../json-types';

/** What was seen at a place, as a JSON Schema. */
export function seenSchema(node: FieldNode): Record<string, unknown> {
  const isNumber = node.counts[NUMBER]! > 0;
  const types: string[] = JSON_TYPES.filter(
    (type, index) => node.counts[index]! > 0 && type !== 'null' && !(index === INTEGER && isNumber),
  );
  if (node.counts[NULL]! > 0) types.push('null');
  return {
    ...(types.length > 0 && { type: types.length === 1 ? types[0] : types }),
    ...(node.counts[OBJECT]! > 0 && objectParts(node)),
    ...(node.counts[ARRAY]! > 0 && node.items && { items: seenSchema(node.items) }),
  };
}

function objectParts(node: FieldNode): Record<string, unknown> {
  if (node.isMap) {
    const any = node.fields?.get(ANY_KEY);
    return { additionalProperties: any ? seenSchema(any) : true };
  }
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [key, field] of node.fields ?? []) {
    const isOptional = node.isOptional(field);
    const schema = seenSchema(field);
    if (!isOptional) required.push(key);
    else {
      const some = field.seen < node.objectEvents;
      schema['description'] = some
        ? `In ${field.seen} of ${node.objectEvents} events.`
        : 'Not in all of them.';
    }
    // As an own member, whatever it is called.
    Object.defineProperty(properties, key, { value: schema, enumerable: true });
  }
  return { properties, required };
}
