import { BellOff, CircleDot, FileText, Inbox, Monitor, Play, Send, Volume2, Webhook, Zap } from '@lucide/vue';
import type { Component } from 'vue';
import { SOUNDS, type Action, type Sound } from '@shared/rule';
import { t } from '../../../i18n/i18n';
import { visibleExcerpt } from '../../../ui/visible-text';

export type ActionKind = Action['do'];

const LONGEST = 40;

const ICONS: Readonly<Record<ActionKind, Component>> = {
  inbox: Inbox,
  desktop: Monitor,
  sound: Volume2,
  badge: CircleDot,
  flash: Zap,
  webhook: Webhook,
  play: Play,
  publish: Send,
  mute: BellOff,
  log: FileText,
};
/** In the order of the menu that adds one. */
export const ACTION_KINDS = Object.keys(ICONS) as ActionKind[];

export const actionKindIcon = (kind: ActionKind): Component => ICONS[kind];

/** An action that was just added. @param recording the one that is played first */
export function newAction(kind: ActionKind, recording: string): Action {
  switch (kind) {
    case 'inbox':
      return { do: kind, level: 'warning', priority: 'normal' };
    case 'sound':
      return { do: kind, sound: 'low-bell' };
    case 'webhook':
      return { do: kind, url: '', signed: false };
    case 'play':
      return { do: kind, recording, speed: '1' };
    case 'publish':
      return { do: kind, channel: 'alerts', type: 'alert' };
    case 'log':
      return { do: kind, file: 'alerts.ndjson' };
    default:
      return { do: kind };
  }
}

/** The sounds, to choose from. */
export const soundOptions = (): { value: Sound; label: string }[] =>
  SOUNDS.map((value) => ({ value, label: t(`notifications.rules.sound.${value}`) }));

/** An action in a word or two, as a rule in the list says it. @param recordingName of a recording's id */
export function actionWords(action: Action, recordingName: (id: string) => string): string {
  switch (action.do) {
    case 'sound':
      return t(`notifications.rules.sound.${action.sound}`);
    case 'webhook':
      return hostOf(action.url);
    case 'play':
      return visibleExcerpt(recordingName(action.recording), LONGEST);
    case 'publish':
      return t('notifications.rules.words.publish', { channel: visibleExcerpt(action.channel, LONGEST) });
    case 'log':
      return visibleExcerpt(action.file, LONGEST);
    default:
      return t(`notifications.rules.do.${action.do}`);
  }
}

function hostOf(url: string): string {
  try {
    return visibleExcerpt(new URL(url).host, LONGEST);
  } catch {
    return visibleExcerpt(url, LONGEST);
  }
}
