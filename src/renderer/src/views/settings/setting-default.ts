import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { rowInfo, type RowId } from './setting-rows';

/** The change that gives a row its usual value; null where it has it, or has none. */
export function toUsual(row: RowId, settings: Settings): Partial<Settings> | null {
  const { path } = rowInfo(row);
  if (!path) return null;
  const [key, inner] = path;
  const now: unknown = settings[key];
  const usual: unknown = DEFAULT_SETTINGS[key];
  if (inner === undefined) return same(now, usual) ? null : { [key]: usual };
  const nowInner = (now as Record<string, unknown>)[inner];
  const usualInner = (usual as Record<string, unknown>)[inner];
  return same(nowInner, usualInner) ? null : { [key]: { ...(now as object), [inner]: usualInner } };
}

/** Settings are plain JSON, and small. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
