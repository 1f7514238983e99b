import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '@/i18n/i18n';
import { mentions } from '@/views/notifications/inbox-groups';
import { bodyOf, titleOf } from '@/views/notifications/item-words';
import { notificationText } from '@/views/notifications/notification-text';
import { anItem } from './an-item';

afterEach(() => setLanguage('en'));

const silent = { title: 'arena is silent', body: 'Nothing has come for 2 min, longer than usual.' };

describe('the words of a notification', () => {
  it('are the language’s own where the app says them, to be read, searched and copied', async () => {
    await setLanguage('de');
    const item = anItem(1, { ...silent, appSays: 'all' });
    expect([titleOf(item), bodyOf(item)]).toEqual([
      'arena ist still',
      'Seit 2 min kam nichts, länger als üblich.',
    ]);
    expect(mentions(item, 'länger')).toBe(true);
    expect(notificationText(item, 'arena')).toContain('arena ist still\nSeit 2 min kam nichts');
  });

  it('are left as a stream sent them, though the app could have said the same', async () => {
    await setLanguage('de');
    expect(bodyOf(anItem(1, { ...silent, appSays: 'title' }))).toBe(silent.body);
    expect(titleOf(anItem(1, silent))).toBe(silent.title);
  });
});
