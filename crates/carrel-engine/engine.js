// The engine's wasm: texts and bytes go in by two trays, a text comes out (src/lib.rs).
//   import init, * as engine from "./engine.js";
//   await init();                                  // or init({ module_or_path }): a URL, a response, a compiled module
//   const pack = engine.Engine.open("<sha256>:<bytes>", bytes);
let wasm;
let started;
const part = (at, length) => new Uint8Array(wasm.memory.buffer, at, length);
const lay = (...all) => all.forEach((what, tray) => {
  const bytes = what.buffer ? what : new TextEncoder().encode(what);
  part(wasm.room(tray, bytes.length), bytes.length).set(bytes);
});
const decoder = new TextDecoder();
const said = () => decoder.decode(part(wasm.said(), wasm.length()));
const fails = (failed) => {
  if (failed) throw Error(said());
};

/** An open catalogue. */
export class Engine {
  /** Opens a pack by its root. */
  static open(file, bytes) {
    lay(file, bytes);
    const pack = new Engine();
    pack.number = wasm.open();
    fails(!pack.number);
    return pack;
  }
  /** Takes the short way to a first result: `words` of start.bin; "" = the usual way. */
  express(words) {
    lay(words);
    wasm.express(this.number);
  }
  /** Takes a file that was needed. */
  supply(file, bytes) {
    lay(file, bytes);
    fails(wasm.supply(this.number));
  }
  /** A line a hit; or `!` and a line a file that is missing. */
  search(query, limit) {
    lay(query);
    wasm.search(this.number, limit);
    return said();
  }
}

const start = async (from) => {
  from = await (from.href ? fetch(from) : from);
  if (from.headers) {
    // Where a host names another type, it is compiled when it is here.
    const streams = from.headers.get("content-type") === "application/wasm";
    from = await (streams ? WebAssembly.compileStreaming(from) : WebAssembly.compile(await from.arrayBuffer()));
  }
  return (wasm = (await WebAssembly.instantiate(from)).exports);
};

/** Loads the wasm, once; after a failure it may be asked for again. */
export default ({ module_or_path = new URL("engine_bg.wasm", import.meta.url) } = {}) =>
  (started ??= start(module_or_path).catch((failed) => {
    started = null;
    throw failed;
  }));

/** Gives back the memory: the wasm goes with every catalogue that was opened, and may be loaded again. */
export const end = () => {
  wasm = started = null;
};
