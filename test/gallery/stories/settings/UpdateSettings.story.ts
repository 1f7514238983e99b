import { StreamgaugeError } from '@shared/errors';
import type { UpdateState } from '@shared/update-state';
import { useUpdates } from '@/stores/updates';
import UpdateSettings from '@/views/settings/UpdateSettings.vue';
import { pressed } from '../../acts';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { answer } from '../../with-stores';
import { PANE, settingsOf } from './panes';

const VERSION = '0.2.0';
const NOT_SIGNED = new StreamgaugeError(
  'update-not-signed',
  'The update is not signed by the makers of Streamgauge and was not taken.',
  { hint: 'Nothing was installed. Somebody may have changed the files on the update server.' },
);
/** How far it is stands in the store of each state; what is asked for by hand is refused. */
answer({
  'app.update'(step) {
    if (step === 'check') throw NOT_SIGNED;
    return new Promise(() => undefined);
  },
});
const at = (state: UpdateState) => (): void => {
  settingsOf()();
  useUpdates().take(state);
};

export default defineStory(UpdateSettings, { of: 'views/settings/UpdateSettings.vue', ...PANE }, [
  {
    name: 'Off, because something else brings them',
    props: {},
    stores: at({ phase: 'off', why: 'The package manager of this system brings updates.' }),
  },
  { name: 'Not looked yet', props: {}, stores: at({ phase: 'idle', lookedAt: null }) },
  { name: 'Nothing newer', props: {}, stores: at({ phase: 'idle', lookedAt: STILL_MS - 3_600_000 }) },
  { name: 'Looking', props: {}, stores: at({ phase: 'looking' }) },
  { name: 'Found', props: {}, stores: at({ phase: 'found', version: VERSION }) },
  {
    name: 'Being downloaded',
    props: {},
    stores: at({ phase: 'downloading', version: VERSION, bytes: 41_200_000, total: 96_400_000 }),
  },
  { name: 'Ready', props: {}, stores: at({ phase: 'ready', version: VERSION }) },
  {
    name: 'Refused',
    props: {},
    stores: at({ phase: 'idle', lookedAt: null }),
    act: pressed('.upd button'),
  },
]);
