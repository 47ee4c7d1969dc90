// Carrel in the harness of ../shared/bench: copied there by benches/peers/run.mjs, bundled like every other engine.
import init, * as engine from '../carrel/engine.js';
import { open as openPack, start } from '../carrel/carrel.js';

const code = (name) => fetch(new URL(`/code/${name}.wasm`, location.href));
const asBytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
const rows = (hits) => hits.map((hit) => ({ id: Number(hit.id), t: hit.title + (hit.subtitle && ': ' + hit.subtitle), a: hit.names, r: hit.series, y: hit.year, c: hit.callNumber }));

// On demand: start.bin has the engine and where the words of the address are, whose files come while the engine does; others
// come as questions need them.
export async function open(io) {
  const first = await start(io.url('pack/'), new URLSearchParams(location.search).get('q') ?? '');
  const started = init({ module_or_path: first.wasm });
  const catalogue = await openPack(io.url('pack/'), engine, { started, get: asBytes, first });
  const { memory } = await started;
  return {
    search(query, limit) {
      const hits = catalogue.search(query, limit);
      return hits.then ? hits.then(rows) : rows(hits);
    },
    wasm: () => memory.buffer.byteLength,
    catalogue,
  };
}

// Whole: one file becomes all files of the pack; nothing else is fetched but latest.json. On the page's thread here, so that
// CPU slowing reaches it.
export async function openWhole(io) {
  // One wasm: what unpacks has the engine, too.
  const whole = await import('../carrel/whole.js');
  const { unpack } = whole;
  const started = whole.default({ module_or_path: code('carrel-whole') });
  const base = io.url('pack/');
  const latest = JSON.parse(new TextDecoder().decode(await asBytes(base + 'latest.json')));
  const file = await asBytes(`${base}d/${latest.whole.slice(0, 32)}.bin`);
  const { memory } = await started;
  const here = new Map([['latest.json', new TextEncoder().encode(JSON.stringify(latest))]]);
  unpack(latest.whole, file, `${latest.root.sha256}:${latest.root.bytes}`, (name, bytes) => here.set(name, bytes));
  const get = async (url) => here.get(url.slice(base.length));
  const catalogue = await openPack(base, whole, { started, get });
  return {
    search(query, limit) {
      const hits = catalogue.search(query, limit);
      return hits.then ? hits.then(rows) : rows(hits);
    },
    wasm: () => memory.buffer.byteLength,
  };
}
