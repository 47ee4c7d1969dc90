
/** Makes the pack out of one file: `file` and `root` as latest.json has them, `take` gets each of its files by name. */
export function unpack(file, bytes, root, take) {
  lay(file + " " + root, bytes);
  fails(wasm.unpack());
  while (wasm.next()) {
    const name = said();
    wasm.take();
    take(name, part(wasm.said(), wasm.length()).slice());
  }
}
