// What a typed query must fetch at least, whatever the files are: the titles that it shows and that were not shown before.
//   node benches/peers/floor.mjs PACK ENGINE QUERIES
// Arguments as of fetched.mjs; the same 14 queries, letter by letter. Prints, p50: the keystrokes of a query that show new titles;
// their bytes (brotli, a file for each keystroke); and, of the keystrokes before those, how many letters may come next (a to z and
// a blank, where a shown title has a word that goes on so) and the bytes of the new titles of all of them in one file. docs/performance.md reads it.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { pathToFileURL } from 'node:url';

const [pack, engine, queries] = process.argv.slice(2);
if (!queries) throw new Error('floor.mjs PACK ENGINE QUERIES');
const load = (file) => import(pathToFileURL(path.resolve(file)));
const half = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const text = (hit) => Object.values(hit).join('\t');
const bytes = (hits) => zlib.brotliCompressSync(Buffer.from(hits.map(text).join('\n'))).length;
const glue = await load(`${engine}/engine.js`);
const { open } = await load(`${engine}/carrel.js`);
const started = glue.default({ module_or_path: new WebAssembly.Module(fs.readFileSync(`${engine}/engine_bg.wasm`)) });
const catalogue = await open('', glue, { started, get: async (name) => new Uint8Array(fs.readFileSync(`${pack}/${name}`)) });
const shown = new Set();
const fresh = async (query) => (await catalogue.search(query, 10)).filter((hit) => !shown.has(hit.id));
const [strokes, sizes, letters, ahead] = [[], [], [], []];
for (const line of fs.readFileSync(queries, 'utf8').trim().split('\n').slice(0, 14)) {
  const query = line.split('\t')[1];
  let [count, sum] = [0, 0];
  for (let end = 1; end <= query.length; end++) {
    const typed = query.slice(0, end);
    const hits = await fresh(typed);
    if (hits.length && end > 1) {
      const before = query.slice(0, end - 1);
      const next = new Map();
      let may = 0;
      for (const letter of 'abcdefghijklmnopqrstuvwxyz ') {
        const word = (before + letter).split(' ').pop();
        const words = (hit) => ` ${text(hit).toLowerCase().replace(/[^a-z0-9]+/g, ' ')}`;
        const all = (await catalogue.search(before + letter, 10)).filter((hit) => words(hit).includes(` ${word}`));
        may += all.length ? 1 : 0;
        for (const hit of all) if (!shown.has(hit.id)) next.set(hit.id, hit);
      }
      letters.push(may);
      ahead.push(bytes([...next.values()]));
    }
    if (hits.length) {
      count++;
      sum += bytes(hits);
      hits.forEach((hit) => shown.add(hit.id));
    }
  }
  strokes.push(count);
  sizes.push(sum);
}
console.log(`keystrokes with new titles ${half(strokes)}, their bytes ${half(sizes)}; letters that may come next ${half(letters)}, their bytes ${half(ahead)}`);
