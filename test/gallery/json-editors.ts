import { until } from './until';

/** The editor of JSON in a state of a story; null while it is not loaded. It lives in a shadow tree. */
function editorIn(root: HTMLElement): HTMLElement | null {
  const host = [...root.querySelectorAll('.ed > div')].find((each) => each.shadowRoot);
  return host?.shadowRoot?.querySelector<HTMLElement>('.cm-editor') ?? null;
}

function isMeasured(editor: HTMLElement): boolean {
  editor.scrollIntoView({ block: 'center' });
  const line = editor.querySelector<HTMLElement>('.cm-line');
  const number = [...editor.querySelectorAll<HTMLElement>('.cm-lineNumbers .cm-gutterElement')].at(-1);
  return !!line && !!number && Math.abs(number.offsetHeight - line.offsetHeight) < 0.5;
}

let turn = Promise.resolve();

/**
 * Waits until an editor is loaded and has measured its lines, which it does once it is in sight: before that their numbers stand
 * elsewhere. One editor after the other is brought there.
 */
export async function editorReady(root: HTMLElement): Promise<void> {
  await until(() => editorIn(root));
  turn = turn.then(() => until(() => isMeasured(editorIn(root)!)));
  await turn;
}
