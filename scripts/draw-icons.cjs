// Runs inside Electron (see icons.mjs): one hidden window, one canvas for each size.
const fs = require('node:fs');
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const resources = path.join(__dirname, '..', 'resources');

const draw = (source, size) => `new Promise((resolve, reject) => {
  const image = new Image();
  image.onerror = () => reject(new Error('the drawing cannot be read'));
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    resolve(canvas.toDataURL('image/png'));
  };
  image.src = ${JSON.stringify(source)};
})`;

app.whenReady().then(async () => {
  const svg = fs.readFileSync(path.join(resources, 'icon.svg')).toString('base64');
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  fs.mkdirSync(path.join(resources, 'icons'), { recursive: true });
  for (const size of SIZES) {
    const url = await window.webContents.executeJavaScript(draw(`data:image/svg+xml;base64,${svg}`, size));
    const file = path.join(resources, 'icons', `${size}x${size}.png`);
    fs.writeFileSync(file, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
    console.log(path.relative(process.cwd(), file));
  }
  app.exit(0);
});
