import { toProblem, type Problem } from '@shared/errors';
import { NO_FAULTS } from '@shared/hub';
import { parseFaults } from '../main/hub/faults/parse-faults';
import { tailFile } from '../main/hub/file-tail';
import type { Hub, HubPublication } from '../main/hub/hub';
import { playFile } from '../main/recordings/play-file';
import type { ServeSettings } from './serve-options';

const DEFAULT_TAIL_CHANNEL = 'logs';
const DEFAULT_REPLAY_CHANNEL = 'replay';

interface FeedOptions {
  readonly warn: (problem: Problem) => void;
  /** Ends them. */
  readonly signal: AbortSignal;
}

/** Starts what publishes into the hub by itself, and its faults. Resolves when all of it has ended; never rejects. */
export function startFeeds(settings: ServeSettings, hub: Hub, { warn, signal }: FeedOptions): Promise<void> {
  if (settings.faults.length > 0) hub.setFaults(null, { ...NO_FAULTS, ...parseFaults(settings.faults) });
  startScenes(settings, hub);
  const running: Promise<unknown>[] = tails(settings).map(
    ({ path, channel }) =>
      tailFile({
        path,
        signal,
        onProblem: warn,
        onLine: (data) => hub.publish({ channel, data }),
      }).closed,
  );
  if (settings.replay !== undefined) {
    const replay = playFile({
      path: settings.replay,
      publish: (publication) => hub.publish(publication as HubPublication),
      speed: settings.replaySpeed,
      loop: settings.replayLoop,
      channel: DEFAULT_REPLAY_CHANNEL,
      signal,
      onProblem: warn,
    });
    running.push(replay.catch((error: unknown) => warn(toProblem(error))));
  }
  return Promise.all(running).then(() => undefined);
}

function startScenes({ demo, scenes }: ServeSettings, hub: Hub): void {
  for (const { id, rate, burst, payloadBytes } of hub.snapshot().scenes) {
    const chosen = scenes.find((scene) => scene.id === id);
    if (demo || chosen) hub.setScene(id, true, { rate, burst, payloadBytes, ...chosen?.pace });
  }
}

/** Files with their channels: the first channel is for the first file and so on; one channel is for all. */
function tails({ tailFiles, tailChannels }: ServeSettings): { path: string; channel: string }[] {
  return tailFiles.map((path, i) => ({
    path,
    channel: (tailChannels.length === 1 ? tailChannels[0] : tailChannels[i]) ?? DEFAULT_TAIL_CHANNEL,
  }));
}
