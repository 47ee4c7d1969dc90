// Writes what citeproc-js makes of lists of items: `node oracle.js CITEPROC_FOLDER STYLE.csl LOCALE.xml LISTS.json`.
// A line each: O (order of the list), B (an entry: id, HTML), C (a citation: number, HTML); E (it threw: where, what).
const fs = require("fs");
const [folder, stylePath, localePath, listsPath] = process.argv.slice(2);
const CSL = require(folder);
const style = fs.readFileSync(stylePath, "utf8");
const locale = fs.readFileSync(localePath, "utf8");
const lists = JSON.parse(fs.readFileSync(listsPath, "utf8"));
let items = {};
// An entry is followed by its item's id: a style may leave a kind of source out of the list.
const sys = {
  retrieveLocale: () => locale,
  retrieveItem: (id) => Object.assign(JSON.parse(JSON.stringify(items[id])), { system_id: id }),
  embedBibliographyEntry: (id) => `<id>${id}</id>`,
};
const engine = new CSL.Engine(sys, style, "en-US", true);
const line = (text) => text.replace(/\n/g, "\\n");
const out = [];
lists.forEach((list, number) => {
  items = {};
  list.items.forEach((item) => (items[item.id] = item));
  try {
    const citations = list.citations.map((cites, at) => ({
      citationID: `${number}-${at}`,
      citationItems: JSON.parse(JSON.stringify(cites)),
      properties: { noteIndex: list.notes ? at + 1 : 0 },
    }));
    if (engine.opt.xclass === "note") citations.forEach((citation, at) => (citation.properties.noteIndex = at + 1));
    engine.rebuildProcessorState(citations, "html").forEach((one, at) => out.push(`C\t${number}-${at}\t${line(one[2])}`));
    const bib = engine.makeBibliography();
    const entries = (bib ? bib[1] : []).map((text) => /^\s*<div class="csl-entry">([^]*)<\/div>\s*<id>(.*)<\/id>\s*$/.exec(text));
    out.push(`O\t${number}\t${entries.map((entry) => entry[2]).join(" ")}`);
    entries.forEach((entry) => out.push(`B\t${entry[2]}\t${line(entry[1])}`));
  } catch (error) {
    out.push(`E\t${number}\t${line(String(error.stack || error))}`);
  }
});
process.stdout.write(out.join("\n") + "\n");
