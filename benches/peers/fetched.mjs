// What further queries fetch before everything is here, without a browser: bytes (brotli 11, as the bench's server sends) and
// requests, and which files they are.
//   node benches/peers/fetched.mjs PACK ENGINE QUERIES [SET]
// PACK = folder of a pack made with --engine and --first-answers, ENGINE = target/engine, QUERIES = lines of class, tab, query.
// As marginal.mjs of ../shared/bench: one page that was opened with nothing asked; 28 queries whole, and 14 typed letter by
// letter, each keystroke awaited, on pages of their own. CARREL_EACH=1 names each query. Deterministic: no times.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { pathToFileURL } from 'node:url';

const [pack, engine, queries, set = ''] = process.argv.slice(2);
if (!queries) throw new Error('fetched.mjs PACK ENGINE QUERIES [SET]');
const load = (file) => import(pathToFileURL(path.resolve(file)));
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const brotli = (bytes) => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
const all = fs.readFileSync(queries, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
const roles = new Map(JSON.parse(fs.readFileSync(`${pack}/manifest.json`, 'utf8')).files.map(({ file, role }) => [file, role]));

let log = [];
globalThis.fetch = async (url) => {
  const bytes = fs.readFileSync(String(url));
  log.push([roles.get(path.relative(pack, String(url))) ?? 'short way', brotli(bytes)]);
  return new Response(bytes);
};
for (const mode of ['whole', 'typed']) {
  const { open, start } = await load(`${engine}/carrel.js`);
  const glue = await import(`${pathToFileURL(path.resolve(engine, 'engine.js'))}?${mode}`);
  const first = await start(`${pack}/`, '');
  const started = glue.default({ module_or_path: first.wasm });
  const catalogue = await open(`${pack}/`, glue, { started, first });
  const [bytes, requests, kinds] = [[], [], new Map()];
  for (const [kind, query] of mode === 'whole' ? all.slice(0, 28) : all.slice(0, 14)) {
    log = [];
    for (let end = mode === 'whole' ? query.length : 1; end <= query.length; end++) await catalogue.search(query.slice(0, end), 10);
    bytes.push(log.reduce((sum, [, size]) => sum + size, 0));
    requests.push(log.length);
    for (const [role, size] of log) {
      const [count, sum] = kinds.get(role) ?? [0, 0];
      kinds.set(role, [count + 1, sum + size]);
    }
    if (process.env.CARREL_EACH) console.log(`${mode} ${kind} "${query}": ${log.length} files, ${bytes.at(-1)} bytes: ${log.map(([role, size]) => `${role} ${size}`).join(', ')}`);
  }
  for (const [role, [count, sum]] of kinds) console.log(`${set} ${mode}, all queries: ${role} ${count} files, ${sum} bytes`);
  for (const [point, share] of [['p50', 0.5], ['p95', 0.95]]) {
    console.log(['bench', `${set}: further ${mode} query in node, bytes ${point}`, at(bytes, share), 'bytes', ''].join('\t'));
    console.log(['bench', `${set}: further ${mode} query in node, requests ${point}`, at(requests, share), 'requests', ''].join('\t'));
  }
  console.log(['bench', `${set}: further ${mode} queries in node, bytes of all`, bytes.reduce((a, b) => a + b, 0), 'bytes', ''].join('\t'));
}
