/// <reference types="vite/client" />
import type { StreamgaugeBridge } from '@shared/ipc';

declare global {
  interface Window {
    readonly streamgauge: StreamgaugeBridge;
  }
}
