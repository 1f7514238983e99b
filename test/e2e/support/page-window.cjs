// An Electron window for a page that is not the app: `electron page-window.cjs ADDRESS`. Sandboxed, no preload.
const { app, BrowserWindow } = require('electron');

app.commandLine.appendSwitch('force-device-scale-factor', '1');
app.disableHardwareAcceleration(); // the same pixels on every machine
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 860, frame: false, backgroundColor: '#fff' });
  return window.loadURL(process.argv.at(-1));
});
