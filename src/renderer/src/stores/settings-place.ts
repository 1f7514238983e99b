import { defineStore } from 'pinia';
import { ref } from 'vue';
import { rowInfo, type RowId } from '../views/settings/setting-rows';
import { useApp } from './app';

/** The way to one row of the settings, from a search, a link or the palette. */
export const useSettingsPlace = defineStore('settings-place', () => {
  const app = useApp();
  /** The row that wants to be seen; it takes itself out when it has been. */
  const wanted = ref<RowId | null>(null);

  /** Opens the settings at a row and puts the focus into it. */
  function go(row: RowId): void {
    app.view = 'settings';
    app.settingsSection = rowInfo(row).section;
    wanted.value = row;
  }
  return { wanted, go };
});
