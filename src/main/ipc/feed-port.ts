import { FEED_PORT_CHANNEL } from '@shared/ipc';
import { MessageChannelMain, type BrowserWindow } from 'electron';
import type { FeedPort } from '../history/feed-port';
import type { WindowSight } from './window-sight';

/** Makes a channel for the live feed, hands one end to the window's page, and returns the other. */
export function offerFeedPort(window: BrowserWindow, sight: WindowSight): FeedPort {
  const { port1: ours, port2: theirs } = new MessageChannelMain();
  window.webContents.postMessage(FEED_PORT_CHANNEL, null, [theirs]);
  return {
    post: (message) => ours.postMessage(message),
    onMessage(listener) {
      ours.on('message', (event) => listener(event.data));
      ours.start();
    },
    onClose(listener) {
      ours.on('close', listener);
    },
    isSeen: () => sight.isSeen(window),
    onSeen(listener) {
      ours.on('close', sight.onSeen(window, listener));
    },
  };
}
