// The start of every worker: the page tells it where its script and its (perhaps already compiled) wasm are.
// The program then answers for itself: "ready", or nothing; any other string is why it could not start.
self.onmessage = async ({ data: [script, wasm] }) => {
  self.onmessage = null;
  try {
    const glue = await import(script);
    await glue.default({ module_or_path: wasm });
  } catch (error) {
    self.postMessage(String(error));
  }
};
