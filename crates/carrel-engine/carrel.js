// Drives the engine alone: fetches what it needs, supplies it, asks again.
//   import init, * as engine from "./engine.js";
//   import { open } from "./carrel.js";
//   const catalogue = await open("pack/", engine, { started: init() });
//   const hits = await catalogue.search("dragons", 10);    // [{ id, title, subtitle, names, series, year, callNumber }]
//   await catalogue.keep(Whole);                           // all of it is here, for use without a network
const bytesOf = (url) => fetch(url).then((r) => r.arrayBuffer()).then((b) => new Uint8Array(b));

export async function open(base, engine, { started, get = bytesOf } = {}) {
  const latest = JSON.parse(new TextDecoder().decode(await get(base + "latest.json")));
  const reference = ({ sha256, bytes }) => `${sha256}:${bytes}`;
  const name = ({ sha256 }) => `d/${sha256.slice(0, 32)}.bin`;
  const here = new Map(); // files of a whole catalogue, by name
  const file = async (name) => here.get(name) ?? get(base + name);
  // The root comes while the wasm is still on its way.
  const root = await file(name(latest.root));
  await started;
  const pack = engine.Engine.open(reference(latest.root), root);
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
      return answer[0] === "!" ? (turn = turn.then(() => fetching(query, limit))) : hits(answer);
    },
    /** `unpack`: the other wasm's function; it makes every file of the pack out of one. */
    async keep(unpack) {
      const whole = await get(`${base}d/${latest.whole.slice(0, 32)}.bin`);
      unpack(latest.whole, whole, reference(latest.root), (name, bytes) => here.set(name, bytes));
    },
  };
}
