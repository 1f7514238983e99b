import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { printQuery } from '@shared/query/print';
import type { ChannelNode } from './channel-tree';

const field = (name: string, match: Extract<QueryNode, { kind: 'field' }>['match']): QueryNode => ({
  kind: 'field',
  path: [name],
  match,
});

/** A term of a query that leaves out a channel and everything below it: `NOT (channel:orders OR channel:orders/*)`. */
export function withoutChannel({ path, isChannel, children }: ChannelNode): string {
  const separators = new Set([...children.keys()].map((child) => child[path.length] ?? ''));
  const escaped = path.replace(/[\\*?]/gu, '\\$&');
  const nodes: QueryNode[] = [
    ...(isChannel || children.size === 0 ? [field('channel', { kind: 'is', value: path })] : []),
    ...[...separators].map((separator) =>
      field('channel', { kind: 'wildcard', pattern: `${escaped}${separator}*` }),
    ),
  ];
  const printed = printQuery({ kind: 'not', node: nodes.length === 1 ? nodes[0]! : { kind: 'or', nodes } });
  return plainer(printed);
}

/** A term of a query that leaves out a source or a capture, by the name that it goes by. */
export const withoutSource = (name: string): string =>
  printQuery({ kind: 'not', node: field('source', { kind: 'is', value: name }) });

/** Without backslashes before separators that need none, since people would write none. */
function plainer(term: string): string {
  const plain = term.replace(/\\([/:])/gu, '$1');
  const isSame = JSON.stringify(parseQuery(plain, 0)) === JSON.stringify(parseQuery(term, 0));
  return isSame ? plain : term;
}
