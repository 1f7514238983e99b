import { mount } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { nextTick } from 'vue';
import SgDialog from '@/ui/SgDialog.vue';
import { menuCloses, menuOpens } from '@/ui/menu-focus';
import { eventually } from '../../../support/eventually';

afterEach(() => document.body.replaceChildren());

const button = (text: string, parent: Element = document.body): HTMLElement => {
  const made = document.createElement('button');
  made.textContent = text;
  return parent.appendChild(made);
};
/** A menu that was opened with the focus on something, and has taken it. */
function menuOver(line: HTMLElement): HTMLElement {
  line.focus();
  menuOpens();
  const menu = document.body.appendChild(document.createElement('div'));
  menu.setAttribute('role', 'menu');
  button('Revoke', menu).focus();
  return menu;
}
async function openAndClose(beforeItCloses: () => void): Promise<void> {
  const dialog = mount(SgDialog, { props: { title: 'Sure?', width: 300 }, attachTo: document.body });
  await nextTick();
  beforeItCloses();
  dialog.unmount();
}

it('gives the focus back to what had it before the menu that a dialog was chosen in', async () => {
  const line = button('web-dev');
  const menu = menuOver(line);
  await openAndClose(() => {
    menuCloses();
    menu.remove();
  });
  await eventually(() => expect(document.activeElement).toBe(line));
});

it('gives the focus back to where it is now, once the menu is forgotten', async () => {
  const menu = menuOver(button('web-dev'));
  menuCloses();
  menu.remove();
  const other = button('other');
  await eventually(() => {
    other.focus();
    expect(document.activeElement).toBe(other);
  });
  await openAndClose(() => undefined);
  await eventually(() => expect(document.activeElement).toBe(other));
});
