import type { ReaderCalls, Mark } from '../reader-process';
import type { SubjectCalls } from '../subject-process';
import type { SubjectKind } from '../subjects/subject';
import { eventually } from '../../support/eventually';
import { startProcess } from './processes';
import type { Remote } from './rpc';

export interface SessionOptions {
  readonly kind: SubjectKind;
  /** Folder for a CPU profile of the subject. */
  readonly profileFolder?: string | undefined;
  /** Further arguments for the subject's Node. */
  readonly nodeArguments?: readonly string[];
}

/** A subject on one core and a process for its clients on the other. `purpose`: whether they report how far they are. */
export interface Session {
  readonly kind: SubjectKind;
  /** Opens clients besides those that are open. */
  connect(how: { clients: number; purpose?: 'count' | 'time'; reading?: boolean }): Promise<void>;
  readonly subject: Remote<SubjectCalls>;
  readonly reader: Remote<ReaderCalls>;
  /** Resolves when every client of the last `connect` has received the event with this number. */
  received(seq: number): Promise<Mark>;
  close(): Promise<void>;
}

const SUBJECT_CORE = 0;
const READER_CORE = 1;

/** How long the slowest client may take for what is under way, ms. */
const SETTLE_MS = 30_000;

export async function openSession({
  kind,
  profileFolder,
  nodeArguments = [],
}: SessionOptions): Promise<Session> {
  const subject = startProcess<SubjectCalls>({
    entry: 'subject-process',
    core: SUBJECT_CORE,
    nodeArguments: [
      ...nodeArguments,
      ...(profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]),
    ],
  });
  const reader = startProcess<ReaderCalls>({ entry: 'reader-process', core: READER_CORE });
  const close = async (): Promise<void> => {
    await reader.close();
    await subject.close();
  };
  try {
    const { reportPort, ...address } = await subject.call('start', kind.name);
    return session(kind, subject, reader, address, reportPort, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function session(
  kind: SubjectKind,
  subject: Remote<SubjectCalls>,
  reader: Remote<ReaderCalls>,
  address: { port: number; path: string },
  reportPort: number,
  close: () => Promise<void>,
): Session {
  return {
    kind,
    subject,
    reader,
    connect: ({ clients, purpose = 'time', reading = true }) =>
      reader.call('connect', {
        ...address,
        protocol: kind.protocol,
        clients,
        reading,
        reportPort: purpose === 'count' ? reportPort : null,
      }),
    received: (seq) =>
      eventually(
        async () => {
          const mark = await reader.call('mark');
          if (mark.lost > 0) throw new Error(`The server let ${mark.lost} clients go.`);
          if (mark.slowest < seq) throw new Error(`A client has ${mark.slowest} of ${seq} events.`);
          return mark;
        },
        { timeoutMs: SETTLE_MS },
      ),
    async close() {
      await reader.call('close').catch(() => undefined);
      await close();
    },
  };
}
