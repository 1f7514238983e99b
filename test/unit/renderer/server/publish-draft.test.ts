import { describe, expect, it } from 'vitest';
import { dataVerdict, draftProblems, EMPTY_DRAFT, toPublication } from '@/views/server/publish-draft';
import { PUBLISH_TEMPLATES } from '@/views/server/publish-templates';

const draft = { ...EMPTY_DRAFT, channel: 'orders/eu', data: '{"a":1}' };

describe('the data of a publication', () => {
  it('is called JSON or text, with its size in bytes', () => {
    expect(dataVerdict('{"a":"é"}')).toEqual({ level: 'success', sentence: 'Valid JSON, 10 B' });
    expect(dataVerdict('hello')).toEqual({ level: 'info', sentence: 'Text, 5 B' });
    expect(dataVerdict(' \n')).toEqual({ level: 'info', sentence: 'Empty, sent as empty text' });
  });

  it('is warned of, with the place, when it begins like JSON and is none', () => {
    expect(dataVerdict('{\n  "a": 1\n  "b": 2\n}')).toEqual({
      level: 'warning',
      sentence: 'Line 3, column 3: a comma or } is missing. Goes out as text, 21 B',
    });
  });

  it('goes out exactly as it was typed', () => {
    const data = '{ "a" :  1.0 }\n';
    expect(toPublication({ ...draft, data }).data).toBe(data);
  });
});

describe('the fields of a publication', () => {
  it('are left out when they are empty, so that the hub chooses', () => {
    expect(toPublication(draft)).toEqual({ channel: 'orders/eu', data: '{"a":1}' });
    expect(toPublication({ ...draft, event: ' paid ', id: '7', retry: '3000', priority: 'high' })).toEqual({
      channel: 'orders/eu',
      data: '{"a":1}',
      event: 'paid',
      id: '7',
      retry: 3_000,
      priority: 'high',
    });
  });

  it('name the users and subscriptions that it is for, once each', () => {
    expect(
      toPublication({ ...draft, users: ' 42, 77 ,42,', subscriptions: 'orders/**', key: 'EU-1' }),
    ).toEqual({
      channel: 'orders/eu',
      data: '{"a":1}',
      key: 'EU-1',
      to: { userIds: ['42', '77'], subscriptions: ['orders/**'] },
    });
  });

  it('are refused with a sentence each', () => {
    expect(draftProblems(draft)).toEqual({});
    expect(draftProblems({ ...draft, channel: '' }).channel).toBe('The channel name is empty.');
    expect(draftProblems({ ...draft, channel: 'a*b' }).channel).toContain('forbidden character');
    expect(draftProblems({ ...draft, event: 'a\nb' }).event).toContain('line break');
    for (const retry of ['-1', '1.5', 'soon', '2147483648'])
      expect(draftProblems({ ...draft, retry }).retry).toBe('Retry is a whole number of milliseconds.');
    expect(draftProblems({ ...draft, subscriptions: 'orders/eu, a b' }).subscriptions).toContain('forbidden');
    expect(draftProblems({ ...draft, key: 'k'.repeat(257) }).key).toContain('256');
  });

  it('of every template can be published as they are', () => {
    for (const template of PUBLISH_TEMPLATES) expect(draftProblems(template.draft)).toEqual({});
  });
});
