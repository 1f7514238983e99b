import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { describe, expect, it } from 'vitest';

/** A Saturday, 14:02:00.000 local time. */
const NOW = new Date(2026, 10, 21, 14, 2).getTime();
const at = (day: number, hours: number, minutes: number, seconds = 0, ms = 0): number =>
  new Date(2026, 10, day, hours, minutes, seconds, ms).getTime();

function parsed(text: string): QueryNode {
  const result = parseQuery(text, NOW);
  if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
  return result.node;
}

/** A tree in short: what the tables below are written in. */
function short(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return 'all';
    case 'not':
      return `not(${short(node.node)})`;
    case 'and':
    case 'or':
      return `${node.kind}(${node.nodes.map(short).join(', ')})`;
    case 'text':
      return shortMatch(node.match);
    case 'field':
      return `${node.path.join('/')} ${shortMatch(node.match)}`;
  }
}

function shortMatch(match: Extract<QueryNode, { kind: 'field' }>['match']): string {
  if (match.kind === 'contains') return `~${JSON.stringify(match.text)}`;
  if (match.kind === 'wildcard') return `wild ${match.pattern}`;
  if (match.kind === 'regex') return `/${match.source}/${match.flags}`;
  if (match.kind === 'exists') return 'exists';
  if (match.kind === 'is') return `is ${JSON.stringify(match.value)}`;
  const { low, high } = match;
  const ends = [low && JSON.stringify(low.value), high && JSON.stringify(high.value)];
  return `${low?.inclusive ? '[' : '{'}${ends[0] ?? '*'}, ${ends[1] ?? '*'}${high?.inclusive ? ']' : '}'}`;
}

describe('parseQuery', () => {
  it.each([
    ['', 'all'],
    ['   \t\n ', 'all'],
    ['*', 'all'],
    ['**', 'all'],
    ['error', '~"error"'],
    ['"error"', '~"error"'],
    ['""', '~""'],
    ['"two words"', '~"two words"'],
    ['"a \\"quoted\\" word"', '~"a \\"quoted\\" word"'],
    ['"C:\\new"', '~"C:\\\\new"'],
    ['"back\\\\slash"', '~"back\\\\slash"'],
    ['"line\nbreak"', '~"line\\nbreak"'],
    ["don't", '~"don\'t"'],
    ['naïve', '~"naïve"'],
    ['日本', '~"日本"'],
    ['🎉', '~"🎉"'],
    ['a.b.c', '~"a.b.c"'],
    ['user@example.org', '~"user@example.org"'],
    ['50%', '~"50%"'],
    ['a=b', '~"a=b"'],
    ['a&b', '~"a&b"'],
    ['a&&b', '~"a&&b"'],
    ['a-b', '~"a-b"'],
    ['foo"bar', '~"foo\\"bar"'],
    ['x[0]', '~"x[0]"'],
    ['{"a":1}', '~"{\\"a\\":1}"'],
    ['[1', '~"[1"'],
    ['>5', '~">5"'],
    ['~x', '~"~x"'],
    ['+x', '~"+x"'],
    ['-', '~"-"'],
    ['!', '~"!"'],
    ['and', '~"and"'],
    ['or', '~"or"'],
    ['not', '~"not"'],
    ['to', '~"to"'],
    ['TO', '~"TO"'],
    ['ANDROID', '~"ANDROID"'],
    ['ORDER', '~"ORDER"'],
    ['NOTE', '~"NOTE"'],
    ['"AND"', '~"AND"'],
    ['true', '~"true"'],
    ['5', '~"5"'],
    ['14:03', '~"14:03"'],
    ['14:03:07', '~"14:03:07"'],
    ['12345:x', '~"12345:x"'],
    ['http://a.b/c?d', 'wild http://a.b/c?d'],
    ['http://a.b/c', '~"http://a.b/c"'],
    ['std::vector', '~"std::vector"'],
    ['/api/users', '~"/api/users"'],
    ['/api', '~"/api"'],
    ['/', '~"/"'],
    ['//', '~"//"'],
    ['\\*', '~"*"'],
    ['a\\*b', '~"a*b"'],
    ['a\\ b', '~"a b"'],
    ['a\\:b', '~"a:b"'],
    ['\\-x', '~"-x"'],
    ['\\(x\\)', '~"(x)"'],
    ['\\\\', '~"\\\\"'],
    ['\\', '~"\\\\"'],
    ['\\"', '~"\\""'],
    ['err*', 'wild err*'],
    ['*err', 'wild *err'],
    ['e?r', 'wild e?r'],
    ['e\\*r*', 'wild e\\*r*'],
    ['e\\\\r*', 'wild e\\\\r*'],
    ['what?', 'wild what?'],
  ])('reads the free text %j as %s', (text, expected) => {
    expect(short(parsed(text))).toBe(expected);
  });

  it.each([
    ['/err(or)?/', '/err(or)?/'],
    ['/a b/', '/a b/'],
    ['/ERR/i', '/ERR/i'],
    ['/a.b/ims', '/a.b/ims'],
    ['/a\\/b/', '/a\\/b/'],
    ['/[/]/', '/[/]/'],
    ['/"level":"err/', '/"level":"err/'],
    ['/{"a"/', '/{"a"/'],
    ['/\\d{2,3}/', '/\\d{2,3}/'],
    ['/(?:a|b)+?c$/', '/(?:a|b)+?c$/'],
    ['/(?<name>x)/', '/(?<name>x)/'],
    ['/\\p{Lu}\\u{1F389}/u', '/\\p{Lu}\\u{1F389}/u'],
    ['/[^\\w-]/', '/[^\\w-]/'],
    ['(/a/)', '/a/'],
    ['-/a/', 'not(/a/)'],
    ['/a/ /b/', 'and(/a/, /b/)'],
  ])('reads the expression %j', (text, expected) => {
    expect(short(parsed(text))).toBe(expected);
  });

  it.each([
    ['a b', 'and(~"a", ~"b")'],
    ['a AND b', 'and(~"a", ~"b")'],
    ['a && b', 'and(~"a", ~"b")'],
    ['a OR b', 'or(~"a", ~"b")'],
    ['a || b', 'or(~"a", ~"b")'],
    ['a b OR c d', 'or(and(~"a", ~"b"), and(~"c", ~"d"))'],
    ['a OR b AND c', 'or(~"a", and(~"b", ~"c"))'],
    ['(a OR b) c', 'and(or(~"a", ~"b"), ~"c")'],
    ['a AND (b AND c)', 'and(~"a", ~"b", ~"c")'],
    ['a OR (b OR c)', 'or(~"a", ~"b", ~"c")'],
    ['((a))', '~"a"'],
    ['-a', 'not(~"a")'],
    ['!a', 'not(~"a")'],
    ['NOT a', 'not(~"a")'],
    ['a -b', 'and(~"a", not(~"b"))'],
    ['a NOT b', 'and(~"a", not(~"b"))'],
    ['a AND NOT b', 'and(~"a", not(~"b"))'],
    ['NOT NOT a', '~"a"'],
    ['--a', '~"a"'],
    ['---a', 'not(~"a")'],
    ['-(a b)', 'not(and(~"a", ~"b"))'],
    ['-(-a)', 'not(not(~"a"))'],
    ['-"a b"', 'not(~"a b")'],
    ['-type:ping', 'not(type is "ping")'],
    ['"a""b"', 'and(~"a", ~"b")'],
    ['a(b)', 'and(~"a", ~"b")'],
    ['(a)(b)', 'and(~"a", ~"b")'],
    ['NOT(a)', 'not(~"a")'],
    ['a AND(b)', 'and(~"a", ~"b")'],
    ['* a', 'and(all, ~"a")'],
    ['-*', 'not(all)'],
    ['type:notification AND data.level:error', 'and(type is "notification", data/level is "error")'],
    ['a\u00a0b', 'and(~"a", ~"b")'],
    ['\ufeffa', '~"a"'],
  ])('joins %j as %s', (text, expected) => {
    expect(short(parsed(text))).toBe(expected);
  });

  it.each([
    ['type:error', 'type is "error"'],
    ['type:5', 'type is "5"'],
    ['type:true', 'type is "true"'],
    ['id:null', 'id is null'],
    ['id:"null"', 'id is "null"'],
    ['level:null', 'level is null'],
    ['channel:orders/eu', 'channel is "orders/eu"'],
    ['channel:user:42', 'channel is "user:42"'],
    ['source:"my source"', 'source is "my source"'],
    ['kind:gap', 'kind is "gap"'],
    ['transport:sse', 'transport is "sse"'],
    ['type:err*', 'type wild err*'],
    ['type:e?r', 'type wild e?r'],
    ['type:/^a/i', 'type /^a/i'],
    ['type:~err', 'type ~"err"'],
    ['type:~"a b"', 'type ~"a b"'],
    ['type:*', 'type exists'],
    ['type:"*"', 'type is "*"'],
    ['type:\\*', 'type is "*"'],
    ['TYPE:x', 'TYPE is "x"'],
    ['orderId:5', 'orderId is 5'],
    ['orderId:"5"', 'orderId is "5"'],
    ['orderId:-5', 'orderId is -5'],
    ['orderId:5.5', 'orderId is 5.5'],
    ['orderId:007', 'orderId is "007"'],
    ['orderId:1.0', 'orderId is "1.0"'],
    ['orderId:1e3', 'orderId is "1e3"'],
    ['orderId:9007199254740993', 'orderId is "9007199254740993"'],
    ['orderId:Infinity', 'orderId is "Infinity"'],
    ['ok:true', 'ok is true'],
    ['ok:false', 'ok is false'],
    ['ok:null', 'ok is null'],
    ['ok:"true"', 'ok is "true"'],
    ['ok:True', 'ok is "True"'],
    ['a:""', 'a is ""'],
    ['a:*', 'a exists'],
    ['a:**', 'a exists'],
    ['data.level:error', 'data/level is "error"'],
    ['data.user.name:"Ada L"', 'data/user/name is "Ada L"'],
    ['**.orderId:5', '**/orderId is 5'],
    ['data.*.id:5', 'data/*/id is 5'],
    ['data.items.0.id:5', 'data/items/0/id is 5'],
    ['data."weird key".x:1', 'data/weird key/x is 1'],
    ['"weird key":1', 'weird key is 1'],
    ['"a.b":1', 'a.b is 1'],
    ['"a\\"b":1', 'a"b is 1'],
    ['"":1', ' is 1'],
    ['$type:x', '$type is "x"'],
    ['@timestamp:x', '@timestamp is "x"'],
    ['x-y_z#1:x', 'x-y_z#1 is "x"'],
    ['größe:1', 'größe is 1'],
    ['a:b:c', 'a is "b:c"'],
    ['a:AND', 'a is "AND"'],
    ['a:http://b/c', 'a is "http://b/c"'],
    ['a:/b/c', 'a is "/b/c"'],
    ['a:/b/', 'a /b/'],
    ['a:-b', 'a is "-b"'],
    ['a:=b', 'a is "=b"'],
    ['a:b)', null],
    ['(a:b)', 'a is "b"'],
    ['a:b c:d', 'and(a is "b", c is "d")'],
    ['type.name:x', 'type/name is "x"'],
  ])('reads the field in %j', (text, expected) => {
    if (expected === null) expect(parseQuery(text, NOW).ok).toBe(false);
    else expect(short(parsed(text))).toBe(expected);
  });

  it.each([
    ['a:>5', 'a {5, *}'],
    ['a:>=5', 'a [5, *}'],
    ['a:<5', 'a {*, 5}'],
    ['a:<=5', 'a {*, 5]'],
    ['a:> 5', 'a {5, *}'],
    ['a:>-5', 'a {-5, *}'],
    ['a:>1e3', 'a {1000, *}'],
    ['a:>1.50', 'a {1.5, *}'],
    ['a:>"5"', 'a {"5", *}'],
    ['a:>b', 'a {"b", *}'],
    ['a:>2026-01-01', 'a {"2026-01-01", *}'],
    ['a:[1 TO 5]', 'a [1, 5]'],
    ['a:[1 TO 5}', 'a [1, 5}'],
    ['a:{1 TO 5]', 'a {1, 5]'],
    ['a:{1 TO 5}', 'a {1, 5}'],
    ['a:[ 1 TO 5 ]', 'a [1, 5]'],
    ['a:[-5 TO -1]', 'a [-5, -1]'],
    ['a:[* TO 5]', 'a {*, 5]'],
    ['a:[1 TO *]', 'a [1, *}'],
    ['a:[a TO m]', 'a ["a", "m"]'],
    ['a:["a b" TO "c d"]', 'a ["a b", "c d"]'],
    ['a:["1" TO "5"]', 'a ["1", "5"]'],
    ['a:[1 TO 5] b', 'and(a [1, 5], ~"b")'],
    ['a:[1 TO 5]b', 'and(a [1, 5], ~"b")'],
    ['(a:[1 TO 5])', 'a [1, 5]'],
    ['-a:[1 TO 5]', 'not(a [1, 5])'],
    ['id:[100 TO 200]', 'id [100, 200]'],
    ['id:["a" TO "b"]', 'id ["a", "b"]'],
    ['level:>=warning', 'level ["warning", *}'],
    ['level:[info TO Warning]', 'level ["info", "warning"]'],
    ['size:10', 'size is 10'],
    ['size:>10kB', 'size {10000, *}'],
    ['size:>10KB', 'size {10000, *}'],
    ['size:>10k', 'size {10000, *}'],
    ['size:<=2MiB', 'size {*, 2097152]'],
    ['size:>1.5MB', 'size {1500000, *}'],
    ['size:[1kB TO 1KiB}', 'size [1000, 1024}'],
    ['size:>0B', 'size {0, *}'],
    ['size:1GB', 'size is 1000000000'],
    ['size:*', 'size exists'],
    ['level:(error OR warning)', 'or(level is "error", level is "warning")'],
    ['level:(error warning)', 'and(level is "error", level is "warning")'],
    ['a:(1 OR "b" OR c*)', 'or(a is 1, a is "b", a wild c*)'],
    ['a:(>5 <10)', 'and(a {5, *}, a {*, 10})'],
    ['a:(>5 AND NOT 7)', 'and(a {5, *}, not(a is 7))'],
    ['a:(-b)', 'not(a is "b")'],
    ['a:([1 TO 2] OR [4 TO 5])', 'or(a [1, 2], a [4, 5])'],
    ['a:(b (c OR d))', 'and(a is "b", or(a is "c", a is "d"))'],
    ['a:(b:c)', 'a is "b:c"'],
    ['a:(b) c', 'and(a is "b", ~"c")'],
    ['-a:(b OR c)', 'not(or(a is "b", a is "c"))'],
    ['a:(~x OR /y/)', 'or(a ~"x", a /y/)'],
  ])('reads the comparison in %j', (text, expected) => {
    expect(short(parsed(text))).toBe(expected);
  });

  it.each<[string, number | null, number | null]>([
    ['time:>-10m', NOW - 600_000, null],
    ['time:>=-90s', NOW - 90_000, null],
    ['time:>-1.5h', NOW - 5_400_000, null],
    ['time:>-250ms', NOW - 250, null],
    ['time:>-2d', NOW - 172_800_000, null],
    ['time:>-1w', NOW - 604_800_000, null],
    ['time:>now-10m', NOW - 600_000, null],
    ['time:<now', null, NOW],
    ['time:[-10m TO -5m]', NOW - 600_000, NOW - 300_000],
    ['time:[-10m TO now]', NOW - 600_000, NOW],
    ['time:>14:00', at(21, 14, 0), null],
    ['time:>14:03', at(20, 14, 3), null],
    ['time:>9:05', at(21, 9, 5), null],
    ['time:[14:00 TO 14:05]', at(21, 14, 0), at(21, 14, 5)],
    ['time:[13:00 TO 14:00]', at(21, 13, 0), at(21, 14, 0)],
    ['time:[23:50 TO 00:05]', at(20, 23, 50), at(21, 0, 5)],
    ['time:[14:00:10 TO 14:00:20.5]', at(21, 14, 0, 10), at(21, 14, 0, 20, 500)],
    ['time:14:01', at(21, 14, 1), at(21, 14, 2)],
    ['time:14:01:30', at(21, 14, 1, 30), at(21, 14, 1, 31)],
    ['time:2026-11-20', at(20, 0, 0), at(21, 0, 0)],
    ['time:2026-11-20T10:00', at(20, 10, 0), at(20, 10, 1)],
    ['time:"2026-11-20 10:00"', at(20, 10, 0), at(20, 10, 1)],
    ['time:>2026-11-20T10:00:00Z', Date.UTC(2026, 10, 20, 10), null],
    ['time:>2026-11-20T10:00:00+02:00', Date.UTC(2026, 10, 20, 8), null],
    ['time:>2026-11-20T10:00:00.250-0130', Date.UTC(2026, 10, 20, 11, 30, 0, 250), null],
    ['time:>1790000000000', 1_790_000_000_000, null],
    ['time:>1790000000', 1_790_000_000_000, null],
    ['eventTime:>-10m', NOW - 600_000, null],
    ['eventTime:[23:50 TO 00:05]', at(20, 23, 50), at(21, 0, 5)],
    ['eventTime:14:01', at(21, 14, 1), at(21, 14, 2)],
    ['time:[* TO 2026-11-20]', null, at(20, 0, 0)],
  ])('reads the times of %j', (text, low, high) => {
    const node = parsed(text);
    expect(node.kind === 'field' && node.match).toMatchObject({
      kind: 'range',
      low: low === null ? null : { value: low },
      high: high === null ? null : { value: high },
    });
  });

  it('reads a time with a fraction as that very millisecond', () => {
    expect(short(parsed('time:14:01:30.250'))).toBe(`time is ${at(21, 14, 1, 30, 250)}`);
  });

  /** `«` and `»` mark where the problem is said to be. */
  it.each([
    ['«"»open', 'This quote is not closed.'],
    ['a «"»open', 'This quote is not closed.'],
    ['type:«"»open', 'This quote is not closed.'],
    ['«"»open\\"', 'This quote is not closed.'],
    ['a:[«"»x', 'This quote is not closed.'],
    ['a:[«"»1 TO 5]', 'This quote is not closed.'],
    ['«(»a', 'This parenthesis is not closed.'],
    ['(a «(»b', 'This parenthesis is not closed.'],
    ['«(»', 'This parenthesis is not closed.'],
    ['a«)»', 'This parenthesis closes nothing.'],
    ['«)»', 'This parenthesis closes nothing.'],
    ['(a)«)» b', 'This parenthesis closes nothing.'],
    ['«()»', 'There is nothing between these parentheses.'],
    ['a «( )»', 'There is nothing between these parentheses.'],
    ['a:«()»', 'There is nothing between these parentheses.'],
    ['a «AND»', 'There is nothing behind AND.'],
    ['a «OR»', 'There is nothing behind OR.'],
    ['«NOT»', 'There is nothing behind NOT.'],
    ['«AND» a', 'There is nothing before AND.'],
    ['«||» a', 'There is nothing before ||.'],
    ['a «OR» OR b', 'There is nothing behind OR.'],
    ['(a «AND»)', 'There is nothing behind AND.'],
    ['a «AND» OR b', 'There is nothing behind AND.'],
    ['«type:»', 'There is no value behind type:.'],
    ['«type:» error', 'There is no value behind type:.'],
    ['«data.level:»', 'There is no value behind data.level:.'],
    ['a «b:»', 'There is no value behind b:.'],
    ['(«b:»)', 'There is no value behind b:.'],
    ['a:«>»', 'There is no value behind >.'],
    ['a:«>=» ', 'There is no value behind >=.'],
    ['a:«~»', 'There is no value behind ~.'],
    ['a:(«>»)', 'There is no value behind >.'],
    ['a:«>» AND b', 'There is no value behind >.'],
    ['a:>«*»', '* is no value to compare with.'],
    ['a:«>»/b/', 'There is no value behind >.'],
    ['a:«[»1 TO 5', 'This range is not closed.'],
    ['a:«[»', 'This range is not closed.'],
    ['a:«[1]»', 'This range is not complete.'],
    ['a:«[1 5]»', 'This range is not complete.'],
    ['a:«[1 TO]»', 'This range is not complete.'],
    ['a:«[TO 5]»', 'This range is not complete.'],
    ['a:«[1 TO 2 TO 3]» b', 'This range is not complete.'],
    ['a:«[* TO *]»', 'This range has no bounds.'],
    ['a:«[5 TO 1]»', 'This range ends before it begins.'],
    ['size:«[5kB TO 1B]»', 'This range ends before it begins.'],
    ['level:«[error TO info]»', 'This range ends before it begins.'],
    ['time:«[-5m TO -10m]»', 'This range ends before it begins.'],
    ['a:«[1 TO b]»', 'One end of this range is a number, the other a text.'],
    ['a:>«10kB»', '10kB is no number.'],
    ['a:[1 TO «5m»]', '5m is no number.'],
    ['size:«big»', 'big is no size.'],
    ['size:>«10XB»', '10XB is no size.'],
    ['size:«-5»', '-5 is no size.'],
    ['size:«/5/»', 'The size of an event is no text.'],
    ['size:~«5»', 'The size of an event is no text.'],
    ['time:«yesterday»', 'yesterday is no time.'],
    ['eventTime:«yesterday»', 'yesterday is no time.'],
    ['eventTime:~«1»', 'The eventTime of an event is no text.'],
    ['time:>«10m»', '10m is no time.'],
    ['time:«25:00»', '25:00 is no time.'],
    ['time:«14:60»', '14:60 is no time.'],
    ['time:«2026-02-30»', '2026-02-30 is no time.'],
    ['time:«2026-13-01»', '2026-13-01 is no time.'],
    ['time:«/1/»', 'The time of an event is no text.'],
    ['time:«-99999999w»', '-99999999w is no time.'],
    ['time:[14:00 TO «x»]', 'x is no time.'],
    ['level:>«loud»', 'loud is no level.'],
    ['«a*.b:»1', 'a* is no name of a field.'],
    ['«a."*":»1', 'A field that is named * cannot be asked for.'],
    ['/a«(»b/', 'This parenthesis is not closed.'],
    ['/a«)»b/', 'This parenthesis closes nothing.'],
    ['/«*»a/', 'There is nothing before this to repeat.'],
    ['/a*«*»/', 'This repeats what is a repetition already.'],
    ['/a«{5,2}»/', 'The smaller number comes first.'],
    ['/a«{2000}»/', 'At most 1000 repetitions can be counted.'],
    ['/«(a{100}){100}»/', 'The repetitions of this expression multiply to too many.'],
    ['/^«*»/', 'A position cannot be repeated.'],
    ['/x«(?=»a)/', 'Lookahead and lookbehind are not supported.'],
    ['/x«(?<!»a)/', 'Lookahead and lookbehind are not supported.'],
    ['/«(?»i)a/', 'This group has an unknown kind.'],
    ['/(a)«\\1»/', 'References to groups are not supported.'],
    ['/«\\q»/', '\\q has no meaning.'],
    ['/«\\p»{Foo}/', 'This is no known class of characters.'],
    ['/[«z-a»]/', 'This range runs backwards.'],
    ['/x«[]»a]/', 'These brackets are empty.'],
    ['a:/b«(»/', 'This parenthesis is not closed.'],
  ])('points at the character in %s', (marked, message) => {
    const text = marked.replace(/[«»]/gu, '');
    const result = parseQuery(text, NOW);
    expect(result.ok ? short(result.node) : result.problem).toMatchObject({
      message,
      from: marked.indexOf('«'),
      to: marked.indexOf('»') - 1,
    });
  });
});
