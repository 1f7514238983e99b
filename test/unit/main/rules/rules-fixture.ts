import type { ConnectionState, RungStatus, Transport } from '@shared/connection';
import type { Alert, Rule } from '@shared/rule';
import { ruleSchema } from '@shared/rule';
import type { Gap, StreamEvent } from '@shared/stream-event';
import * as v from 'valibot';
import { ruleQueries } from '../../../../src/main/engine/rule-queries';
import { Rules } from '../../../../src/main/rules/rules';
import type { SourceFacts } from '../../../../src/main/rules/source-turns';

/** Some Saturday in 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12);

/** A rule as a file would hold it, with what a test does not care about. */
export function rule(when: object, parts: object = {}): Rule {
  return v.parse(ruleSchema, {
    id: 'r1',
    name: 'Errors',
    then: [{ do: 'inbox' }],
    cooldownSeconds: 0,
    when,
    ...parts,
  });
}

/** Rules over sources that a test makes up, with a clock that it moves. */
export class RulesFixture {
  now = NOON;
  readonly names = new Map([
    ['a', 'Orders'],
    ['b', 'Payments'],
  ]);
  readonly alerts: Alert[] = [];
  readonly rules: Rules;
  #seq = 0;
  readonly #facts = new Map<string, SourceFacts>();

  constructor(...rules: Rule[]) {
    this.rules = new Rules({
      queries: ruleQueries(() => this.names),
      nameOf: (id) => this.names.get(id) ?? id,
      factsOf: (id) => this.#facts.get(id) ?? null,
      onAlert: (_rule, alert) => this.alerts.push(alert),
      onChange: () => undefined,
    });
    this.rules.setRules(rules);
    this.rules.tick(this.now);
  }

  get titles(): string[] {
    return this.alerts.map(({ title }) => title);
  }

  /** One event, now. */
  event(parts: Partial<StreamEvent> = {}): StreamEvent {
    const data = parts.data ?? '{"ok":true}';
    const event: StreamEvent = {
      seq: ++this.#seq,
      kind: 'event',
      sourceId: 'a',
      transport: 'sse',
      receivedAt: this.now,
      type: 'order.paid',
      id: null,
      lastEventId: '',
      channel: 'orders',
      raw: new TextEncoder().encode(`data: ${data}\n\n`),
      level: null,
      gap: null,
      ...parts,
      data,
    };
    this.rules.take([event]);
    return event;
  }

  events(count: number, parts: Partial<StreamEvent> = {}): void {
    for (let n = 0; n < count; n++) this.event(parts);
  }

  gap(gap: Partial<Gap>): StreamEvent {
    const whole: Gap = {
      downMs: 3_200,
      resumedFrom: '812',
      verdict: 'resumed',
      missing: null,
      sentence: 'reconnected after 3.2 s, resumed from id 812.',
      ...gap,
    };
    return this.event({ kind: 'gap', type: '', data: whole.sentence, gap: whole });
  }

  /** Lets time pass, with a tick for each second of it. */
  pass(seconds: number): void {
    for (let n = 0; n < seconds; n++) {
      this.now += 1_000;
      this.rules.tick(this.now);
    }
  }

  /** The same time passes without a tick: the machine sleeps. */
  sleep(seconds: number): void {
    this.now += seconds * 1_000;
    this.rules.tick(this.now);
  }

  connection(sourceId: string, phase: ConnectionState['phase'], parts: Partial<SourceFacts> = {}): void {
    this.#facts.set(sourceId, { state: this.#state(phase, 'sse'), ladder: [], attempts: [], ...parts });
    this.rules.takeSource(sourceId, this.now);
  }

  open(sourceId: string, transport: Transport, ladder: readonly RungStatus[]): void {
    this.connection(sourceId, 'open', { state: this.#state('open', transport), ladder });
  }

  #state(phase: ConnectionState['phase'], transport: Transport): ConnectionState {
    const since = this.now;
    const reason = { code: 'refused', message: 'Orders was refused with 503.' };
    switch (phase) {
      case 'paused':
        return { phase, since };
      case 'connecting':
        return { phase, transport, attempt: 1, since };
      case 'open': {
        const via = { status: 200, headers: {}, protocol: 'HTTP/1.1', url: '', openedAfterMs: 1 };
        return { phase, transport, attempt: 1, since, via };
      }
      case 'waiting':
        return { phase, transport, attempt: 1, since, until: since, delayMs: 0, reason };
      case 'stopped':
        return { phase, since, reason, needsCredentials: false };
    }
  }
}
