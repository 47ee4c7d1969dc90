// Compresses every file below a folder as a good web server would, and prints what each costs:
//   node squeeze.mjs FOLDER KEEP   ->   path <tab> raw <tab> gzip <tab> brotli <tab> file with the brotli bytes
// Results are kept in KEEP under the SHA-256 of the content, so that nothing is compressed twice.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, keep] = process.argv.slice(2);
mkdirSync(keep, { recursive: true });

/** Every file below `at`, as a path with slashes relative to `folder`. */
function* files(at) {
  for (const name of readdirSync(join(folder, at)).sort()) {
    const path = at ? `${at}/${name}` : name;
    if (statSync(join(folder, path)).isDirectory()) yield* files(path);
    else yield path;
  }
}

/** The compressed bytes of one file, made once; gives the path they are kept in. */
function kept(bytes, ending, compress) {
  const path = join(keep, createHash("sha256").update(bytes).digest("hex") + ending);
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, compress(bytes));
    renameSync(`${path}.new`, path);
  }
  return path;
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

for (const path of files("")) {
  const bytes = readFileSync(join(folder, path));
  const gz = kept(bytes, ".gz", (bytes) => gzipSync(bytes, { level: 9 }));
  const br = kept(bytes, ".br", brotli);
  console.log([path, bytes.length, statSync(gz).size, statSync(br).size, br].join("\t"));
}
