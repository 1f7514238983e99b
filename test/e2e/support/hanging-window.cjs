/**
 * Loaded before the app, in its main process: makes the first page of the app hang, answers the question about it with
 * "Load again", and writes what happens to standard output, one line each. Chromium asks nobody about a page that a debugger
 * is attached to, as Playwright's is.
 */
const { app, dialog } = require('electron');

const say = (line) => process.stdout.write(`${line}\n`);

dialog.showMessageBox = (_window, { message, buttons }) => {
  say(`asked: ${message} ${buttons.join(' / ')}`);
  return Promise.resolve({ response: buttons.length - 1, checkboxChecked: false });
};

app.once('browser-window-created', (_event, window) => {
  const contents = window.webContents;
  contents.once('did-finish-load', () => {
    say('loaded');
    const hang = async () => {
      await contents.executeJavaScript('void setTimeout(() => { for (;;); }, 500)');
      // It has to owe an answer to a key.
      setInterval(() => {
        if (contents.isDestroyed() || contents.isCrashed()) return;
        contents.sendInputEvent({ type: 'keyDown', keyCode: 'Tab' });
        contents.sendInputEvent({ type: 'keyUp', keyCode: 'Tab' });
      }, 1_000).unref();
    };
    if (window.isVisible()) void hang();
    else window.once('show', () => void hang());
    contents.once('did-finish-load', async () => {
      const text = await contents.executeJavaScript(
        'new Promise((drawn) => setTimeout(() => drawn(document.body.innerText), 2000))',
      );
      say(`loaded again: ${JSON.stringify(text)}`);
    });
  });
});
