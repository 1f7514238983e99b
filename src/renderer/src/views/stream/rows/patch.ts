/** Writing to the document only what differs: a write that changes nothing would still be styled and laid out. */

export function patchText(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

export function patchClass(element: Element, name: string): void {
  if (element.className !== name) element.className = name;
}

/** Null takes the attribute away. */
export function patchAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Shows a child in its place, or takes it out. Returns whether it shows. */
export function patchPresence(parent: Element, child: Element, before: Node | null, shows: boolean): void {
  if (shows === (child.parentNode === parent)) return;
  if (shows) parent.insertBefore(child, before);
  else child.remove();
}

/** An element with a class, a role, and children or text nodes. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { name = '', role }: { readonly name?: string; readonly role?: string },
  ...children: readonly Node[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name !== '') element.className = name;
  if (role !== undefined) element.setAttribute('role', role);
  element.append(...children);
  return element;
}
