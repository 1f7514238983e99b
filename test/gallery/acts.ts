import { nextTick } from 'vue';

/** What a hand does to bring a component into a state, each for the `act` of a story. */
type Act = (root: HTMLElement) => Promise<void>;

function inside<E extends HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The story has no ${selector}.`);
  return found;
}

/** Types into a field, over what stands there, and leaves it when `leave` says so. */
export const typed =
  (selector: string, text: string, leave = false): Act =>
  async (root) => {
    const field = inside<HTMLInputElement | HTMLTextAreaElement>(root, selector);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (leave) field.dispatchEvent(new Event('change', { bubbles: true }));
    await nextTick();
  };

export const pressed =
  (selector: string): Act =>
  async (root) => {
    inside(root, selector).click();
    await nextTick();
  };

export const focused =
  (selector: string): Act =>
  async (root) => {
    inside(root, selector).focus();
    await nextTick();
  };

/** One after the other. */
export const acts =
  (...steps: readonly Act[]): Act =>
  async (root) => {
    for (const step of steps) await step(root);
  };

/** In the whole page, for what is drawn outside of its component: dialogs, menus. */
export const inPage =
  (act: Act): Act =>
  () =>
    act(document.body);
