import { nextTick } from 'vue';
import { eventually } from '../../support/eventually';

const items = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('[role=menuitem], [role=menuitemcheckbox]'),
];

/** A right click on an element, and what the menu that opens offers. */
export async function menuOf(element: Element): Promise<string[]> {
  // What the menu of the test before has left to do comes first: it would close this one.
  await new Promise((turn) => setTimeout(turn));
  // Vue takes an event of the millisecond in which a listener came for one from before it. Nothing runs meanwhile, so that
  // no listener can come in the next one.
  for (const now = Date.now(); Date.now() === now;);
  element.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 1, clientY: 1 }),
  );
  return shownMenu();
}

/** The lines of the menu that shows, without their keys. */
export function shownMenu(): Promise<string[]> {
  return eventually(() => {
    const all = items();
    if (all.length === 0) throw new Error('No menu shows.');
    return all.map((item) => item.querySelector('span')!.textContent);
  });
}

/** Whether a menu shows once whoever opens one has had the time to. */
export async function isMenuShown(): Promise<boolean> {
  for (let turn = 0; turn < 5; turn++) await nextTick();
  return items().length > 0;
}

/** Chooses a line of the menu of an element. */
export async function chooseIn(element: Element, label: string): Promise<void> {
  const labels = await menuOf(element);
  const item = items()[labels.indexOf(label)];
  if (!item) throw new Error(`There is no ${label} among ${labels.join(', ')}.`);
  item.click();
  await nextTick();
}
