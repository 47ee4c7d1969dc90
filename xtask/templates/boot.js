// Starts the app: the only script that index.html names. A classic script on purpose: a browser runs it
// even when the host sends scripts under a wrong type, so that there is always someone to say what is wrong.
"use strict";

(() => {
  const BROKEN =
    "The catalogue could not start. Reload the page; if that does not help, tell your librarian what is written below.";

  // A catalogue inside somebody else's page could be dressed up as something else. A frame of this same site is fine.
  const framedByAnotherSite = () => {
    try {
      return window.top.location.origin !== window.location.origin;
    } catch {
      return true;
    }
  };

  const say = (text, detail) => {
    const place = document.getElementById("carrel-start") ?? document.body;
    const note = document.createElement("div");
    note.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = text;
    note.append(words);
    if (detail) {
      const line = document.createElement("pre");
      line.textContent = detail;
      note.append(line);
    }
    place.replaceChildren(note);
  };

  // Streaming compiles while bytes arrive, but only under the right type; every other host gets the slower way.
  const compile = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: the host answered ${response.status}`);
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("application/wasm") && WebAssembly.compileStreaming) {
      return WebAssembly.compileStreaming(response);
    }
    const bytes = await response.arrayBuffer();
    if (new DataView(bytes).getUint32(0) !== 0x0061736d) {
      throw new Error(`${url}: the host sent something else (type ${type || "unknown"})`);
    }
    return WebAssembly.compile(bytes);
  };

  const start = async () => {
    const modules = JSON.parse(document.getElementById("carrel-modules").textContent);
    const at = (path) => new URL(path, document.baseURI).href;
    const [module, glue] = await Promise.all([compile(at(modules.app.wasm)), import(at(modules.app.js))]);
    await glue.default({ module_or_path: module });
  };

  if (framedByAnotherSite()) {
    say("This catalogue does not open inside another site's page.", window.location.href);
    return;
  }
  start().catch((error) => say(BROKEN, String(error)));
})();
