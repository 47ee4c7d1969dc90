// How Carrel grows: one source of records, catalogues of 1,000 to 2,000,000, each indexed natively and asked in node with the
// engine's wasm, as a page would. Prints `bench` lines (see xtask/src/bench.rs) and draws docs/growth.svg.
// Environment: CARREL (the command), CARREL_ENGINE (folder made by `cargo xtask engine`), CARREL_DATA, CARREL_GROWTH (a folder to
// work in), CARREL_SIZES ("1000 10000 78000 400000 2000000"), CARREL_SVG (the picture; none = not drawn).
//
// Records: Project Gutenberg's, in an order drawn with a fixed seed; past the last one they come again as later editions
// (another year and number of the edition, their own id), as union catalogues have them.
// Keystrokes: queries of seven kinds typed letter by letter, the same for every size; search and ten rows. The first round
// fetches and is not counted; of three more the least of each keystroke counts. Milliseconds of this machine.
// First result: forty titles, or surnames with two words of the title, each on an empty device: a page and its script (2
// requests), start.bin and what the query needs, all as brotli 11.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';

const { CARREL: carrel, CARREL_ENGINE: engine, CARREL_DATA: data, CARREL_GROWTH: work, CARREL_SVG: picture } = process.env;
const sizes = (process.env.CARREL_SIZES ?? '1000 10000 78000 400000 2000000').split(' ').map(Number);
const ROUNDS = 3;
const COMMON = ['the', 'a history of', 'the adventures of', 'of the', 'the story of a', 'in the', 'a tale of the'];
const KINDS = ['title', 'author_title', 'title_prefix', 'title_words', 'misspelled_title', 'misspelled_words', 'subject_title'];
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const brotli = (bytes) => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/** Project Gutenberg's records in an order drawn by a fixed seed. */
function records() {
  const lines = execFileSync('zstd', ['-dc', `${data}/gutenberg/gutenberg.jsonl.zst`], { maxBuffer: 1 << 30 }).toString('utf8').trim().split('\n');
  const base = lines.map((line) => JSON.parse(line));
  const roll = rolls();
  for (let i = base.length - 1; i > 0; i--) {
    const j = roll(i + 1);
    [base[i], base[j]] = [base[j], base[i]];
  }
  return base;
}

function rolls() {
  let seed = 20261127;
  return (sides) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % sides;
}

/** Six queries of a kind from the public set; and title, or surname and two words of it, of records that every size has. */
function queries() {
  const [head, ...rows] = fs.readFileSync(`${data}/queries-public.tsv`, 'utf8').trim().split('\n').map((line) => line.split('\t'));
  const column = (name) => head.indexOf(name);
  const of = (kind) => rows.filter((row) => row[column('catalogue')] === 'gutenberg' && row[column('type')] === kind).map((row) => row[column('query')]);
  const some = (list) => list.filter((_, n) => n % Math.max(1, Math.floor(list.length / 6)) === 0).slice(0, 6);
  const known = records().slice(0, sizes[0]).filter((b) => b.authors.length && b.languages?.[0] !== 'zh');
  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const long = (title) => words(title).sort((a, b) => b.length - a.length).slice(0, 2).join(' ');
  const asked = known.filter((_, n) => n % Math.floor(known.length / 40) === 0).map((b, n) =>
    n % 2 ? words(b.title).slice(0, 6).join(' ') : `${words(b.authors[0].name)[0]} ${long(b.title)}`);
  return { known: KINDS.flatMap((kind) => some(of(kind))), asked };
}

/** The table of a catalogue. */
function table(file, count) {
  const [base, roll] = [records(), rolls()];
  const out = fs.openSync(file, 'w');
  fs.writeSync(out, 'id\ttitle\tsubtitle\tauthor\tsubjects\tseries\tyear\tcall number\n');
  let text = '';
  for (let n = 0; n < count; n++) {
    const b = base[n % base.length];
    const edition = Math.floor(n / base.length) + 1;
    const later = edition > 1 ? `${b.subtitle ? '; ' : ''}edition ${edition}, revised` : '';
    const surname = (b.authors[0]?.name ?? '').normalize('NFKD').replace(/[^A-Za-z]/g, '').slice(0, 3).toUpperCase();
    const cells = [n + 1, b.title, (b.subtitle ?? '') + later, b.authors.map((a) => a.name).join('; '), b.subjects.join(' | '), '', 1900 + roll(120), `${b.lcc[0] ?? ''} ${surname}`];
    text += cells.map((cell) => String(cell).replace(/[\t\r\n]+/g, ' ')).join('\t') + '\n';
    if (text.length > 1 << 20) {
      fs.writeSync(out, text);
      text = '';
    }
  }
  fs.writeSync(out, text);
  fs.closeSync(out);
}

/** Runs the command; seconds of processor time and the most memory it took, as the system counts both. */
async function index(input, out) {
  const child = spawn(carrel, ['index', input, '--out', out, '--first-answers', '--engine', `${engine}/engine_bg.wasm`], { stdio: ['ignore', 'ignore', 'inherit'] });
  let [seconds, megabytes] = [0, 0];
  const look = setInterval(() => {
    try {
      const cells = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      seconds = (Number(cells[11]) + Number(cells[12])) / 100;
      megabytes = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? megabytes * 1024) / 1024;
    } catch {} // it has just ended
  }, 20);
  const code = await new Promise((done) => child.on('exit', done));
  clearInterval(look);
  // Exit code 1: findings about the records.
  if (code > 1) throw new Error(`carrel index ended with ${code}`);
  return { seconds, megabytes };
}

/** Asks a pack; runs in a process of its own. */
async function measure(pack) {
  const { open, start } = await import(pathToFileURL(path.resolve(engine, 'carrel.js')));
  const glue = path.resolve(engine, 'engine.js');
  let log = [];
  globalThis.fetch = async (url) => {
    const bytes = fs.readFileSync(String(url));
    log.push(bytes);
    return new Response(bytes);
  };
  // A fresh page: its own copy of the script, and nothing here.
  const page = async (query) => {
    const module = await import(`${pathToFileURL(glue)}?${Math.random()}`);
    const first = await start(`${pack}/`, query);
    const started = module.default({ module_or_path: first.wasm });
    return [await open(`${pack}/`, module, { started, first }), await started];
  };
  const script = brotli(Buffer.concat([fs.readFileSync(glue), fs.readFileSync(path.resolve(engine, 'carrel.js'))]));
  const { known, asked } = queries();
  const [bytes, requests] = [[], []];
  let startBytes = 0;
  for (const query of asked) {
    log = [];
    const [catalogue] = await page(query);
    await catalogue.search(query, 10);
    startBytes ||= brotli(log[0]);
    bytes.push(script + 300 + startBytes + log.slice(1).reduce((sum, file) => sum + brotli(file), 0));
    requests.push(2 + log.length);
  }
  const [catalogue, wasm] = await page('');
  const typed = [...known, ...COMMON].flatMap((query) => [...query].map((_, n) => query.slice(0, n + 1)).filter((text) => !text.endsWith(' ')));
  for (const text of typed) await catalogue.search(text, 10);
  const least = typed.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [n, text] of typed.entries()) {
      const begin = performance.now();
      const hits = catalogue.search(text, 10);
      const took = performance.now() - begin;
      if (hits.then) await hits; // cards are let go of when there are many
      else least[n] = Math.min(least[n], took);
    }
  }
  const times = least.filter(Number.isFinite);
  return {
    'keystroke p50': [at(times, 0.5), 'ms'], 'keystroke p95': [at(times, 0.95), 'ms'], 'keystroke max': [at(times, 1), 'ms'],
    'bytes to first result': [at(bytes, 0.5), 'bytes'], 'bytes to first result, most': [at(bytes, 1), 'bytes'],
    'requests to first result': [at(requests, 0.5), 'requests'], 'requests to first result, most': [at(requests, 1), 'requests'],
    'start.bin': [startBytes, 'bytes'], 'wasm memory': [wasm.memory.buffer.byteLength / 1e6, 'MB'],
  };
}

/** Curves over the number of records, both axes logarithmic but for requests. */
function draw(rows) {
  const panels = [['Keystroke, ms', ['keystroke p50', 'keystroke p95']], ['To the first result, kB', ['bytes to first result']], ['To the first result, requests', ['requests to first result']],
    ['Memory of the engine, MB', ['wasm memory']], ['Index, titles a CPU second', ['index rate']]];
  const [width, height] = [230, 170];
  const x = (n) => 34 + (Math.log10(n / sizes[0]) / Math.log10(sizes.at(-1) / sizes[0] || 10)) * (width - 60);
  const short = (n) => (n >= 1e6 ? `${n / 1e6}M` : n >= 1e3 ? `${n / 1e3}k` : `${+n.toPrecision(2)}`);
  const body = panels.map(([title, names], panel) => {
    const shown = (row, name) => (name.startsWith('bytes') ? row[name][0] / 1e3 : row[name][0]);
    const values = rows.flatMap((row) => names.map((name) => shown(row, name)));
    const [low, high] = [Math.min(...values) / 1.5, Math.max(...values) * 1.5];
    const y = (v) => height - 30 - (Math.log(v / low) / Math.log(high / low)) * (height - 60);
    const lines = names.map((name, n) => {
      const points = rows.map((row) => [x(row.records), y(shown(row, name)), shown(row, name)]);
      return `<polyline points="${points.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(' ')}" class="l${n}"/>` +
        points.map(([a, b, v]) => `<circle cx="${a.toFixed(1)}" cy="${b.toFixed(1)}" r="2.5" class="d${n}"/><text x="${a.toFixed(1)}" y="${(b - 6).toFixed(1)}" text-anchor="middle">${short(+v.toPrecision(3))}</text>`).join('');
    });
    const ticks = rows.map((row) => `<text x="${x(row.records).toFixed(1)}" y="${height - 10}" text-anchor="middle">${short(row.records)}</text>`);
    return `<g transform="translate(${(panel % 3) * width},${Math.floor(panel / 3) * height})"><text x="12" y="16" class="t">${title}${names.length > 1 ? ' (p50, p95)' : ''}</text>${lines.join('')}${ticks.join('')}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${3 * width} ${2 * height}" role="img" aria-label="How Carrel grows with the number of titles">
<style>text{font:9px system-ui,sans-serif;fill:#444}.t{font-size:12px;fill:#111}polyline{fill:none;stroke-width:2}.l0{stroke:#1b5e8c}.l1{stroke:#b3541e}.d0{fill:#1b5e8c}.d1{fill:#b3541e}@media(prefers-color-scheme:dark){text{fill:#bbb}.t{fill:#eee}.l0{stroke:#7db8e0}.d0{fill:#7db8e0}.l1{stroke:#f0a06a}.d1{fill:#f0a06a}}</style>
${body.join('\n')}
</svg>
`;
}

if (process.argv[2] === 'measure') {
  console.log(JSON.stringify(await measure(process.argv[3])));
  process.exit(0);
}
fs.mkdirSync(work, { recursive: true });
const name = (n) => (n >= 1e6 ? `${n / 1e6}M` : `${n / 1e3}k`);
const rows = [];
for (const records of sizes) {
  const [input, pack] = [`${work}/${records}.tsv`, `${work}/${records}`];
  table(input, records);
  const { seconds, megabytes } = await index(input, pack);
  const found = JSON.parse(execFileSync(process.execPath, [process.argv[1], 'measure', pack], { encoding: 'utf8', maxBuffer: 1 << 26 }));
  const row = { ...found, 'index rate': [records / seconds, 'records/s'], 'index time': [seconds, 'CPU s'], 'index memory': [megabytes, 'MB'] };
  for (const [what, [value, unit]] of Object.entries(row)) console.log(['bench', `${name(records)}: ${what}`, +value.toFixed(3), unit, ''].join('\t'));
  rows.push({ records, ...row });
  fs.rmSync(input);
  fs.rmSync(pack, { recursive: true });
}
const ratio = (what, from, to) => {
  const [a, b] = [from, to].map((records) => rows.find((row) => row.records === records)?.[what][0]);
  if (a && b) console.log(['bench', `${name(from)} to ${name(to)}: ${what}`, (b / a).toFixed(3), 'x', what === 'keystroke p95' ? 2 : 1.2].join('\t'));
};
for (const what of ['keystroke p95', 'bytes to first result']) ratio(what, 10000, 400000);
if (picture) fs.writeFileSync(picture, draw(rows));
