// Runs inside Electron (see icons.mjs): drawings become pictures on a canvas of its own Chromium, in one hidden window.
const { app, BrowserWindow } = require('electron');

const draw = (svg, size) => `new Promise((resolve, reject) => {
  const image = new Image();
  image.onerror = () => reject(new Error('the drawing cannot be read'));
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    resolve(canvas.toDataURL('image/png'));
  };
  image.src = 'data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}';
})`;

/** Calls `use` with a function that gives the PNG of an SVG text in a size in px, and ends the app after it. */
exports.withSvgCanvas = async (use) => {
  await app.whenReady();
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  await use(async (svg, size) => {
    const url = await window.webContents.executeJavaScript(draw(svg, size));
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  });
  app.exit(0);
};
