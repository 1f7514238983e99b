import { payloadTime } from '@shared/payload-time';
import type { QueryNode, TextMatch } from '@shared/query';
import type { ProblemBits } from '../event-problem';
import { certainText } from '../query/certain-text';
import { compileSubjectQuery } from '../query/compile';
import type { QuerySubject, SubjectTest } from '../query/subject';
import { textTest } from '../query/text-match';
import { Needle } from './needle';
import type { RecordView } from './record';

/** A stored record as the subject of a query; set the view to another record to ask about that one. */
export class RecordSubject implements QuerySubject {
  readonly view: RecordView;

  constructor(view: RecordView) {
    this.view = view;
  }

  get source(): string {
    return this.view.source;
  }
  get channel(): string {
    return this.view.channel;
  }
  get type(): string {
    return this.view.type;
  }
  get id(): string | null {
    return this.view.id;
  }
  get time(): number {
    return this.view.time;
  }
  get eventTime(): number | null {
    return payloadTime(this.view.data);
  }
  get size(): number {
    return this.view.size;
  }
  get kind(): string {
    return this.view.kind;
  }
  get transport(): string {
    return this.view.transport;
  }
  get level(): string | null {
    return this.view.level;
  }
  get data(): string {
    return this.view.data;
  }
  get problems(): ProblemBits {
    return this.view.problems;
  }
}

/**
 * Makes a query ready to be asked about many records, one at a time: the same query as `compileQuery` of arriving events,
 * with free text looked for in the stored bytes. `source:` knows ids only.
 *
 * @throws QuerySyntaxError for a regular expression that `parseQuery` would have refused
 */
export function compileRecordQuery(node: QueryNode): SubjectTest<RecordSubject> {
  return compileSubjectQuery<RecordSubject>(node, { freeText });
}

/** A plain search in the bytes is much faster than making texts of them, and most events fail it already. */
function freeText(match: TextMatch): SubjectTest<RecordSubject> {
  const test = textTest(match, false);
  const needle = new Needle(certainText(match));
  const enough = match.kind === 'contains';

  const passes = (view: RecordView, from: number, to: number): boolean => {
    const { bytes } = view;
    const found = view.ascii ? needle.inAscii(bytes, from, to) : needle.inUtf8(bytes, from, to);
    if (found === false || (found && enough)) return found;
    return test(view.textAt(from, to));
  };
  return ({ view }) => {
    const { dataStart, typeStart, channelStart, idStart } = view;
    return (
      passes(view, dataStart, dataStart + view.dataLength) ||
      passes(view, typeStart, channelStart) ||
      passes(view, channelStart, idStart) ||
      (view.hasId && passes(view, idStart, view.idEnd))
    );
  };
}
