// Pieces of this module: their code comes when it is first needed, and uses this module's memory, table and functions.
const carrelPieces = {};
const carrelComing = {};
function carrelPiece(name) {
  // What is in no file of its own is in the first.
  if (!carrelPieces[name]) return Promise.resolve();
  return (carrelComing[name] ??= fetch(new URL(carrelPieces[name], import.meta.url))
    .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(String(answer.status)))))
    .then((bytes) => WebAssembly.instantiate(bytes, { m: wasm }))
    .catch((error) => {
      delete carrelComing[name];
      throw error;
    }));
}
