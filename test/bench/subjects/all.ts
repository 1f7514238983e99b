import { betterSse } from './better-sse';
import { httpWrite } from './http-write';
import { hubPolling, hubSse, hubWebSocket } from './hub';
import { nchanSse, nchanWebSocket } from './nchan';
import { rawNet } from './raw-net';
import type { SubjectKind } from './subject';
import { wsBroadcast } from './ws';

export const SUBJECTS: readonly SubjectKind[] = [
  hubSse,
  hubWebSocket,
  hubPolling,
  rawNet,
  httpWrite,
  betterSse,
  nchanSse,
  nchanWebSocket,
  wsBroadcast,
];

/** @throws Error when there is none of this name */
export function subjectNamed(name: string): SubjectKind {
  const found = SUBJECTS.find((subject) => subject.name === name);
  if (!found) throw new Error(`There is no subject ${name}: ${SUBJECTS.map((s) => s.name).join(', ')}.`);
  return found;
}
