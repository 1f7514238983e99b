import { describe, expect, it } from 'vitest';
import type { PaletteEntry, PaletteGroup } from '@/app/palette/palette-entry';
import { EntrySearch, wantedOf } from '@/app/palette/search-entries';
import { cpuMs } from '../../../support/cpu-ms';

const entry = (group: PaletteGroup, title: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  id: `${group} ${title}`,
  group,
  icon: {},
  title,
  blocked: null,
  ...more,
});
const found = (entries: readonly PaletteEntry[], text: string, recent: readonly string[] = []): string[] =>
  new EntrySearch(entries)
    .find(wantedOf(text), recent)
    .flatMap(({ group, entries: lines }) => lines.map((line) => `${group}: ${line.entry.title}`));

const SOME = [
  entry('commands', 'Reconnect every source'),
  entry('commands', 'Add a source'),
  entry('commands', 'Export events'),
  entry('sources', 'orders', { also: 'https://orders.example.com/events' }),
  entry('channels', 'recentchange', { sub: 'wikimedia' }),
  entry('queries', 'Recent errors', { sub: 'data.level:error' }),
];

describe('what the palette finds', () => {
  it('finds words wherever they stand, by group', () => {
    expect(found(SOME, 'rec')).toEqual([
      'commands: Reconnect every source',
      'channels: recentchange',
      'queries: Recent errors',
    ]);
  });

  it('finds words in any order', () => {
    expect(found(SOME, 'source add')).toEqual(['commands: Add a source']);
  });

  it('finds by what stands after the title as well', () => {
    expect(found(SOME, 'wikimedia')).toEqual(['channels: recentchange']);
    expect(found(SOME, 'orders.example')).toEqual(['sources: orders']);
  });

  it('forgives letters that are left out, when nothing is called that', () => {
    expect(found(SOME, 'rcnct')).toEqual(['commands: Reconnect every source']);
  });

  it('finds letters with marks by those without', () => {
    const umlauts = [entry('commands', 'Verlauf löschen'), entry('channels', 'niño')];
    expect(found(umlauts, 'loschen')).toEqual(['commands: Verlauf löschen']);
    expect(found(umlauts, 'nino')).toEqual(['channels: niño']);
  });

  it('says which letters were found, in the title alone', () => {
    const [group] = new EntrySearch(SOME).find(wantedOf('rec'), []);
    expect(group!.entries[0]!.marks).toEqual([0, 3]);
    const [byAddress] = new EntrySearch(SOME).find(wantedOf('example'), []);
    expect(byAddress!.entries[0]!.marks).toEqual([]);
  });

  it('asks one kind alone with a sign before the text', () => {
    expect(found(SOME, '#rec')).toEqual(['channels: recentchange']);
    expect(found(SOME, '>rec')).toEqual(['commands: Reconnect every source']);
    expect(found(SOME, '@')).toEqual(['sources: orders']);
  });

  it('shows what was chosen last, then every command, before anything is typed', () => {
    expect(found(SOME, '', ['sources orders', 'commands Export events'])).toEqual([
      'recent: orders',
      'recent: Export events',
      'commands: Reconnect every source',
      'commands: Add a source',
    ]);
  });

  it('puts what was chosen before first', () => {
    const two = [entry('commands', 'Copy as curl'), entry('commands', 'Copy as Python')];
    expect(found(two, 'copy', ['commands Copy as Python'])[0]).toBe('commands: Copy as Python');
  });

  it('brings up what is done with one source for who names both, not for its name alone', () => {
    const each = [
      entry('commands', 'Reconnect inventory', { about: [10, 19] }),
      entry('commands', 'Reconnect every source'),
      entry('sources', 'inventory'),
    ];
    expect(found(each, 'inventory')).toEqual(['sources: inventory']);
    expect(found(each, 'reconnect')).toEqual(['commands: Reconnect every source']);
    expect(found(each, 'rec inv')).toEqual(['commands: Reconnect inventory']);
  });

  it('takes signs that mean something elsewhere as they are', () => {
    expect(() => found(SOME, '.*([{\\ ^$ "')).not.toThrow();
    expect(found(SOME, '"')).toEqual([]);
  });

  it('searches 5,000 channels while somebody types, and says how many there are', () => {
    const channels = Array.from({ length: 5_000 }, (_, i) =>
      entry('channels', `tenant-${i % 97}/order/${i}`),
    );
    const search = new EntrySearch([...SOME, ...channels]);
    for (const text of ['t', 'te', 'tenant', 'tenant-9 order', '#order/49', 'zzz']) {
      const began = cpuMs();
      search.find(wantedOf(text), []);
      // A frame and a half on a slow machine that does other things as well; a hundredth of it is usual.
      expect(cpuMs() - began, text).toBeLessThan(400);
    }
    const [group] = search.find(wantedOf('#order'), []);
    expect(group).toMatchObject({ total: 5_000 });
    expect(group!.entries.length).toBeLessThan(100);
  });
});
