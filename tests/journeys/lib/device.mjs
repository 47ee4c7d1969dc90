// What is on a device: the catalogue in IndexedDB, the pages in the cache. Read and damaged as a failing disk would.
const DATABASE = (page) => `carrel:${new URL(".", page.url()).pathname}`;

/** Names of the kept files of the catalogue. */
export function keptShards(page) {
  return page.evaluate(async (name) => {
    const open = indexedDB.open(name);
    const db = await new Promise((done, fail) => Object.assign(open, { onsuccess: () => done(open.result), onerror: () => fail(open.error) }));
    const all = db.transaction("packs").objectStore("packs").getAllKeys();
    const keys = await new Promise((done) => (all.onsuccess = () => done(all.result)));
    db.close();
    return keys;
  }, DATABASE(page));
}

/** Changes kept files of the catalogue: one bit in the middle of each. Gives how many there were. */
export function flipKept(page, keys) {
  return page.evaluate(async ([name, keys]) => {
    const open = indexedDB.open(name);
    const db = await new Promise((done, fail) => Object.assign(open, { onsuccess: () => done(open.result), onerror: () => fail(open.error) }));
    const change = db.transaction("packs", "readwrite");
    const store = change.objectStore("packs");
    let changed = 0;
    for (const key of keys) {
      const request = store.get(key);
      request.onsuccess = () => {
        const bytes = request.result;
        bytes[bytes.length >> 1] ^= 0x10;
        store.put(bytes, key);
        changed += 1;
      };
    }
    await new Promise((done, fail) => Object.assign(change, { oncomplete: done, onabort: () => fail(change.error) }));
    db.close();
    return changed;
  }, [DATABASE(page), keys]);
}

/** SHA-256 of a kept file of the catalogue; nothing when it is not there. */
export function keptHash(page, key) {
  return page.evaluate(async ([name, key]) => {
    const open = indexedDB.open(name);
    const db = await new Promise((done, fail) => Object.assign(open, { onsuccess: () => done(open.result), onerror: () => fail(open.error) }));
    const get = db.transaction("packs").objectStore("packs").get(key);
    const bytes = await new Promise((done) => (get.onsuccess = () => done(get.result)));
    db.close();
    if (!bytes) return undefined;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }, [DATABASE(page), key]);
}

/** Removes the catalogue, as a browser does that clears up. */
export function loseCatalogue(page) {
  return page.evaluate(
    (name) =>
      new Promise((done, fail) => {
        const request = indexedDB.deleteDatabase(name);
        Object.assign(request, { onsuccess: () => done(), onerror: () => fail(request.error) });
      }),
    DATABASE(page),
  );
}

/** Removes the kept pages. */
export function losePages(page) {
  return page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
}

/** Puts `after` in place of `before` (a pattern) in a note that the app keeps beside the catalogue; gives what it said. */
export function changeNote(page, key, before, after) {
  return page.evaluate(async ([name, key, before, after]) => {
    const open = indexedDB.open(name);
    const db = await new Promise((done, fail) => Object.assign(open, { onsuccess: () => done(open.result), onerror: () => fail(open.error) }));
    const change = db.transaction("meta", "readwrite");
    const store = change.objectStore("meta");
    let said;
    store.get(key).onsuccess = ({ target }) => {
      said = target.result;
      if (said !== undefined) store.put(said.replace(new RegExp(before), after), key);
    };
    await new Promise((done, fail) => Object.assign(change, { oncomplete: done, onabort: () => fail(change.error) }));
    db.close();
    return said;
  }, [DATABASE(page), key, before, after]);
}

/** Is this text in a database of the device? `ending`: how the database's name ends. */
export function isKept(page, ending, text) {
  return page.evaluate(async ([ending, text]) => {
    const { name } = (await indexedDB.databases()).find((one) => one.name.endsWith(ending));
    const done = (request) => new Promise((yes, no) => Object.assign(request, { onsuccess: () => yes(request.result), onerror: () => no(request.error) }));
    const base = await done(indexedDB.open(name));
    const said = (value) => (ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? new TextDecoder().decode(value) : JSON.stringify(value));
    let found = false;
    for (const store of base.objectStoreNames) {
      const all = await done(base.transaction(store).objectStore(store).getAll());
      found ||= all.some((value) => (said(value) ?? "").includes(text));
    }
    base.close();
    return found;
  }, [ending, text]);
}
