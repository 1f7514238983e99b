import type { UpdateState, UpdateStep } from '@shared/update-state';

const VERSION = '0.2.0';
const BYTES = 96_400_000;

/**
 * Updates of the stand-in: always one to be found. `from`: the phase that it begins with (`?update=ready`), the app of a package
 * manager when it is missing.
 */
export function updateStandIn(
  push: (state: UpdateState) => void,
  from: string | null,
): (step: UpdateStep) => UpdateState {
  let state: UpdateState = phases[from ?? ''] ?? {
    phase: 'off',
    why: 'The package manager of this system brings updates.',
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const go = (next: UpdateState): void => push((state = next));
  const steps: Record<UpdateStep, () => void> = {
    state: () => undefined,
    check: () => go({ phase: 'found', version: VERSION }),
    download() {
      go({ phase: 'downloading', version: VERSION, bytes: 0, total: BYTES });
      timer = setInterval(() => {
        if (state.phase !== 'downloading') return;
        const there = state.bytes + BYTES / 20;
        if (there < BYTES) return go({ ...state, bytes: there });
        clearInterval(timer);
        go({ phase: 'ready', version: VERSION });
      }, 500);
    },
    cancel() {
      clearInterval(timer);
      go({ phase: 'found', version: VERSION });
    },
    restart: () => location.reload(),
  };
  return (step) => {
    steps[step]();
    return state;
  };
}

const phases: Readonly<Record<string, UpdateState>> = {
  idle: { phase: 'idle', lookedAt: Date.UTC(2026, 10, 21, 9, 30) },
  looking: { phase: 'looking' },
  found: { phase: 'found', version: VERSION },
  downloading: { phase: 'downloading', version: VERSION, bytes: 41_200_000, total: BYTES },
  ready: { phase: 'ready', version: VERSION },
};
