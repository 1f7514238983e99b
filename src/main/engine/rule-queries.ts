import { parseQuery } from '@shared/query/parse';
import { compileQuery } from '../history/query/compile';
import { PayloadReader } from '../history/query/payload';
import { asksForKinds, resolveSources, type SourceNames } from '../history/view-query';
import type { QueryCompiler } from '../rules/compiled-query';

/** The queries of rules, read and compiled as those of the views are. All of them read a payload once. */
export function ruleQueries(names: () => SourceNames): QueryCompiler {
  const payloads = new PayloadReader();
  return {
    compile(text) {
      const parsed = parseQuery(text, Date.now());
      if (!parsed.ok) {
        return {
          ok: false,
          problem: { code: 'bad-query', message: `Its query cannot be read. ${parsed.problem.message}` },
        };
      }
      const node = resolveSources(parsed.node, names());
      return {
        ok: true,
        query: { test: compileQuery(node, { payloads }), asksForKinds: asksForKinds(node) },
      };
    },
    forget: () => payloads.forget(),
  };
}
