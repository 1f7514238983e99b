// Runs inside Electron (see icons.mjs): draws resources/icons/tray/*.png, the mark of resources/icon.svg with what the tray
// says beside it. What is meant is in the shape, not in the colour alone: a disc for unread, a triangle for trouble.
const fs = require('node:fs');
const path = require('node:path');
const { withSvgCanvas } = require('./svg-canvas.cjs');

const resources = path.join(__dirname, '..', 'resources');
const folder = path.join(resources, 'icons', 'tray');

/** Suffix of the file, and the side in px. Chromium takes the one that fits the screen. */
const SIZES = [
  ['', 16],
  ['@1.25x', 20],
  ['@1.5x', 24],
  ['@2x', 32],
  ['@3x', 48],
];
/** The menu bar of macOS takes two, and colours them itself. */
const TEMPLATE_SIZES = [
  ['', 16],
  ['@2x', 32],
];

/** In the lower right corner, on a gap that is cut out of the mark: at 16 px there is room for nothing finer. */
const SIGNS = {
  normal: null,
  unread: {
    gap: '<circle cx="752" cy="752" r="304" fill="#000"/>',
    sign: (colour) => `<circle cx="752" cy="752" r="240" fill="${colour ?? '#FF5A4F'}"/>`,
  },
  trouble: {
    gap: '<path d="M704 352 320 1088h768z" fill="#000" stroke="#000" stroke-width="64" stroke-linejoin="round"/>',
    sign: (colour) =>
      `<path fill-rule="evenodd" fill="${colour ?? '#FFB020'}" d="M704 448 1024 1024H384zM672 640v192h64V640zM672 880v80h64v-80z"/>`,
  },
};

/** The drawing of one variant; in one colour for macOS. */
function variant(icon, name, colour) {
  const { gap = '', sign = () => '' } = SIGNS[name] ?? {};
  const inside = icon.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/gu, '').replace(/<!--[\s\S]*?-->/gu, '');
  // Without the plate: a template is an outline on whatever is behind it.
  const mark = colour
    ? inside
        .replace(/<rect[^>]*\/>|<path d="M0 512[^>]*\/>/gu, '')
        .replace(/fill="[^"]*"/gu, `fill="${colour}"`)
    : inside;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
    <mask id="gap"><rect width="1024" height="1024" fill="#fff"/>${gap}</mask>
    <g mask="url(#gap)">${mark}</g>${sign(colour)}</svg>`;
}

void withSvgCanvas(async (draw) => {
  const icon = fs.readFileSync(path.join(resources, 'icon.svg'), 'utf8');
  fs.mkdirSync(folder, { recursive: true });
  const write = async (name, svg, size) => fs.writeFileSync(path.join(folder, name), await draw(svg, size));
  for (const name of Object.keys(SIGNS)) {
    for (const [suffix, size] of SIZES) await write(`${name}${suffix}.png`, variant(icon, name), size);
    for (const [suffix, size] of TEMPLATE_SIZES) {
      await write(`${name}Template${suffix}.png`, variant(icon, name, '#000'), size);
    }
  }
  console.log(`${path.relative(process.cwd(), folder)}: ${fs.readdirSync(folder).length} files`);
});
