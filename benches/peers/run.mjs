// Carrel beside other search engines, in one run: a scratch copy of ../shared/bench with Carrel put in.
//   node benches/peers/run.mjs PART... -- SET... -- PEER...
// Parts: bytes, cold, type, node (keystrokes without a browser, beside FlexSearch), fetched (what further queries fetch, without a browser), marginal, quality. Prints `bench` lines (see xtask/src/bench.rs): Carrel's figures, the peers', and
// the ratio of each row. Environment: CARREL_BENCH_FROM (../shared/bench), CARREL_BENCH (the copy), CARREL_DATA,
// CARREL_ENGINE (folder made by `cargo xtask engine`), CARREL (the command).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
const { CARREL_BENCH_FROM: from, CARREL_BENCH: at, CARREL_ENGINE: engine, CARREL: carrel } = process.env;
const words = process.argv.slice(2);
const groups = words.join(' ').split('--').map((group) => group.split(' ').filter(Boolean));
const [parts, sets, peers] = groups;
const run = (file, args, env = {}) => execFileSync('node', ['--max-old-space-size=12000', file, ...args], { cwd: at, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });

// The copy, and Carrel in it, as the README there says.
fs.mkdirSync(at, { recursive: true });
for (const name of fs.readdirSync(from)) fs.cpSync(path.join(from, name), path.join(at, name), { recursive: true });
fs.mkdirSync(at + '/results', { recursive: true });
if (!fs.existsSync(at + '/node_modules/esbuild')) execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: at, stdio: ['ignore', 2, 2] });
if (!fs.existsSync(at + '/scratch/data/cce400k.tsv')) run('prep.mjs', []);
fs.cpSync(engine, at + '/carrel', { recursive: true });
fs.copyFileSync(here + '/carrel.mjs', at + '/engines/carrel.mjs');
const patch = (file, before, after) => {
  const text = fs.readFileSync(path.join(at, file), 'utf8');
  if (!text.includes(before)) throw new Error(`${file} of ../shared/bench changed: expected ${before}`);
  fs.writeFileSync(path.join(at, file), text.replace(before, after));
};
patch('engines/list.mjs', "minisearch: ['minisearch'", "carrel: ['carrel', 'open', 'sharded'], 'carrel-whole': ['carrel', 'openWhole', 'sharded'],\n  minisearch: ['minisearch'");
patch('bundle.mjs', "fs.copyFileSync(here + 'node_modules/@sqlite", "fs.copyFileSync(here + 'carrel/engine_bg.wasm', out + 'carrel.wasm'); fs.copyFileSync(here + 'carrel/whole_bg.wasm', out + 'carrel-whole.wasm');\nfs.copyFileSync(here + 'node_modules/@sqlite");
patch('bytes.mjs', 'let files = walk(d);', "if (e === 'carrel') code.push(site + 'code/carrel.wasm'); if (e === 'carrel-whole') code.push(site + 'code/carrel-whole.wasm'); let files = walk(d);");
run('bundle.mjs', []);

/** Carrel's files of one set: the TSV gets the header that names its columns. */
function build(set) {
  const out = `${at}/scratch/site/set/${set}/carrel`;
  const table = `${at}/scratch/data/${set}-named.tsv`;
  const header = ['id', 'title', 'subtitle', 'author', 'subjects', 'series', 'year', 'call number'].join('\t');
  fs.writeFileSync(table, header + '\n' + fs.readFileSync(`${at}/scratch/data/${set}.tsv`, 'utf8'));
  fs.rmSync(out, { recursive: true, force: true });
  const start = performance.now();
  execFileSync(carrel, ['index', table, '--out', out + '/pack', '--whole', '--first-answers', '--engine', engine + '/engine_bg.wasm'], { stdio: ['ignore', 2, 2] });
  const took = (performance.now() - start) / 1000;
  // For offline use a page needs latest.json and the one file that it names.
  const latest = JSON.parse(fs.readFileSync(out + '/pack/latest.json', 'utf8'));
  const file = `d/${latest.whole.slice(0, 32)}.bin`;
  const whole = `${at}/scratch/site/set/${set}/carrel-whole`;
  fs.rmSync(whole, { recursive: true, force: true });
  fs.mkdirSync(whole + '/pack/d', { recursive: true });
  fs.renameSync(`${out}/pack/${file}`, `${whole}/pack/${file}`);
  fs.copyFileSync(out + '/pack/latest.json', whole + '/pack/latest.json');
  return took;
}

const results = (name) => JSON.parse(fs.readFileSync(`${at}/results/${name}.json`, 'utf8'));
const figure = (name, value, unit, bound = '') => console.log(['bench', name, value, unit, bound].join('\t'));
const compare = (set, what, unit, of, self = 'carrel') => {
  const own = of(self);
  if (own === undefined) return;
  figure(`${set}: ${what}`, own, unit);
  for (const peer of peers) {
    const other = of(peer);
    if (other === undefined) continue;
    figure(`${set}: ${what}, ${peer}`, other, unit);
    figure(`${set}: ${what}, Carrel / ${peer}`, (own / other).toFixed(3), 'x');
  }
};
const indexed = (peer) => ['minisearch', 'flexsearch', 'zbsearch', 'slimsearch', 'lunr', 'orama', 'sqlite-fts5', 'sqlite-trigram', 'sqljs-httpvfs', 'pagefind'].includes(peer);

for (const set of sets) {
  const took = build(set);
  figure(`${set}: pack built in`, took.toFixed(2), 's');
  const folder = (peer) => `${at}/scratch/site/set/${set}/${peer}`;
  for (const peer of peers) {
    if (fs.existsSync(folder(peer)) && fs.readdirSync(folder(peer)).length) continue;
    if (indexed(peer)) { run('build.mjs', [set, peer]); continue; }
    if (!fs.existsSync(folder('minisearch-docs'))) run('build.mjs', [set, 'minisearch-docs']);
    fs.mkdirSync(folder(peer), { recursive: true });
    fs.copyFileSync(folder('minisearch-docs') + '/docs.json', folder(peer) + '/docs.json');
  }
  const all = ['carrel', ...(process.env.CARREL_WHOLE === '0' ? [] : ['carrel-whole']), ...peers];
  const get = (name) => results(name)[set] ?? {};
  if (parts.includes('bytes')) {
    run('bytes.mjs', [set], { ONLY: all.join(',') });
    compare(set, 'code, brotli', 'bytes', (e) => get('bytes')[e]?.code.br);
    compare(set, 'everything for offline use, brotli', 'bytes', (e) => get('bytes')[e]?.total.br, 'carrel-whole');
    const parts = get('bytes');
    if (parts['carrel-whole']) figure(`${set}: of that code, brotli`, parts['carrel-whole'].code.br, 'bytes');
    figure(`${set}: the pack for use on demand, brotli`, parts.carrel.data.br, 'bytes');
  }
  if (parts.includes('cold')) {
    run('cold.mjs', [set, process.env.CARREL_RUNS ?? '3', ...all]);
    for (const [net, name] of [['free', 'free link'], ['wifi', 'school Wi-Fi'], ['slow3g', 'slow 3G']]) {
      compare(set, `first ten results, ${name}`, 'ms', (e) => get('cold')[e]?.[net]?.first_ms);
    }
    for (const net of ['free', 'slow3g']) { const ms = get('cold')['carrel-whole']?.[net]?.first_ms; if (ms) figure(`${set}: first ten results when the whole is fetched first, ${net}`, ms, 'ms'); }
    compare(set, 'bytes to first results', 'bytes', (e) => get('cold')[e]?.free?.bytes);
    compare(set, 'requests to first results', 'requests', (e) => get('cold')[e]?.free?.requests);
  }
  if (parts.includes('type')) {
    run('type.mjs', [set, '1,4,6', process.env.CARREL_SECONDS ?? '20', ...all]);
    for (const rate of [1, 4, 6]) {
      for (const point of ['p50', 'p95', 'max']) compare(set, `keystroke at CPU ${rate}x, ${point}`, 'ms', (e) => get('type')[e]?.['x' + rate]?.all[point]);
      compare(set, `keystrokes over 16.7 ms at CPU ${rate}x`, 'share', (e) => get('type')[e]?.['x' + rate]?.all.over16);
    }
    compare(set, 'memory after typing, heap and wasm', 'MB', (e) => { const mem = get('type')[e]?.mem; return mem && +(mem.after.js_mb + mem.wasm_mb).toFixed(1); });
    compare(set, 'fixed loop', 'ms', (e) => get('type')[e]?.calib_ms);
  }
  if (parts.includes('node')) {
    const { typing } = await import(at + '/lib/queries.mjs');
    const typed = `${at}/scratch/${set}.typing`;
    const docs = JSON.parse(fs.readFileSync(`${at}/scratch/data/${set}.json`, 'utf8'));
    fs.writeFileSync(typed, typing(set, docs, 8).map((line) => line.join('\t') + '\n').join(''));
    const beside = peers.includes('flexsearch') ? [at, set] : [];
    process.stdout.write(execFileSync('node', [here + '/keystrokes.mjs', folder('carrel') + '/pack', engine, typed, ...beside], { encoding: 'utf8' }));
  }
  if (parts.includes('fetched')) {
    const { typing } = await import(at + '/lib/queries.mjs');
    const asked = `${at}/scratch/${set}.asked`;
    const docs = JSON.parse(fs.readFileSync(`${at}/scratch/data/${set}.json`, 'utf8'));
    fs.writeFileSync(asked, typing(set, docs, 4).map((line) => line.join('\t') + '\n').join(''));
    process.stdout.write(execFileSync('node', [here + '/fetched.mjs', folder('carrel') + '/pack', engine, asked, set], { encoding: 'utf8' }));
  }
  if (parts.includes('marginal')) {
    const fetching = ['carrel', ...peers.filter((peer) => ['pagefind', 'sqljs-httpvfs'].includes(peer))];
    run('marginal.mjs', [set, ...fetching]);
    for (const mode of ['whole', 'typed']) {
      for (const point of ['p50', 'p95']) {
        compare(set, `further ${mode} query, bytes ${point}`, 'bytes', (e) => get('marginal')[e]?.[mode]?.['bytes_' + point]);
        compare(set, `further ${mode} query, requests ${point}`, 'requests', (e) => get('marginal')[e]?.[mode]?.['req_' + point]);
      }
    }
  }
  if (parts.includes('quality') && set !== 'cce400k') {
    run('quality.mjs', [set, ...all]);
    compare(set, 'MRR@10 of the public queries', 'mrr', (e) => get('quality')[e]?.public?.all?.mrr);
  }
}
