// A virtual screen reader: what is said of a part of the real page, from the accessibility tree that Chromium gives to
// screen readers. One line a stop, in reading order: role, name, state. It is no NVDA; but a name that is missing here is
// missing there.

/** Roles that are walked through without a word. */
const SILENT = new Set(["generic", "none", "paragraph", "LabelText", "listitem", "emphasis", "strong", "mark", "superscript", "time", "RootWebArea", "SuperscriptText", "term", "definition", "sectionfooter", "sectionheader"]);
/** Roles that say all of themselves; what is in them is in their name. Of all others the beginning and the end is said. */
const WHOLE = new Set(["button", "link", "radio", "checkbox", "heading", "tab", "textbox", "searchbox", "combobox", "image", "img", "DisclosureTriangle", "cell", "columnheader", "rowheader", "code"]);
/** Roles that end a line of text. */
const BLOCKS = new Set(["paragraph", "listitem", "LabelText", "list", "LineBreak"]);
/** What must have a name. */
const NAMED = new Set(["button", "link", "radio", "checkbox", "tab", "textbox", "searchbox", "combobox", "image", "img", "radiogroup", "region", "tablist", "tabpanel", "DisclosureTriangle"]);

const tidy = (text) => String(text ?? "").replace(/\s+/g, " ").trim();

/**
 * Lines that a screen reader says of the first element with this selector; `faults` names what has no name. The tree
 * follows the page a moment later: it is asked again until it knows what has the focus.
 */
export async function spoken(page, selector) {
  const focusIsIn = await page.evaluate((selector) => document.querySelector(selector).contains(document.activeElement), selector);
  let heard;
  for (let look = 0; look < 60; look++) {
    heard = await once(page, selector);
    if (heard.lines.some((line) => line.includes("[focus]")) === focusIsIn) return heard;
    await page.waitForTimeout(50);
  }
  throw new Error(`the accessibility tree does not say what has the focus in ${selector}:\n${heard.lines.join("\n")}`);
}

async function once(page, selector) {
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = await session.send("DOM.getDocument", { depth: 0 });
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    if (!nodeId) throw new Error(`nothing on the page is ${selector}`);
    const { node } = await session.send("DOM.describeNode", { nodeId });
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((one) => [one.nodeId, one]));
    const top = nodes.find((one) => one.backendDOMNodeId === node.backendNodeId);
    if (!top) throw new Error(`${selector} is not in the accessibility tree`);
    return read(top, byId);
  } finally {
    await session.detach();
  }
}

function read(top, byId) {
  const lines = [];
  const faults = [];
  let text = "";
  const flush = () => {
    if (tidy(text)) lines.push(tidy(text));
    text = "";
  };
  const walk = (node) => {
    const role = node.role?.value ?? "";
    const children = (node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean);
    const into = () => children.forEach(walk);
    if (role === "StaticText") return void (text += node.ignored ? "" : ` ${node.name?.value ?? ""}`);
    if (role === "InlineTextBox" || role === "ListMarker") return;
    // The words beside a radio button are its name; they are not said twice.
    if (role === "LabelText" && children.some((child) => holds(child, byId))) return children.forEach((child) => stops(child, walk, byId));
    if (node.ignored || SILENT.has(role)) {
      // Ignored boxes (a div, a list item's inside) end a line too, unless they are inline, which the tree does not say:
      // so only those that are named as blocks do.
      if (BLOCKS.has(role)) flush();
      into();
      if (BLOCKS.has(role)) flush();
      return;
    }
    if (role === "LineBreak") return flush();
    const own = line(node, role, children);
    if (NAMED.has(role) && !tidy(node.name?.value)) faults.push(own);
    if (WHOLE.has(role)) {
      flush();
      lines.push(own);
      // A link or a picture inside of a heading is a stop of its own.
      if (role === "heading") children.forEach((child) => stops(child, walk, byId));
      return;
    }
    flush();
    if (role === "list") {
      lines.push(`list, ${children.filter((child) => !child.ignored).length} items`);
      into();
      return flush();
    }
    lines.push(own);
    into();
    flush();
    lines.push(`end of ${role}`);
  };
  walk(top);
  flush();
  return { lines, faults };
}

const STOPS = ["button", "link", "radio", "checkbox"];
const isStop = (node) => !node.ignored && STOPS.includes(node.role?.value ?? "");
const holds = (node, byId) => isStop(node) || (node.childIds ?? []).some((id) => byId.has(id) && holds(byId.get(id), byId));

/** Only what can be stopped at inside of something that was said as a whole. */
function stops(node, walk, byId) {
  if (isStop(node)) return walk(node);
  for (const id of node.childIds ?? []) if (byId.has(id)) stops(byId.get(id), walk, byId);
}

function line(node, role, children) {
  const state = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value?.value]));
  const words = [ROLES[role] ?? role];
  if (role === "heading") words.push(`level ${state.level}`);
  const name = tidy(node.name?.value);
  if (name) words.push(name);
  if (role === "combobox") words.push(tidy(node.value?.value) || "nothing", `${options(children)} choices`);
  if (role === "textbox" || role === "searchbox") words.push(state.multiline ? "multi-line" : "one line", tidy(node.value?.value) || "blank");
  if (role === "radio" || role === "checkbox") words.push(String(state.checked) === "true" ? "checked" : "not checked");
  if (state.pressed !== undefined) words.push(String(state.pressed) === "true" ? "pressed" : "not pressed");
  if (role === "tab") words.push(state.selected ? "selected" : "not selected");
  if (state.expanded !== undefined && role !== "combobox") words.push(state.expanded ? "expanded" : "collapsed");
  if (state.disabled) words.push("unavailable");
  if (state.readonly) words.push("read only");
  if (state.invalid && state.invalid !== "false") words.push("invalid entry");
  if (state.focused && role !== "RootWebArea") words.push("[focus]");
  const more = tidy(node.description?.value);
  if (more && more !== name) words.push(`(${more})`);
  return words.join(", ");
}

const ROLES = { DisclosureTriangle: "button", img: "image", Details: "details" };

const options = (children) => children.flatMap((child) => (child.role?.value === "option" || child.role?.value === "menuitem" ? [child] : child.childIds ?? [])).length;
