// A plugin of Vite that writes down which packages a bundle really holds, for licences and SBOM (licences.mjs).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Where the lists are: one JSON file a bundle, `[{ name, version, folder }]`. */
export const MODULES_FOLDER = path.join('out', 'modules');

/** What build tools put into bundles by themselves, by the beginning of the module's name. */
const HELPERS = [
  ['\0vite/', 'vite'],
  ['\0plugin-vue:', '@vitejs/plugin-vue'],
  ['\0rolldown', 'rolldown'],
];

/** @param {string} bundle name of the list */
export function bundledModules(bundle) {
  return {
    name: 'streamgauge:bundled-modules',
    apply: 'build',
    generateBundle(_options, output) {
      const ids = new Set(
        Object.values(output).flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : [])),
      );
      // Fonts and the like, which style sheets name.
      for (const part of Object.values(output)) {
        if (part.type === 'asset') for (const id of part.originalFileNames) ids.add(id);
      }
      // Style sheets leave the chunks before this: all that were read are in.
      for (const id of this.getModuleIds()) if (/\.css(?:$|\?)/u.test(id)) ids.add(id);
      const packages = packagesOf(ids);
      const folder = path.join(root, MODULES_FOLDER);
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, `${bundle}.json`), `${JSON.stringify(packages, null, 2)}\n`);
    },
  };
}

/** The packages that these modules are from, sorted; the project's own modules are left out. */
export function packagesOf(ids) {
  const found = new Map();
  for (const id of ids) {
    const helper = HELPERS.find(([start]) => id.startsWith(start));
    const inTree = helper ? `node_modules/${helper[1]}` : packageFolderOf(id);
    if (inTree === null) continue;
    const { name, version } = JSON.parse(fs.readFileSync(path.join(root, inTree, 'package.json'), 'utf8'));
    found.set(`${name}@${version}`, { name, version, folder: inTree });
  }
  return [...found.keys()].sort().map((key) => found.get(key));
}

/**
 * The folder of the package that a file is in, as package-lock.json names it, wherever node_modules really lies; null for the
 * project's own.
 */
export function packageFolderOf(id) {
  const file = id.split(/[\\/]/u).join('/');
  const match = /(?<=^|\/|\0)node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/?]+/u.exec(file);
  return match?.[0] ?? null;
}
