import type { Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { useSourceActions } from '../../app/use-source-actions';
import { useApp } from '../../stores/app';
import { useSources } from '../../stores/sources';
import { useToasts } from '../../stores/toasts';
import { useTask, type Task } from '../../ui/use-task';
import { switchChoice } from './connection-menu';

export interface ConnectionActions extends Task {
  retry(): void;
  pause(): void;
  resume(): void;
  edit(): void;
  switchTo(transport: Transport): void;
  copy(text: string): void;
  /** What was chosen in the menu, unless it is for the view itself to do. */
  choose(choice: string): void;
}

/** What can be done with one connection. Failures are told in place. */
export function useConnectionActions(source: () => SourceSnapshot): ConnectionActions {
  const app = useApp();
  const sources = useSources();
  const toasts = useToasts();
  const task = useTask();
  const { act } = useSourceActions();
  const id = (): string => source().config.id;
  const run = (work: () => Promise<unknown>): void => void task.run(work);

  const switchTo = (transport: Transport): void => run(() => sources.switchTransport(id(), transport));
  async function copyAsCurl(secrets: boolean): Promise<void> {
    const command = await sources.copyAsCurl(id(), secrets);
    if (secrets) {
      toasts.show({
        level: 'warning',
        title: 'Copied as curl, with secrets in the clear.',
        body: 'Whoever reads the clipboard can sign in with them.',
      });
    } else {
      const body = command.length > 160 ? `${command.slice(0, 160)}…` : command;
      toasts.show({
        level: 'success',
        title: 'Copied as curl, secrets as placeholders.',
        body,
        stayMs: 4_000,
      });
    }
  }

  function choose(choice: string): void {
    const transport = switchChoice(choice);
    if (transport) switchTo(transport);
    else if (choice === 'curl' || choice === 'curl-secrets') run(() => copyAsCurl(choice === 'curl-secrets'));
    else if (choice === 'remove') void act(source(), 'remove');
  }
  return {
    ...task,
    retry: () => run(() => sources.retryNow(id())),
    pause: () => run(() => sources.pause(id())),
    resume: () => run(() => sources.resume(id())),
    edit: () => void (app.sourceDialog = id()),
    switchTo,
    copy: (text) => run(() => app.copy(text)),
    choose,
  };
}
