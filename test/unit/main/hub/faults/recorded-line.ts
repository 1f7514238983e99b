import type { HalfClosable, Line } from '../../../../../src/main/hub/faults/fault-line';

/** A line that writes down what is done to it, with the time by the (faked) clock. */
export class RecordedLine implements Line, HalfClosable {
  readonly writes: { readonly at: number; readonly text: string }[] = [];
  readonly ends: ('end' | 'destroy' | 'half-close')[] = [];
  queuedBytes = 0;
  full = false;
  #drained: () => void = () => undefined;

  get text(): string {
    return this.writes.map(({ text }) => text).join('');
  }

  write(bytes: Buffer): boolean {
    this.writes.push({ at: performance.now(), text: bytes.toString('latin1') });
    if (this.full) this.queuedBytes += bytes.length;
    return !this.full;
  }

  onDrain(listener: () => void): void {
    this.#drained = listener;
  }

  drain(): void {
    this.full = false;
    this.queuedBytes = 0;
    this.#drained();
  }

  end(): void {
    this.ends.push('end');
  }

  destroy(): void {
    this.ends.push('destroy');
  }

  halfClose(): void {
    this.ends.push('half-close');
  }
}
