// Runs inside Electron (see icons.mjs): draws resources/icons/*.png from resources/icon.svg.
const fs = require('node:fs');
const path = require('node:path');
const { withSvgCanvas } = require('./svg-canvas.cjs');

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const resources = path.join(__dirname, '..', 'resources');

void withSvgCanvas(async (draw) => {
  const svg = fs.readFileSync(path.join(resources, 'icon.svg'), 'utf8');
  fs.mkdirSync(path.join(resources, 'icons'), { recursive: true });
  for (const size of SIZES) {
    const file = path.join(resources, 'icons', `${size}x${size}.png`);
    fs.writeFileSync(file, await draw(svg, size));
    console.log(path.relative(process.cwd(), file));
  }
});
