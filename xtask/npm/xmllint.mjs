// xmllint where the system has none: libxml2's own program as wasm (npm's xmllint-wasm), with its usual arguments.
//   node xtask/npm/xmllint.mjs [OPTION...] FILE      with CARREL_LESSON_ORACLES naming the folder of node_modules
// It sees no disk, so the files beside each file that is named are handed to it, under the same paths.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const root = process.env.CARREL_LESSON_ORACLES;
if (!root) {
  console.error("xmllint: expected the folder with node_modules in CARREL_LESSON_ORACLES, found nothing there");
  process.exit(2);
}
const { validateXML } = createRequire(join(resolve(root), "package.json"))("xmllint-wasm");

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile();
const args = process.argv.slice(2).map((arg) => (isFile(arg) ? resolve(arg) : arg));
const folders = new Set(args.filter(isFile).map((path) => dirname(path)));
const files = [...folders].flatMap((folder) =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => isFile(path) && /\.(xml|xsd|dtd)$/.test(path))
    .map((path) => ({ fileName: path.slice(1), contents: readFileSync(path) })),
);
try {
  const done = await validateXML({
    xml: files,
    disableFileNameValidation: true,
    modifyArguments: () => args,
    maxMemoryPages: 4096,
  });
  process.stdout.write(done.normalized);
  process.stderr.write(done.rawOutput);
  process.exitCode = done.valid ? 0 : 3;
} catch (error) {
  console.error(error.message);
  process.exitCode = error.code > 0 ? error.code : 1;
}
