// Drives the engine alone: fetches what it needs, supplies it, asks again.
//   import { open } from "./carrel.js";
//   const catalogue = await open("pack/", engineModule);   // engineModule: the wasm-bindgen module, initialised
//   const hits = await catalogue.search("dragons", 10);    // [{ id, title, names, series, year, callNumber }]
export async function open(base, engine, get = (url) => fetch(url).then((r) => r.arrayBuffer())) {
  const text = new TextDecoder();
  const file = async (line) => {
    const [name, reference] = line.split(" ");
    return [reference, new Uint8Array(await get(base + name))];
  };
  const latest = text.decode(await get(base + "latest.json"));
  const pack = engine.Engine.open(...(await file(engine.root_of(latest))));
  let turn = Promise.resolve();
  const search = async (query, limit) => {
    while (!pack.search(query, limit)) {
      const wanted = pack.needs().trim().split("\n");
      for (const [reference, bytes] of await Promise.all(wanted.map(file))) pack.supply(reference, bytes);
    }
    return pack.hits().split("\n").filter(Boolean).map((line) => {
      const [id, title, names, series, year, callNumber] = line.split("\t");
      return { id, title, names, series: series.trim(), year, callNumber };
    });
  };
  return {
    // Without a missing file the answer is there at once; otherwise questions take turns.
    search: (query, limit = 10) => (turn = turn.then(() => search(query, limit))),
  };
}
