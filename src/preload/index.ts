/** Puts `window.streamgauge` on the page and hands the live feed's port over. Exposes the contract, nothing else. */
import {
  CALL_CHANNEL,
  DROP_CHANNEL,
  FEED_PORT_CHANNEL,
  FEED_PORT_MESSAGE,
  PUSH_CHANNEL,
  type PushName,
  type Pushes,
  type StreamgaugeBridge,
} from '@shared/ipc';
import { windowStartOf } from '@shared/window-start';
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { droppedPaths } from './dropped-paths';

/** The page's window, of which the preload script needs no more than this. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, transfer: IpcRendererEvent['ports']): void;
};

const bridge: StreamgaugeBridge = {
  start: windowStartOf(process.argv),
  call: (name, argument) => ipcRenderer.invoke(CALL_CHANNEL, name, argument),
  importDropped: (files) => ipcRenderer.invoke(DROP_CHANNEL, droppedPaths(files)),
  on(name, listener) {
    // The listener gets the value alone: the event would hand out the sender.
    const receive = (_event: IpcRendererEvent, pushed: PushName, value: unknown): void => {
      if (pushed === name) listener(value as Pushes[typeof name]);
    };
    ipcRenderer.on(PUSH_CHANNEL, receive);
    return () => ipcRenderer.off(PUSH_CHANNEL, receive);
  },
};

contextBridge.exposeInMainWorld('streamgauge', bridge);

// A port cannot cross the bridge; a message to the page's own window can carry it.
ipcRenderer.on(FEED_PORT_CHANNEL, (event) => {
  window.postMessage(FEED_PORT_MESSAGE, window.location.origin, event.ports);
});
