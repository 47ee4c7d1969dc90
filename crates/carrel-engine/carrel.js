// Drives the engine alone: fetches what it needs, supplies it, asks again.
//   import init, * as engine from "./engine.js";
//   import { open, start } from "./carrel.js";
//   const catalogue = await open("pack/", engine, { started: init() });
//   const hits = await catalogue.search("dragons", 10);    // [{ id, title, subtitle, names, series, year, callNumber }]
//   await catalogue.keep(unpack);                          // all of it is here, for use without a network (`unpack` of whole.js)
//   engine.end();                                          // gives the memory back
// Where the catalogue has start.bin, the engine comes out of that, and the words that are known already lead to their files
// at once:
//   const first = await start("pack/", "dragons");
//   const catalogue = await open("pack/", engine, { started: init({ module_or_path: first.wasm }), first });
const bytesOf = (url) => fetch(url).then((r) => r.arrayBuffer()).then((b) => new Uint8Array(b));

/** Begins with start.bin: `query` = what will be asked first; `get` = where files are read that lie on the device. */
export async function start(base, query = "", get) {
  const reader = get || (await fetch(base + "start.bin")).body.getReader();
  let held = get ? await get(base + "start.bin") : new Uint8Array();
  const more = async () => {
    const { value } = await reader.read();
    if (!value) throw Error("start.bin is cut off");
    const all = new Uint8Array(held.length + value.length);
    all.set(held);
    all.set(value, held.length);
    held = all;
  };
  const take = (n) => {
    const part = held.subarray(0, n);
    held = held.subarray(n);
    return part;
  };
  let end;
  while ((end = held.indexOf(10)) < 0) await more();
  const { latest, engine, words } = JSON.parse(new TextDecoder().decode(take(end + 1)));
  // The files that have these words (numbers have none) come while the engine does; one too many does no harm.
  const [tree, ...firsts] = words.split("\n");
  const early = {};
  query.toLowerCase().match(/\b(?!.?\d)[a-z0-9]+/g)?.forEach((word) => {
    const n = firsts.findLastIndex((first) => first <= word);
    const name = `e/${tree.slice(0, 24)}${n.toString(16).padStart(8, "0")}.bin`;
    early[name] ??= (get ?? bytesOf)(base + name);
  });
  let left = engine;
  let done;
  const root = new Promise((come) => (done = come)).then(async () => {
    while (held.length < latest.root.bytes) await more();
    return held;
  });
  const body = new ReadableStream({
    async pull(out) {
      if (!held.length) await more();
      const part = take(left);
      left -= part.length;
      out.enqueue(part);
      if (!left) done(out.close());
    },
  });
  return { latest, words, early, root, wasm: new Response(body, { headers: { "content-type": "application/wasm" } }) };
}

export async function open(base, engine, { started, get = bytesOf, first } = {}) {
  const latest = first?.latest ?? JSON.parse(new TextDecoder().decode(await get(base + "latest.json")));
  const reference = ({ sha256, bytes }) => `${sha256}:${bytes}`;
  const name = ({ sha256 }) => `d/${sha256.slice(0, 32)}.bin`;
  // Files of a whole catalogue, by name.
  const here = {};
  const file = async (name) => here[name] ?? first?.early[name] ?? get(base + name);
  // The root comes while the wasm is still on its way.
  const root = first?.root ?? file(name(latest.root));
  await started;
  const pack = engine.Engine.open(reference(latest.root), await root);
  if (first) pack.express(first.words);
  const hits = (text) => text.split("\n").filter(Boolean).map((line) => {
    const [id, title, subtitle, names, series, year, callNumber] = line.split("\t").map((cell) => cell.trim());
    return { id, title, subtitle, names, series, year, callNumber };
  });
  let turn = Promise.resolve();
  const fetching = async (query, limit) => {
    for (;;) {
      const answer = pack.search(query, limit);
      if (answer[0] !== "!") return hits(answer);
      const wanted = answer.slice(1).trim().split("\n").map((line) => line.split(" "));
      const all = await Promise.all(wanted.map(([name]) => file(name)));
      wanted.forEach(([, reference], n) => pack.supply(reference, all[n]));
    }
  };
  return {
    // Without a missing file the answer is there at once; otherwise questions take turns.
    search(query, limit = 10) {
      const answer = pack.search(query, limit);
      if (answer[0] !== "!") return hits(answer);
      // One that failed (no network) does not hold up the next.
      const next = () => fetching(query, limit);
      return (turn = turn.then(next, next));
    },
    /** `unpack`: the other wasm's function; it makes every file of the pack out of one. */
    async keep(unpack) {
      const whole = await get(`${base}d/${latest.whole.slice(0, 32)}.bin`);
      unpack(latest.whole, whole, reference(latest.root), (name, bytes) => (here[name] = bytes));
      // The files of the short way are not among them.
      pack.express("");
    },
  };
}
