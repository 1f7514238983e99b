import type { NotificationItem } from '@shared/notification';
import { worded } from '../../i18n/i18n';

/** The title of a notification: in the language of the window when the app says it, otherwise as the stream has it. */
export const titleOf = ({ title, appSays }: Pick<NotificationItem, 'title' | 'appSays'>): string =>
  appSays === undefined ? title : worded(title);

/** What more a notification says, likewise. */
export const bodyOf = ({ body, appSays }: Pick<NotificationItem, 'body' | 'appSays'>): string =>
  appSays === 'all' ? worded(body) : body;
