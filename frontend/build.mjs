// Makes the vendor files that are committed to git, so that nobody else needs node.
//   npm ci && npm run build      writes them
//   npm run check                fails when the committed files are not what this build makes
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const SHELL = 'src/xieshou/platform/shell';
const VENDOR = `${SHELL}/static/xieshou/vendor`;
const TARGET = 'chrome109'; // the last Chrome on Windows 7; domestic browsers stand on it or close to it
const COPIES = {
  'tabler.css': '@tabler/core/dist/css/tabler.min.css',
  'tabler.js': '@tabler/core/dist/js/tabler.min.js',
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'tom-select.css': 'tom-select/dist/css/tom-select.bootstrap5.min.css',
  'tom-select.js': 'tom-select/dist/js/tom-select.popular.min.js',
  'flatpickr.css': 'flatpickr/dist/flatpickr.min.css',
  'flatpickr.js': 'flatpickr/dist/flatpickr.min.js',
  'flatpickr-zh.js': 'flatpickr/dist/l10n/zh.js',
  'bpmn.woff2': 'bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2',
};
const BPMN_CSS = ['diagram-js.css', 'bpmn-js.css', 'bpmn-font/css/bpmn.css'];
const BUNDLES = { 'echarts.js': 'src/echarts.js', 'bpmn-viewer.js': 'src/bpmn-viewer.js', 'bpmn-modeler.js': 'src/bpmn-modeler.js' };
// Tabler 1.1.1 uses color-mix for selected text and two unused classes, tom-select for a plugin we leave out; both look right without.
const TOO_NEW = { 'color-mix(': { 'tabler.css': 6, 'tom-select.css': 1 }, 'oklch(': {}, '@layer': {}, '.toSorted(': {}, '.toReversed(': {}, 'Object.groupBy': {}, 'Promise.withResolvers': {} };

const modulePath = (name) => join(HERE, 'node_modules', name);
const readText = (name) => readFileSync(modulePath(name), 'utf8');
const withoutSourceMap = (text) => text.replace(/\n?(\/\/|\/\*)[#@] sourceMappingURL=.*?(\*\/)?\s*$/, '\n');
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The woff2 beside the style sheet is enough for every browser we serve; the others would be dead weight. An unknown color-mix paints the lasso
 *  black. Comments go, because they name files that are not here and collecting static files would look for them. */
function bpmnStyles() {
  const source = "src: url('bpmn.woff2') format('woff2');";
  const styles = BPMN_CSS.map((name) => readText(`bpmn-js/dist/assets/${name}`)).join('\n').replace(/@charset[^;]*;\n?|\/\*[^]*?\*\//g, '');
  const plain = styles.replace(/color-mix\(in srgb, var\(--bio-canvas-accent\) (\d+)%, transparent\)/g, 'rgba(20, 89, 200, 0.$1)');
  return plain.replace(/src: url\('\.\.\/font\/bpmn\.eot\?\d+'\);\s*src:[^;]*;/, source);
}

async function bundle(entry) {
  const result = await build({
    absWorkingDir: HERE, entryPoints: [entry], bundle: true, minify: true, format: 'iife', target: TARGET, charset: 'utf8',
    legalComments: 'none', write: false, metafile: true, define: { 'process.env.NODE_ENV': '"production"' },
  });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

const packageOf = (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

function licenceText(name) {
  const files = readdirSync(modulePath(name)).filter((file) => /^(licen[cs]e|notice)(\.md|\.txt)?$/i.test(file)).sort();
  if (files.length) return files.map((file) => readText(`${name}/${file}`).trim()).join('\n\n');
  if (name.startsWith('@tabler/')) return readText('@tabler/icons/LICENSE').trim(); // same authors; the package leaves it out
  return '';
}

function packageEntry(name) {
  const { version, license } = JSON.parse(readText(`${name}/package.json`));
  return { name, version, licence: name === 'bpmn-js' ? 'MIT with the condition that its watermark stays visible' : license };
}

function licences(names) {
  const title = ({ name, version, licence }) => `${name} ${version} (${licence})`;
  const part = (name) => `${'='.repeat(80)}\n${title(packageEntry(name))}\n\n${licenceText(name) || '(the package states its licence in package.json only)'}\n`;
  return `Libraries in this folder, with their licences.\n\n${names.map(part).join('\n')}`;
}

/** Inner SVG of each icon of icons.txt: {"home": "<path d=…/>…"}. */
function icons() {
  const outline = JSON.parse(readText('@tabler/icons/tabler-nodes-outline.json'));
  const filled = JSON.parse(readText('@tabler/icons/tabler-nodes-filled.json'));
  const nodes = (name) => (name.endsWith('-filled') ? filled[name.slice(0, -7)] : outline[name]);
  const markup = ([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(' ')}/>`;
  const names = readFileSync(join(HERE, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean).sort();
  const unknown = names.filter((name) => !nodes(name));
  if (unknown.length) throw new Error(`icons.txt: Tabler has no icon named ${unknown.join(', ')}; see tabler.io/icons`);
  return `${JSON.stringify(Object.fromEntries(names.map((name) => [name, nodes(name).map(markup).join('')])), null, 0).replaceAll('","', '",\n"')}\n`;
}

function refuseTooNew(file, text) {
  for (const [feature, known] of Object.entries(TOO_NEW)) {
    const found = text.split(feature).length - 1;
    if (found > (known[file] ?? 0)) throw new Error(`${file}: ${found} × ${feature}, which ${TARGET} does not know; pin an older version`);
  }
}

async function vendorFiles() {
  const files = new Map();
  const packages = new Set(['@popperjs/core', 'bootstrap', '@orchidjs/sifter', '@orchidjs/unicode-variants']); // inside Tabler's and tom-select's files
  for (const [target, source] of Object.entries(COPIES)) {
    files.set(target, target.endsWith('.woff2') ? readFileSync(modulePath(source)) : withoutSourceMap(readText(source)));
    packages.add(packageOf(modulePath(source)));
  }
  files.set('bpmn.css', bpmnStyles());
  for (const [target, entry] of Object.entries(BUNDLES)) {
    const { text, inputs } = await bundle(entry);
    files.set(target, text);
    inputs.map(packageOf).filter(Boolean).forEach((name) => packages.add(name));
  }
  packages.add('@tabler/icons');
  const names = [...packages].sort();
  files.set('LICENSES.txt', licences(names));
  files.forEach((content, file) => typeof content === 'string' && file !== 'LICENSES.txt' && refuseTooNew(file, content));
  files.set('VENDOR.json', json(manifest(names, files)));
  return files;
}

function manifest(names, files) {
  const entry = ([file, content]) => [file, { bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') }];
  return { packages: names.map(packageEntry), files: Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(entry)) };
}

async function outputs() {
  const all = new Map([[`${SHELL}/icons.json`, icons()], ['tests/e2e/vendor/axe.min.js', withoutSourceMap(readText('axe-core/axe.min.js'))]]);
  (await vendorFiles()).forEach((content, file) => all.set(`${VENDOR}/${file}`, content));
  return all;
}

function differing(all) {
  const same = (path, content) => existsSync(join(ROOT, path)) && readFileSync(join(ROOT, path)).equals(Buffer.from(content));
  const changed = [...all].filter(([path, content]) => !same(path, content)).map(([path]) => path);
  const stored = existsSync(join(ROOT, VENDOR)) ? readdirSync(join(ROOT, VENDOR)).map((file) => `${VENDOR}/${file}`) : [];
  return [...changed, ...stored.filter((path) => !all.has(path))];
}

function write(all) {
  rmSync(join(ROOT, VENDOR), { recursive: true, force: true });
  for (const [path, content] of all) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
  }
}

const all = await outputs();
if (process.argv.includes('--check')) {
  const wrong = differing(all);
  if (wrong.length) {
    console.error(`These files differ from what frontend/build.mjs makes; run npm run build in frontend/:\n  ${wrong.join('\n  ')}`);
    process.exit(1);
  }
} else {
  write(all);
}
