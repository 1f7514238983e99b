import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { PlaySpeed } from '@shared/recording';
import type { Action, Alert, Rule } from '@shared/rule';
import { alertData } from './alert-mark';

/** Where actions go. */
export interface ActionTargets {
  inbox(alert: Alert): void;
  /** What disturbs a person: desktop notification, sound, badge and flash. False: nothing is to disturb now. */
  deliver(alert: Alert, actions: readonly Action[], options: { readonly always: boolean }): boolean;
  /** Resolves when it was taken, rejects when it was given up. @param secret null: it is not signed */
  webhook(url: string, alert: Alert, secret: string | null): Promise<void>;
  log(file: string, alert: Alert): unknown;
  publish(publication: Publication): unknown;
  play(recording: { readonly id: string; readonly speed: PlaySpeed }): Promise<void>;
}

/** Done all at once by `deliver`. */
const DISTURBING: ReadonlySet<Action['do']> = new Set(['desktop', 'sound', 'badge', 'flash']);

/** One action that is on its way. */
export interface Done {
  /** Which of the rule's actions; -1: those that disturb. */
  readonly index: number;
  /** Null when it worked. */
  readonly problem: Promise<Problem | null>;
}

/** Does what a rule does. Never throws; what fails is told by each action. @param secret signs webhooks */
export function act(rule: Rule, alert: Alert, secret: string | null, targets: ActionTargets): Done[] {
  const disturbing = rule.then.filter((action) => DISTURBING.has(action.do));
  const done = rule.then.flatMap((action, index): Done[] =>
    DISTURBING.has(action.do)
      ? []
      : [{ index, problem: problemOf(() => one(action, alert, secret, targets)) }],
  );
  if (disturbing.length === 0) return done;
  const deliver = (): boolean => targets.deliver(alert, disturbing, { always: rule.always });
  return [...done, { index: -1, problem: problemOf(deliver) }];
}

async function problemOf(run: () => unknown): Promise<Problem | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return toProblem(error);
  }
}

function one(action: Action, alert: Alert, secret: string | null, targets: ActionTargets): unknown {
  switch (action.do) {
    case 'inbox':
      return targets.inbox(alert);
    case 'webhook':
      if (!action.signed) return targets.webhook(action.url, alert, null);
      if (secret !== null) return targets.webhook(action.url, alert, secret);
      throw new StreamgaugeError('secret-missing', 'The webhook was not sent: its secret is not there.', {
        hint: 'Open the rule and enter the secret again.',
      });
    case 'play':
      return targets.play({ id: action.recording, speed: action.speed });
    case 'publish':
      return targets.publish({ channel: action.channel, event: action.type, data: alertData(alert) });
    case 'log':
      return targets.log(action.file, alert);
    default:
      return undefined;
  }
}
