import { useDesktop } from '@/stores/desktop';
import DesktopSettings from '@/views/settings/DesktopSettings.vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(DesktopSettings, { of: 'views/settings/DesktopSettings.vue', ...PANE }, [
  { name: 'As it comes', props: {}, stores: settingsOf() },
  {
    name: 'A desktop without a tray',
    props: {},
    stores: () => {
      settingsOf()();
      useDesktop().facts = { trayIsShown: false };
    },
  },
  {
    name: 'Tray switched off',
    props: {},
    stores: settingsOf({ desktop: { ...DEFAULT_SETTINGS.desktop, tray: false } }),
  },
]);
