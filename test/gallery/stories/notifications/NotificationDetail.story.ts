import { h, type VNode } from 'vue';
import NotificationDetail from '@/views/notifications/NotificationDetail.vue';
import { HOSTILE, madeDetail } from '../../made-events';
import { defineStory } from '../../story';
import { until } from '../../until';
import { notifications } from '../../../support/stand-in/scenario';

type Props = InstanceType<typeof NotificationDetail>['$props'];

/** It is at home in an opened row. */
const InRow = (props: Props): VNode =>
  h('div', { class: 'nt is-sel' }, [h('div', { class: 'more' }, [h(NotificationDetail, props)])]);
/** Each came with an event of its own. */
const items = notifications().filter(({ rule }) => rule === null);
const row = (at: number, repeats = 1) => ({
  key: String(at),
  latest: items[at]!,
  items: Array.from({ length: repeats }, (_, i) => ({
    ...items[at]!,
    receivedAt: items[at]!.receivedAt - i * 60_000,
  })),
  unread: at % 2,
  pinned: at === 1,
});
const alert = {
  ...row(0),
  latest: { ...items[0]!, count: 47, rule: { id: 'errors', name: 'Errors reach me' } },
};
const FIELDS = JSON.stringify({
  title: 'Payment webhook failed',
  status: 502,
  attempts: 3,
  retryAt: null,
  url: 'https://pay.example.com/hooks/payments',
  trace: { id: '7f3a', span: '01' },
});
const loading = (data: string) => (seq: number) => Promise.resolve(madeDetail({ seq, data }));
const shown = { clock: 'utc', muted: false, problem: null, load: loading(FIELDS) } as const;
const filled = (root: HTMLElement): Promise<void> => until(() => root.querySelector('.code'));
const said = (text: string) => (root: HTMLElement) => until(() => root.textContent.includes(text));

export default defineStory(
  InRow,
  { of: 'views/notifications/NotificationDetail.vue', width: 520, within: 'v-notif gal-more' },
  [
    { name: 'With fields', props: { ...shown, row: row(0) }, act: filled },
    { name: 'Read, repeated', props: { ...shown, row: row(1, 4) }, act: filled },
    {
      name: 'A text and no fields',
      props: { ...shown, row: row(2), load: loading('disk 81 % on data-3\nnothing to do yet') },
      act: filled,
    },
    {
      name: 'Hostile',
      props: {
        ...shown,
        row: { ...row(4), latest: { ...items[4]!, body: HOSTILE } },
        load: loading(JSON.stringify({ [HOSTILE]: HOSTILE, 'a\u202eb': [1, { deep: HOSTILE }] })),
      },
      act: filled,
    },
    {
      name: 'Of a rule, its channel muted',
      props: { ...shown, muted: true, row: alert },
      act: filled,
    },
    {
      name: 'Of a rule, about no event',
      props: { ...shown, row: { ...alert, latest: { ...alert.latest, seq: null, count: 1 } } },
    },
    { name: 'Loading', props: { ...shown, row: row(5), load: () => new Promise(() => undefined) } },
    {
      name: 'No longer there',
      props: { ...shown, row: row(6), load: () => Promise.resolve(null) },
      act: said('history'),
    },
    {
      name: 'Not to be read',
      props: {
        ...shown,
        row: row(7),
        load: () => Promise.reject(new Error('The history could not be read: the disk does not answer.')),
      },
      act: said('does not answer'),
    },
    {
      name: 'Not to be shown in the stream',
      props: { ...shown, row: row(8), problem: 'This event is no longer in the history.' },
      act: filled,
    },
  ],
);
