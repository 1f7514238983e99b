import type { Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { useActions } from '../../actions/actions';
import { copyChoice } from '../../app/copy-menu';
import { useCopySource } from '../../app/copy-source';
import { useSourceActions } from '../../app/use-source-actions';
import { useApp } from '../../stores/app';
import { useSources } from '../../stores/sources';
import { useTask, type Task } from '../../ui/use-task';
import { switchChoice } from './connection-menu';

export interface ConnectionActions extends Task {
  retry(): void;
  pause(): void;
  resume(): void;
  edit(): void;
  switchTo(transport: Transport): void;
  copy(text: string): void;
  /** What was chosen in a menu, unless it is for the view itself to do. */
  choose(choice: string): void;
}

/** What can be done with one connection. Failures are told in place. */
export function useConnectionActions(source: () => SourceSnapshot): ConnectionActions {
  const app = useApp();
  const sources = useSources();
  const task = useTask();
  const { act } = useSourceActions();
  const { copyAs } = useCopySource();
  const id = (): string => source().config.id;
  const run = (work: () => Promise<unknown>): void => void task.run(work);

  const retry = (): void => run(() => sources.retryNow(id()));
  const pause = (): void => run(() => sources.pause(id()));
  const resume = (): void => run(() => sources.resume(id()));
  const edit = (): void => void (app.sourceDialog = id());
  const switchTo = (transport: Transport): void => run(() => sources.switchTransport(id(), transport));
  function choose(choice: string): void {
    const transport = switchChoice(choice);
    const code = copyChoice(choice);
    if (transport) switchTo(transport);
    else if (code) run(() => copyAs(id(), code.format, code.secrets));
    else if (choice === 'retry') retry();
    else if (choice === 'pause') pause();
    else if (choice === 'resume') resume();
    else if (choice === 'edit') edit();
    else if (choice === 'only') void useActions().run('source.only', id());
    else void act(source(), choice);
  }
  return {
    ...task,
    retry,
    pause,
    resume,
    edit,
    switchTo,
    copy: (text) => run(() => app.copy(text)),
    choose,
  };
}
