import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { PlaySpeed, RecordingsState } from '@shared/recording';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { dayAndMinute } from '../ui/format';
import { useSettings } from './settings';

const NONE: RecordingsState = {
  recordings: [],
  play: { phase: 'idle' },
  record: { phase: 'idle' },
  problem: null,
};

/** Stored streams, the one that is being written, and the one that plays into the hub. */
export const useRecordings = defineStore('recordings', () => {
  const state = shallowRef<RecordingsState>(NONE);
  function take(value: RecordingsState): void {
    state.value = value;
  }
  function startRecording(): Promise<void> {
    const time = dayAndMinute(Date.now(), useSettings().settings.clock);
    return call('recordings.start', t('server.recordings.newName', { time }));
  }
  const stopRecording = (): Promise<void> => call('recordings.stop');
  const play = (id: string, speed: PlaySpeed): Promise<void> => call('recordings.play', { id, speed });
  const pause = (): Promise<void> => call('recordings.pause');
  const unpause = (): Promise<void> => call('recordings.unpause');
  const setSpeed = (speed: PlaySpeed): Promise<void> => call('recordings.speed', speed);
  const stopPlaying = (): Promise<void> => call('recordings.stopPlaying');
  const rename = (id: string, name: string): Promise<void> => call('recordings.rename', { id, name });
  const remove = (id: string): Promise<void> => call('recordings.remove', id);
  const restore = (id: string): Promise<void> => call('recordings.restore', id);
  /** Asks for a file; null when the person thought better of it, the recording's id otherwise. */
  const importFile = (): Promise<string | null> => call('recordings.import');

  return {
    state,
    take,
    startRecording,
    stopRecording,
    play,
    pause,
    unpause,
    setSpeed,
    stopPlaying,
    rename,
    remove,
    restore,
    importFile,
  };
});
