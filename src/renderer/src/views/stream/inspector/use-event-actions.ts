import { t } from '../../../i18n/i18n';
import { printPath } from '@shared/query/print';
import type { EventDetail } from '@shared/stream-event';
import { useApp } from '../../../stores/app';
import { useColumns } from '../../../stores/feed-columns';
import { useFeed } from '../../../stores/feed';
import { useInspector } from '../../../stores/inspector';
import { useTransfer } from '../../../stores/jobs';
import { useJoinKey } from '../../../stores/join-key';
import { useSources } from '../../../stores/sources';
import { useToasts } from '../../../stores/toasts';
import { useConnectionSelection, type ConnectionTab } from '../../connections/selection';
import { useResumeFrom } from '../use-resume-from';
import { eventFrame } from './event-frame';
import { decodeBytes } from './frame-lines';
import { prettyJson } from './pretty-json';

/** What the panel itself does. */
export interface EventBoxes {
  /** Opens the box that sends messages with this one in it; null opens or closes it. */
  send(text: string | null): void;
  publish(draft: { readonly channel: string; readonly type: string; readonly data: string }): void;
}

export interface EventActions {
  copy(text: string): Promise<void>;
  /** Shows the values at a path of the payload in the event list. */
  addColumn(path: readonly string[]): void;
  /** Does what was chosen in the event's menu. */
  run(id: string, event: EventDetail | null): void;
  /** Goes to an event, wherever it is. */
  reveal(seq: number): Promise<void>;
  /** @param tab of the view; the connection itself when it is left out */
  seeConnection(event: EventDetail, tab?: ConnectionTab): void;
  /** The id after which the source would go on, had this event been the last one; `''` for none. */
  resumeId(event: EventDetail | null): string;
}

/** What can be done with the event that is open. */
export function useEventActions(boxes: EventBoxes): EventActions {
  const app = useApp();
  const columns = useColumns();
  const connections = useConnectionSelection();
  const feed = useFeed();
  const inspector = useInspector();
  const join = useJoinKey();
  const sources = useSources();
  const toasts = useToasts();
  const transfer = useTransfer();
  const resumeFrom = useResumeFrom();

  async function copy(text: string): Promise<void> {
    try {
      await app.copy(text);
    } catch (error) {
      toasts.fail(error);
    }
  }
  function addColumn(path: readonly string[]): void {
    const name = printPath(path);
    const answer = columns.addField(name);
    const said = {
      added: t('inspector.tree.columnAdded', { name }),
      present: t('inspector.tree.columnPresent', { name }),
      full: t('inspector.tree.columnsFull'),
      'no-path': t('inspector.tree.noColumn'),
    }[answer];
    toasts.show({ level: answer === 'added' ? 'success' : 'warning', title: said, stayMs: 2_500 });
  }
  function pin(event: EventDetail): void {
    inspector.pin(event);
    toasts.show({ level: 'success', title: t('inspector.diff.pinnedNow'), stayMs: 2_500 });
  }
  const resumeId = (event: EventDetail | null): string =>
    event && sources.byId.has(event.sourceId) ? event.lastEventId : '';

  function run(id: string, event: EventDetail | null): void {
    if (id === 'unpin') inspector.unpin();
    else if (id === 'join') join.choose();
    else if (id === 'send') boxes.send(null);
    else if (event) runOn(id, event);
  }
  function runOn(id: string, event: EventDetail): void {
    const { channel, type, data, raw } = event;
    switch (id) {
      case 'data':
        return void copy(data);
      case 'pretty':
        return void copy(prettyJson(data) ?? data);
      case 'frame':
        return void copy(decodeBytes(raw));
      case 'stream-frame':
        return void copy(eventFrame(event));
      case 'id':
        return void copy(event.id ?? '');
      case 'pin':
        return pin(event);
      case 'export':
        return transfer.openExport({ kind: 'selection', seqs: [event.seq] });
      case 'publish':
        return boxes.publish({ channel, type: type === 'message' ? '' : type, data });
      case 'resend':
        return boxes.send(data);
      case 'resume':
        return void resumeFrom(event.sourceId, resumeId(event));
    }
  }
  async function reveal(seq: number): Promise<void> {
    if (!(await feed.reveal(seq))) toasts.show({ level: 'warning', title: t('inspector.gone.title') });
  }
  function seeConnection(event: EventDetail, tab: ConnectionTab = 'connection'): void {
    connections.id = event.sourceId;
    connections.tab = tab;
    app.view = 'connections';
  }
  return { copy, addColumn, run, reveal, seeConnection, resumeId };
}
