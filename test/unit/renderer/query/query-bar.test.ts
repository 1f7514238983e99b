import { enableAutoUnmount, flushPromises, mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { createPinia, type Pinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeenFields } from '@shared/query/seen-fields';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { useActions } from '@/actions/actions';
import { useFeed } from '@/stores/feed';
import { useJoinKey } from '@/stores/join-key';
import { useSettings } from '@/stores/settings';
import { useToasts } from '@/stores/toasts';
import QueryBar from '@/views/stream/QueryBar.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

const seen: SeenFields = {
  fields: [
    {
      path: ['data', 'level'],
      count: 40,
      values: [
        { value: 'info', count: 30 },
        { value: 'error', count: 10 },
      ],
    },
  ],
};
let calls: string[];
// Named wherever a store is used: a timer of the test before may make its own the active one.
let pinia: Pinia;

beforeEach(() => {
  calls = [];
  localStorage.clear();
  document.body.replaceChildren();
  pinia = createPinia();
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push(name);
        const value = name === 'history.fields' ? seen : name === 'settings.save' ? argument : null;
        return Promise.resolve({ ok: true, value });
      },
      on: () => () => undefined,
    },
  });
});
afterEach(() => vi.useRealTimers());

function open(props: Partial<InstanceType<typeof QueryBar>['$props']> = {}): VueWrapper {
  const feed = useFeed(pinia);
  feed.totals = { received: 0, stored: 48_214, evicted: 0, dropped: 0 };
  return mount(QueryBar, {
    props: { scopes: [], filtered: false, following: true, ...props },
    attachTo: document.body,
    global: { plugins: [pinia] },
  });
}
const input = (bar: VueWrapper): DOMWrapper<HTMLInputElement> =>
  bar.find<HTMLInputElement>('[role="combobox"]');
async function write(bar: VueWrapper, text: string): Promise<void> {
  input(bar).element.focus();
  await input(bar).setValue(text);
  await flushPromises();
}
const options = (bar: VueWrapper): string[] => bar.findAll('[role="option"]').map((option) => option.text());
const press = (bar: VueWrapper, key: string, more: object = {}): Promise<void> =>
  input(bar).trigger('keydown', { key, ...more });
/** What the feed was told, one after the other. */
function told(): string[] {
  const feed = useFeed(pinia);
  const list: string[] = [];
  const { setFilter, setMark } = feed;
  feed.setFilter = (part) => {
    list.push(`filter ${JSON.stringify(part)}`);
    setFilter(part);
  };
  feed.setMark = (query) => {
    list.push(`mark ${query}`);
    setMark(query);
  };
  return list;
}

describe('the query bar', () => {
  it('filters 150 ms after the last key, once', async () => {
    vi.useFakeTimers();
    const list = told();
    const bar = open();
    for (const text of ['t', 'ty', 'type:error']) {
      await input(bar).setValue(text);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(list).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(list).toEqual(['filter {"query":"type:error"}']);
  });

  it('filters at once with Enter', async () => {
    const list = told();
    const bar = open();
    await write(bar, 'type:error ');
    await press(bar, 'Enter');
    expect(list).toEqual(['filter {"query":"type:error"}']);
    expect(input(bar).element.value).toBe('type:error ');
  });

  it('leaves the last good query in force while the text cannot be read, and says what is wrong', async () => {
    const bar = open();
    await write(bar, 'type:error');
    await press(bar, 'Enter');
    await write(bar, 'type:error AND data.total:> AND x');
    await press(bar, 'Enter');

    expect(useFeed(pinia).filter.query).toBe('type:error');
    const { element } = input(bar);
    expect(element.getAttribute('aria-invalid')).toBe('true');
    const reason = document.getElementById(element.getAttribute('aria-describedby')!);
    expect(reason?.textContent).toBe('There is no value behind >.');
    expect(bar.get('.q-bad').text()).toBe('>');
    expect(bar.get('[role="status"]').text()).toBe('There is no value behind >.');
  });

  it('does not call wrong at once what is still being written', async () => {
    vi.useFakeTimers();
    const bar = open();
    await input(bar).setValue('(a');
    expect(input(bar).attributes('aria-invalid')).toBe('false');
    await vi.advanceTimersByTimeAsync(500);
    expect(input(bar).attributes('aria-invalid')).toBe('true');
    await input(bar).setValue('(a)');
    expect(input(bar).attributes('aria-invalid')).toBe('false');
  });

  it('does not call wrong what a suggestion would finish', async () => {
    vi.useFakeTimers();
    const bar = open();
    input(bar).element.focus();
    await vi.advanceTimersByTimeAsync(0);
    await input(bar).setValue('data.level:');
    await vi.advanceTimersByTimeAsync(500);
    expect(options(bar)).not.toEqual([]);
    expect(input(bar).attributes('aria-invalid')).toBe('false');
    await press(bar, 'Escape');
    expect(input(bar).attributes('aria-invalid')).toBe('true');
  });

  it('shows a query that somebody else set, and no old keys over it', async () => {
    const feed = useFeed(pinia);
    const bar = open();
    await write(bar, 'mine');
    await press(bar, 'Enter');
    feed.setFilter({ query: 'type:theirs' });
    await flushPromises();
    expect(input(bar).element.value).toBe('type:theirs');
    await write(bar, 'type:theirs AND (');
    feed.clearFilter();
    await flushPromises();
    expect(input(bar).element.value).toBe('');
  });

  it('keeps a half-written query while another view is looked at', async () => {
    const first = open();
    await write(first, 'data.level:');
    first.unmount();
    expect(input(open()).element.value).toBe('data.level:');
  });

  it('says how many match, and how far the search of the history is once it takes a while', async () => {
    vi.useFakeTimers();
    const feed = useFeed(pinia);
    feed.live = { first: -48_000, end: 213 };
    const bar = open();
    // Of what is stored one event is hidden although nothing is filtered: a heartbeat, or what became of a connection.
    expect(bar.get('.qcount').text()).toBe('48,213 events');
    feed.setFilter({ query: 'x' });
    feed.live = { first: -300, end: 18 };
    feed.search = { looked: 34, of: 100 };
    await vi.advanceTimersByTimeAsync(100);
    expect(bar.get('.qcount').text()).toBe('318 of 48,214');
    expect(bar.find('[role="progressbar"]').exists()).toBe(false);
    await vi.advanceTimersByTimeAsync(60);
    expect(bar.get('.qcount').text()).toBe('318, searching 34 %');
    expect(bar.get('[role="progressbar"]').attributes('aria-valuenow')).toBe('34');
    feed.search = null;
    await vi.advanceTimersByTimeAsync(1);
    expect(bar.get('.qcount').text()).toBe('318 of 48,214');
    expect(bar.find('[role="progressbar"]').exists()).toBe(false);
  });

  it('takes the nearest narrowing away with Backspace at the start', async () => {
    const bar = open({ scopes: [{ id: 'channel', kind: 'channel', name: 'orders/eu' }] });
    await write(bar, 'x');
    input(bar).element.setSelectionRange(1, 1);
    await press(bar, 'Backspace');
    expect(bar.emitted('drop-scope')).toBeUndefined();
    input(bar).element.setSelectionRange(0, 0);
    await press(bar, 'Backspace');
    expect(bar.emitted('drop-scope')).toEqual([['channel']]);
  });
});

describe('the suggestions of the query bar', () => {
  it('are fetched with the focus, and not again within 5 s', async () => {
    const bar = open();
    expect(calls).not.toContain('history.fields');
    input(bar).element.focus();
    input(bar).element.blur();
    input(bar).element.focus();
    await flushPromises();
    expect(calls.filter((name) => name === 'history.fields')).toHaveLength(1);
  });

  it('are completed by Tab: first the field, then its value', async () => {
    const bar = open();
    await write(bar, 'data.l');
    await press(bar, 'Tab');
    expect(input(bar).element.value).toBe('data.level:');
    expect(options(bar)[0]).toContain('info');
    await press(bar, 'ArrowDown');
    const active = document.getElementById(input(bar).attributes('aria-activedescendant')!);
    expect(active?.textContent).toContain('error');
    expect(active?.getAttribute('aria-selected')).toBe('true');
    await press(bar, 'Tab');
    expect(input(bar).element.value).toBe('data.level:error');
    expect(options(bar)).toEqual([]);
  });

  it('leave Tab alone where nothing is being written', async () => {
    const bar = open();
    await write(bar, 'data.level:error ');
    expect(options(bar)).not.toEqual([]);
    const event = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
    input(bar).element.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  it('do not come between Enter and the text that was written', async () => {
    const bar = open();
    await write(bar, 'inf');
    await write(bar, 'data.level:e');
    await press(bar, 'Enter');
    expect(useFeed(pinia).filter.query).toBe('data.level:e');
  });

  it('are taken and run by Enter when somebody went to one', async () => {
    const bar = open();
    await write(bar, 'data.level:');
    await press(bar, 'ArrowDown');
    await press(bar, 'Enter');
    expect(useFeed(pinia).filter.query).toBe('data.level:error');
  });

  it('are taken by a click, which leaves the focus in the bar', async () => {
    const bar = open();
    await write(bar, 'data.level:');
    await bar.findAll('[role="option"]')[1]!.trigger('click');
    expect(input(bar).element.value).toBe('data.level:error');
    expect(document.activeElement).toBe(input(bar).element);
  });

  it('close with Esc first; a second Esc leaves the bar', async () => {
    const bar = open();
    await write(bar, 'data');
    await press(bar, 'Escape');
    expect(options(bar)).toEqual([]);
    expect(bar.emitted('leave')).toBeUndefined();
    await press(bar, 'Escape');
    expect(bar.emitted('leave')).toHaveLength(1);
    expect(input(bar).element.value).toBe('data');
  });

  it('stay out of the way of an input method', async () => {
    const bar = open();
    input(bar).element.focus();
    await input(bar).trigger('compositionstart');
    await input(bar).setValue('に');
    expect(options(bar)).toEqual([]);
    await press(bar, 'Enter', { isComposing: true });
    expect(useFeed(pinia).filter.query).toBe('');
    await input(bar).trigger('compositionend');
    await eventually(() => expect(useFeed(pinia).filter.query).toBe('に'));
  });
});

describe('earlier queries in the bar', () => {
  it('come back with Alt Up, and what was being written with Alt Down', async () => {
    const bar = open();
    for (const text of ['one', 'two']) {
      await write(bar, text);
      await press(bar, 'Enter');
    }
    await write(bar, 'draft');
    const walked: string[] = [];
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
      await press(bar, key, { altKey: true });
      walked.push(input(bar).element.value);
    }
    expect(walked).toEqual(['two', 'one', 'one', 'two', 'draft', 'draft']);
  });
});

describe('highlighting instead of filtering', () => {
  const toggle = (bar: VueWrapper): Promise<void> => bar.get('[aria-pressed]').trigger('click');

  it('takes the query from the filter to the mark, and back', async () => {
    const bar = open();
    await write(bar, 'type:error');
    await press(bar, 'Enter');
    const list = told();
    await toggle(bar);
    expect(list).toEqual(['filter {"query":""}', 'mark type:error']);
    expect(input(bar).element.value).toBe('type:error');
    await write(bar, 'type:b');
    await press(bar, 'Enter');
    await toggle(bar);
    expect(list.slice(2)).toEqual(['mark type:b', 'mark ', 'filter {"query":"type:b"}']);
    expect(input(bar).element.value).toBe('type:b');
  });

  it('is still chosen after a look at another view', async () => {
    const first = open();
    await toggle(first);
    first.unmount();
    expect(open().get('[aria-pressed]').attributes('aria-pressed')).toBe('true');
  });

  it('gives way to a filter that somebody else sets, so that it is seen', async () => {
    const feed = useFeed(pinia);
    const bar = open();
    await toggle(bar);
    await write(bar, 'type:a');
    await press(bar, 'Enter');
    feed.setFilter({ query: 'type:b' });
    await flushPromises();
    expect(input(bar).element.value).toBe('type:b');
    expect(bar.get('[aria-pressed]').attributes('aria-pressed')).toBe('false');
    expect(feed.mark).toBe('');
  });

  it('gives way to related events, which take the mark', async () => {
    const feed = useFeed(pinia);
    const bar = open();
    await toggle(bar);
    await write(bar, 'type:a');
    await press(bar, 'Enter');
    useJoinKey(pinia).relate({ path: ['data', 'orderId'], value: 5 });
    await flushPromises();
    expect(feed.mark).toBe('data.orderId:5');
    expect(input(bar).element.value).toBe('');
    expect(bar.get('[aria-pressed]').attributes('aria-pressed')).toBe('false');
  });

  it('goes from match to match with Enter and the arrows, and says when there is none', async () => {
    const feed = useFeed(pinia);
    const sought: string[] = [];
    feed.seek = (what, direction) => {
      sought.push(`${what} ${direction}`);
      return Promise.resolve(sought.length < 4);
    };
    feed.cursor = 7;
    const bar = open();
    await toggle(bar);
    await write(bar, 'error');
    await press(bar, 'Enter');
    expect(sought).toEqual([]);
    await press(bar, 'Enter');
    await press(bar, 'Enter', { shiftKey: true });
    await bar.get('[aria-label="Previous match"]').trigger('click');
    await bar.get('[aria-label="Next match"]').trigger('click');
    await flushPromises();
    expect(sought).toEqual(['marked next', 'marked previous', 'marked previous', 'marked next']);
    expect(useToasts(pinia).toasts.map(({ title }) => title)).toEqual(['No later match in this view.']);
  });
});

describe('the first step to a highlighted event', () => {
  it('goes to the newest one, since nothing comes after the end', async () => {
    const feed = useFeed(pinia);
    const sought: unknown[] = [];
    feed.shown = { first: 0, end: 12 };
    feed.seek = (...asked) => {
      sought.push(asked);
      return Promise.resolve(false);
    };
    const bar = open();
    await bar.get('[aria-pressed]').trigger('click');
    await write(bar, 'error');
    await press(bar, 'Enter');
    await press(bar, 'Enter');
    expect(sought).toEqual([['marked', 'previous', 12]]);
    expect(useToasts(pinia).toasts[0]?.title).toBe('No match in this view.');
  });
});

describe('the bookmark beside the bar', () => {
  const inMenu = <E extends Element>(selector: string): E => {
    const found = document.querySelector<E>(`.sq ${selector}`);
    if (!found) throw new Error(`no ${selector} in the menu`);
    return found;
  };
  const savedNames = (): string[] => useSettings(pinia).settings.savedQueries.map(({ name }) => name);

  it('saves the query under a name, and then says so', async () => {
    const bar = open();
    await write(bar, 'level:error');
    await useActions(pinia).run('query.save');
    await eventually(() =>
      expect(document.activeElement?.getAttribute('aria-label')).toBe('Name of this query'),
    );
    const name = inMenu<HTMLInputElement>('input');
    name.value = 'Errors';
    name.dispatchEvent(new Event('input'));
    await flushPromises();
    inMenu<HTMLFormElement>('form').dispatchEvent(new Event('submit', { cancelable: true }));
    await eventually(() => expect(savedNames()).toEqual(['Errors']));
    expect(useSettings(pinia).settings.savedQueries[0]?.query).toBe('level:error');
    await eventually(() => expect(bar.get('.qsaved').text()).toBe('Errors'));
    await eventually(() => expect(document.querySelector('.sq')).toBeNull());
  });

  it('runs a saved query, and brings a removed one back', async () => {
    const settings = useSettings(pinia);
    settings.take({
      ...DEFAULT_SETTINGS,
      savedQueries: [
        { name: 'Errors', query: 'level:error' },
        { name: 'Slow', query: 'data.ms:>1000' },
      ],
    });
    const bar = open();
    await bar.get('[aria-label="Saved queries"]').trigger('click');
    await eventually(() => inMenu('.sq-run'));
    inMenu<HTMLElement>('[aria-label="Remove Errors"]').click();
    await eventually(() => expect(savedNames()).toEqual(['Slow']));
    const undo = await eventually(() => useToasts(pinia).toasts[0]!.action!);
    undo.run();
    await eventually(() => expect(savedNames()).toEqual(['Errors', 'Slow']));
    await eventually(() => expect(document.querySelectorAll('.sq-run')).toHaveLength(2));
    document.querySelectorAll<HTMLElement>('.sq-run')[1]!.click();
    await flushPromises();
    expect(useFeed(pinia).filter.query).toBe('data.ms:>1000');
    expect(input(bar).element.value).toBe('data.ms:>1000');
  });

  it('renames in place, and says why a name is refused', async () => {
    useSettings(pinia).take({
      ...DEFAULT_SETTINGS,
      savedQueries: [
        { name: 'Errors', query: 'level:error' },
        { name: 'Slow', query: 'data.ms:>1000' },
      ],
    });
    const bar = open();
    await bar.get('[aria-label="Saved queries"]').trigger('click');
    await eventually(() => inMenu('.sq-run'));
    inMenu<HTMLElement>('[aria-label="Rename Slow"]').click();
    await flushPromises();
    const field = inMenu<HTMLInputElement>('[aria-label="New name of Slow"]');
    const rename = async (name: string): Promise<void> => {
      field.value = name;
      field.dispatchEvent(new Event('input'));
      field.closest('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
      await flushPromises();
    };
    await rename('errors');
    expect(inMenu('[role="alert"]').textContent).toBe('Another query is saved as Errors.');
    await rename('Slower');
    await eventually(() => expect(savedNames()).toEqual(['Errors', 'Slower']));
  });
});
