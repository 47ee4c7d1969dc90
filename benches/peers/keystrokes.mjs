// Keystrokes of one set without a browser: the engine's wasm in node, beside FlexSearch when a copy of the bench has its index.
//   node benches/peers/keystrokes.mjs PACK ENGINE QUERIES [COPY SET]
// PACK = folder of a pack, ENGINE = target/engine, QUERIES = lines of class, tab, query; COPY = a copy of ../shared/bench with
// scratch/site/set/SET/flexsearch. Environment: CARREL_ROUNDS (5), CARREL_SLOWEST (10), CARREL_DUMP = a file for every time.
// The first round fetches and is not counted; of the others the least of each keystroke counts, and the middle of their p95s is
// told, too. As in the bench a keystroke is a search and its ten rows; milliseconds of this machine: only ratios carry over.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [pack, engine, queries, copy, set] = process.argv.slice(2);
if (!queries) throw new Error('keystrokes.mjs PACK ENGINE QUERIES [COPY SET]');
const rounds = Number(process.env.CARREL_ROUNDS ?? 5);
const load = (file) => import(pathToFileURL(path.resolve(file)));
const typed = fs.readFileSync(queries, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t')).flatMap(([kind, query]) =>
  [...query].map((_, n, all) => [kind, all.slice(0, n + 1).join('')]).filter(([, text]) => !text.endsWith(' ')));

/** The fixed loop of ../shared/bench: runs under different load can be compared. */
const loop = () => {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    let x = 1;
    for (let i = 0; i < 2e6; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
    globalThis.kept = x;
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4];
};
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];

async function measure(name, search) {
  for (const [, text] of typed) await search(text);
  const least = typed.map(() => Infinity);
  const p95 = [];
  for (let round = 0; round < rounds; round++) {
    const times = typed.map(([, text], n) => {
      const start = performance.now();
      search(text);
      const took = performance.now() - start;
      least[n] = Math.min(least[n], took);
      return took;
    });
    p95.push(at(times, 0.95));
  }
  const kinds = [...new Set(typed.map(([kind]) => kind)), 'all'];
  for (const kind of kinds) {
    const own = least.filter((_, n) => kind === 'all' || typed[n][0] === kind);
    console.log(`${name.padEnd(11)} ${kind.padEnd(13)} n ${String(own.length).padStart(4)}  p50 ${at(own, 0.5).toFixed(3)}  p95 ${at(own, 0.95).toFixed(3)}  max ${at(own, 1).toFixed(3)}`);
  }
  console.log(`${name.padEnd(11)} middle p95 of ${rounds} rounds ${at(p95, 0.5).toFixed(3)} ms, fixed loop ${loop().toFixed(2)} ms`);
  return least;
}

const glue = await load(`${engine}/engine.js`);
const { open } = await load(`${engine}/carrel.js`);
const started = glue.default({ module_or_path: new WebAssembly.Module(fs.readFileSync(`${engine}/engine_bg.wasm`)) });
const catalogue = await open('', glue, { started, get: async (name) => new Uint8Array(fs.readFileSync(`${pack}/${name}`)) });
const rows = (hits) => hits.map((hit) => ({ id: Number(hit.id), t: hit.title + (hit.subtitle && ': ' + hit.subtitle), a: hit.names, r: hit.series, y: hit.year, c: hit.callNumber }));
const own = await measure('carrel', (text) => {
  const hits = catalogue.search(text, 10);
  return hits.then ? hits.then(rows) : rows(hits);
});
console.log(`carrel      wasm memory ${((await started).memory.buffer.byteLength / 1e6).toFixed(1)} MB`);
const slowest = own.map((ms, n) => [ms, ...typed[n]]).sort((a, b) => b[0] - a[0]);
for (const [ms, kind, text] of slowest.slice(0, Number(process.env.CARREL_SLOWEST ?? 10))) console.log(`  ${ms.toFixed(3)}  ${kind.padEnd(12)} ${text}`);
if (process.env.CARREL_DUMP) fs.writeFileSync(process.env.CARREL_DUMP, own.map((ms, n) => `${ms.toFixed(4)}\t${typed[n].join('\t')}\n`).join(''));
if (copy) {
  const peer = await load(`${copy}/engines/flexsearch.mjs`);
  const json = async (name) => JSON.parse(fs.readFileSync(`${copy}/scratch/site/set/${set}/flexsearch/${name}`, 'utf8'));
  const index = await peer.open({ json });
  const other = await measure('flexsearch', (text) => index.search(text, 10));
  const figure = (what, value, unit) => console.log(['bench', `${set}: keystroke in node, ${what}`, value, unit, ''].join('\t'));
  for (const [name, share] of [['p50', 0.5], ['p95', 0.95], ['max', 1]]) {
    figure(name, at(own, share).toFixed(3), 'ms');
    figure(`${name}, flexsearch`, at(other, share).toFixed(3), 'ms');
    figure(`${name}, Carrel / flexsearch`, (at(own, share) / at(other, share)).toFixed(3), 'x');
  }
}
