// Starts the app: the only script that index.html names. A classic script on purpose: a browser runs it
// even when the host sends scripts under a wrong type, so that there is always someone to say what is wrong.
"use strict";

(() => {
  // A catalogue inside somebody else's page could be dressed up as something else. A frame of this same site is fine.
  const framedByAnotherSite = () => {
    try {
      return window.top.location.origin !== window.location.origin;
    } catch {
      return true;
    }
  };

  // The page has its words for this ready; what exactly went wrong stands below them, for whoever mends it.
  const say = (detail) => {
    const notice = document.getElementById("broken") ?? document.body;
    const line = document.createElement("p");
    line.textContent = detail;
    notice.append(line);
    notice.hidden = false;
  };

  // A defect ends the program at once (what visitors download has no words for it): silence would look like a page that
  // hangs.
  addEventListener("error", ({ error }) => error instanceof WebAssembly.RuntimeError && say(error.stack));
  addEventListener("unhandledrejection", ({ reason }) => reason instanceof WebAssembly.RuntimeError && say(reason.stack));

  // In a lesson "Try again" takes the place of "Check": a key that is held down would press both by turns.
  addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && event.target.closest(".question-buttons") && event.preventDefault());

  // The reader's choice of colours and text size, before the first paint where that can be.
  for (const name of ["theme", "text"]) {
    try {
      const value = localStorage.getItem(`carrel.${name}`);
      if (value) document.documentElement.dataset[name] = value;
    } catch {
      // Storage is switched off: the page looks as the device says.
    }
  }

  // Streaming compiles while bytes arrive, but only under the right type; every other host gets the slower way.
  const compile = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: the host answered ${response.status}`);
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("application/wasm") && WebAssembly.compileStreaming) {
      return WebAssembly.compileStreaming(response);
    }
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength < 4 || new DataView(bytes).getUint32(0) !== 0x0061736d) {
      throw new Error(`${url}: the host sent something else (type ${type || "unknown"})`);
    }
    return WebAssembly.compile(bytes);
  };

  const at = (path) => new URL(path, document.baseURI).href;
  const data = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const listed = () => data("carrel-modules");

  // Whether the server answers at all. A file that does not come may be missing or damaged there, or the server is away
  // while the device has a network all the same.
  window.carrelReached = () =>
    fetch(at(`pack/latest.json?t=${Date.now()}`), { method: "HEAD", cache: "no-store" }).then(() => true, () => false);

  const style = (href) =>
    new Promise((done, fail) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done });
      link.onerror = () => fail(new Error(`${href} did not arrive`), link.remove());
      document.head.append(link);
    });

  // A page module (ARCHITECTURE.md, "Modules"): style sheet, script and wasm, each once. After a failure it may be asked
  // for again; some browsers remember that a script did not come, so that is asked for under another address.
  const loaded = {};
  const load = async (name) => {
    const { js, wasm, css } = listed()[name];
    const [module, glue] = await Promise.all([
      compile(at(wasm)),
      import(at(js)).catch(() => import(`${at(js)}?again=${Date.now()}`)),
      css && style(at(css)),
    ]);
    await glue.default({ module_or_path: module });
    return glue;
  };
  // What a module is given; `crates/carrel-web/src/app.rs` says what each name means.
  const app = (record, ask) => ({
    ask,
    base: at("./"),
    record,
    language: document.documentElement.lang,
    query: location.hash.split("?").slice(1).join("?"),
    path: location.hash.slice(2).split("?")[0],
    go: (href) => (location.hash = href),
    announce: (text) => (document.getElementById("announce").textContent = text),
    title: (text) => {
      const heading = document.querySelector("main h1");
      document.title = document.title.replace(heading.textContent, text);
      heading.textContent = text;
    },
  });
  // Mounts a module into an element; gives the function that says that the reader leaves.
  window.carrelMount = async (name, host, record, ask) => {
    try {
      const module = await (loaded[name] ??= load(name));
      return host.isConnected ? module.mount(host, app(record, ask)) : undefined;
    } catch (error) {
      delete loaded[name];
      // A network that is only just back often does not carry yet.
      const retry = () => loaded[name] || (host.isConnected && host.parentElement.querySelector("button")?.click());
      addEventListener("online", () => setTimeout(retry, 1000), { once: true });
      throw Object.assign(error, { away: !(await carrelReached()) });
    }
  };

  // The parts that are fetched when first needed are kept, too, once the reader waits for nothing (and pays for little).
  const rest = () =>
    navigator.connection?.saveData ||
    navigator.serviceWorker?.ready.then(({ active }) => {
      const later = () => active.postMessage("rest");
      setTimeout(() => (window.requestIdleCallback ?? setTimeout)(later), 4000);
    });

  let started = false;
  // Sent before the app is there: the search is in the address when it comes, and nothing has to be loaded again.
  addEventListener("submit", (event) => {
    if (started) return;
    event.preventDefault();
    const q = document.getElementById("q").value.trim();
    if (q) location.hash = `#/search?${new URLSearchParams({ q })}`;
  });
  const start = async () => {
    const modules = listed();
    // On a first visit each round trip counts: what the app will ask for first comes while the app itself does.
    if (!navigator.serviceWorker?.controller) {
      const asked = {};
      const soon = (path) => (asked[path] ??= path && fetch(at(path)).catch(() => {}));
      const { root } = data("carrel-site");
      soon(modules.worker?.js);
      soon(root && `pack/d/${root.sha256.slice(0, 32)}.bin`);
      // The part of the dictionary that the reader's (last) word stands in, from the address or already typed.
      const parts = data("carrel-words") ?? [];
      const words = (text) => {
        const folded = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
        const last = folded.match(/[\p{L}\p{N}]+/gu)?.pop();
        const part = last && parts.findLast(([first]) => first <= last);
        if (part) soon(`pack/${part[1]}`);
      };
      const box = document.getElementById("q");
      const address = new URLSearchParams(location.hash.split("?")[1] ?? location.search);
      words(box?.value || address.get("q") || "");
      box?.addEventListener("input", () => started || words(box.value));
    }
    const [module, glue] = await Promise.all([compile(at(modules.app.wasm)), import(at(modules.app.js))]);
    await glue.default({ module_or_path: module });
    started = true;
  };

  if (framedByAnotherSite()) {
    say(`This catalogue does not open inside another site's page. Its own address: ${window.location.href}`);
    return;
  }
  start().then(rest).catch((error) => say(String(error)));
})();
