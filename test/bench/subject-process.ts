/** A process that runs one subject and publishes to it. */
import { subjectNamed } from './subjects/all';
import { Publisher, type Saturation } from './subjects/publisher';
import type { Subject } from './subjects/subject';
import { answerCalls } from './support/rpc';
import { usage, type Usage } from './support/usage';

let subject: Subject | null = null;
let publisher: Publisher | null = null;

const started = (): { subject: Subject; publisher: Publisher } => {
  if (!subject || !publisher) throw new Error('No subject has been started.');
  return { subject, publisher };
};

const calls = {
  async start(name: string): Promise<{ port: number; path: string; reportPort: number }> {
    subject = await subjectNamed(name).start();
    publisher = new Publisher(subject);
    return { port: subject.port, path: subject.path, reportPort: await publisher.openReports() };
  },
  saturate(how: Saturation): void {
    started().publisher.startSaturating(how);
  },
  /** Stops saturating; gives the number of events published so far. */
  stop(): number {
    started().publisher.stop();
    return started().publisher.published;
  },
  async atRate({ eventsPerSecond, count }: { eventsPerSecond: number; count: number }): Promise<number> {
    await started().publisher.atRate(eventsPerSecond, count);
    return started().publisher.published;
  },
  usage: (options: { collect: boolean }): Usage => usage(subject?.helpers ?? [], options.collect),
  async close(): Promise<void> {
    await subject?.close();
  },
};

export type SubjectCalls = typeof calls;

answerCalls(calls);
