import type { FieldMatch } from '@shared/query';
import { NOT_JSON } from './payload';
import type { PayloadReader } from './payload';
import { anyAtPath } from './payload-path';
import { looseNumber } from '@shared/query/scalars';
import type { SubjectTest } from './subject';
import { containsTest, textTest } from './text-match';
import type { TextTest } from './text-match';
import { valueTest } from './value-test';

/** What JSON writes as it is, and otherwise only as `\u….` */
const PLAIN = /^[\w .:@#$%&*()+,;=<>!?-]+$/u;

/**
 * The test for a field of the payload. The first segment `data` is the payload itself, or a key of this name in it:
 * `data.level` finds `{"level":…}` and `{"data":{"level":…}}`. `data` alone is also the whole payload as text.
 */
export function payloadTest(
  path: readonly string[],
  match: FieldMatch,
  payloads: PayloadReader,
): SubjectTest {
  const paths = path[0] === 'data' && path.length > 1 ? [path.slice(1), path] : [path];
  const test = valueTest(match);
  const mayHold = bytesTest(paths[0] ?? path, match);
  const inPayload = (data: string): boolean => {
    if (!mayHold(data)) return false;
    const payload = payloads.read(data);
    return payload !== NOT_JSON && paths.some((each) => anyAtPath(payload, each, test));
  };
  if (path.length > 1 || path[0] !== 'data') return (subject) => inPayload(subject.data);
  const wholeText = wholeTextTest(match);
  return ({ data }) => wholeText(data) || inPayload(data);
}

/** A payload without these bytes cannot hold what is asked for, so it is not parsed. */
function bytesTest(path: readonly string[], match: FieldMatch): TextTest {
  const keys = path.filter((key) => PLAIN.test(key) && !/^(?:\*{1,2}|\d+)$/u.test(key));
  const key = keys.at(-1);
  const needles: TextTest[] = [];
  if (key !== undefined) {
    const quoted = `"${key}"`;
    needles.push((data) => data.includes(quoted));
  }
  const wanted = wantedText(match);
  if (wanted !== null && PLAIN.test(wanted)) needles.push(containsTest(wanted));
  if (needles.length === 0) return () => true;
  return (data) => needles.every((needle) => needle(data)) || data.includes('\\u');
}

/** A text that the payload holds as it is when the value is there; numbers can be written in more than one way. */
function wantedText(match: FieldMatch): string | null {
  if (match.kind === 'contains')
    return match.text === '' || /^[\d.+e-]+$/iu.test(match.text) ? null : match.text;
  if (match.kind !== 'is' || typeof match.value === 'number') return null;
  const text = String(match.value);
  // More digits than a double holds: only the bytes tell such ids apart.
  if (/^\d{16,}$/u.test(text)) return text;
  return text === '' || looseNumber(text) !== null ? null : text;
}

function wholeTextTest(match: FieldMatch): TextTest {
  if (match.kind === 'exists') return (data) => data !== '';
  if (match.kind === 'range' || match.kind === 'is') return valueTest(match);
  return textTest(match, true);
}
