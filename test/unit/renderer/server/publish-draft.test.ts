import { describe, expect, it } from 'vitest';
import { dataVerdict, draftProblems, toPublication } from '@/views/server/publish-draft';
import { PUBLISH_TEMPLATES } from '@/views/server/publish-templates';

const draft = { channel: 'orders/eu', event: '', data: '{"a":1}', id: '', retry: '' };

describe('the data of a publication', () => {
  it('is called JSON or text, with its size in bytes', () => {
    expect(dataVerdict('{"a":"é"}')).toEqual({ json: true, sentence: 'Valid JSON, 10 B' });
    expect(dataVerdict('{"a":')).toEqual({ json: false, sentence: 'Not JSON, sent as text, 5 B' });
    expect(dataVerdict(' \n')).toEqual({ json: false, sentence: 'Empty, sent as empty text' });
  });

  it('goes out exactly as it was typed', () => {
    const data = '{ "a" :  1.0 }\n';
    expect(toPublication({ ...draft, data }).data).toBe(data);
  });
});

describe('the fields of a publication', () => {
  it('are left out when they are empty, so that the hub chooses', () => {
    expect(toPublication(draft)).toEqual({ channel: 'orders/eu', data: '{"a":1}' });
    expect(toPublication({ ...draft, event: ' paid ', id: '7', retry: '3000' })).toEqual({
      channel: 'orders/eu',
      data: '{"a":1}',
      event: 'paid',
      id: '7',
      retry: 3_000,
    });
  });

  it('are refused with a sentence each', () => {
    expect(draftProblems(draft)).toEqual({});
    expect(draftProblems({ ...draft, channel: '' }).channel).toBe('The channel name is empty.');
    expect(draftProblems({ ...draft, channel: 'a*b' }).channel).toContain('forbidden character');
    expect(draftProblems({ ...draft, event: 'a\nb' }).event).toContain('line break');
    for (const retry of ['-1', '1.5', 'soon', '2147483648'])
      expect(draftProblems({ ...draft, retry }).retry).toBe('Retry is a whole number of milliseconds.');
  });

  it('of every template can be published as they are', () => {
    for (const template of PUBLISH_TEMPLATES) expect(draftProblems(template.draft)).toEqual({});
  });
});
