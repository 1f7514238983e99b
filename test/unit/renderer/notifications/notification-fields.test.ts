import { describe, expect, it } from 'vitest';
import { notificationFields } from '@/views/notifications/notification-fields';

describe('the further fields of a notification', () => {
  it('leave out what its row says already', () => {
    const data = JSON.stringify({
      type: 'notification',
      level: 'error',
      title: 'Failed',
      message: 'Why',
      order: 'EU-1',
      attempts: 3,
      retryable: true,
      tries: [1],
    });
    expect(notificationFields(data)).toEqual([
      { name: 'order', value: '"EU-1"', kind: 's' },
      { name: 'attempts', value: '3', kind: 'n' },
      { name: 'retryable', value: 'true', kind: 'l' },
      { name: 'tries', value: '[1]', kind: null },
    ]);
  });

  it('are those of the wrapped message when the data is an envelope', () => {
    const data = JSON.stringify({ event: 'x', data: { title: 'Failed', order: 7 } });
    expect(notificationFields(data)).toEqual([{ name: 'order', value: '7', kind: 'n' }]);
  });

  it('are none for data that is no JSON object', () => {
    expect(notificationFields('plain text')).toBeNull();
    expect(notificationFields('[1, 2]')).toBeNull();
  });

  it('stay short, however many and long they are', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, 'x'.repeat(10_000)]));
    const fields = notificationFields(JSON.stringify(many))!;
    expect(fields.length).toBeLessThanOrEqual(24);
    expect(fields.every(({ value }) => value.length <= 160)).toBe(true);
  });
});
