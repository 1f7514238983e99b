import { payloadTime } from '@shared/payload-time';
import type { ImportReport } from './import-report';

/**
 * Times for events of a file that does not tell when they arrived: that which the payload names, else that of the event
 * before. The best there is for a timeline; the report says that they are no times of arrival.
 */
export class PayloadClock {
  readonly #report: ImportReport;
  #last: number;

  /** @param baseTime epoch ms, until a payload names one */
  constructor(report: ImportReport, baseTime: number) {
    this.#report = report;
    this.#last = baseTime;
    report.timed = false;
  }

  /** Epoch ms. */
  of(data: string): number {
    const named = payloadTime(data);
    if (named !== null) {
      this.#report.payloadTimes = true;
      this.#last = named;
    }
    return this.#last;
  }
}
