// Desk, kiosk and gateway: what is lent with the network gone comes back, clashes are settled, files are right, nothing that
// was confirmed is lost, nothing of a patron stays.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Clerk, Gateway, PASSWORD, string } from "./lib/desk.mjs";
import { journey, until } from "./lib/journey.mjs";
import { pictures } from "./lib/pictures.mjs";
import { ROOT, axeSource, newFolder, place } from "./lib/place.mjs";
import { Sip } from "./lib/sip.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const recorded = (act) => string("recorded", { act: string(act) });
const OUT = recorded("act_out");
const IN = recorded("act_in");

/** Barcodes of the sample library, with their titles. */
function copies() {
  const folder = join(place.desk, "desk", "app");
  const name = readdirSync(folder).find((file) => file.startsWith("copies-"));
  const lines = readFileSync(join(folder, name), "utf8").split("\n").map((line) => line.split("\t"));
  const titles = lines.filter(([kind]) => kind === "T").map(([, , title]) => title);
  return lines.filter(([kind]) => kind === "C").map(([, barcode, title]) => ({ barcode, title: titles[Number(title)] }));
}

async function clerk(world, gateway, options = {}) {
  const reader = await world.reader({ address: gateway.address, origin: gateway.address }, options);
  return new Clerk(reader.page, gateway.address);
}

async function gateway(world) {
  const gateway = await Gateway.start(world);
  return gateway;
}

/** Runs with a gateway that is ended afterwards. */
function desk(name, act, options) {
  journey(
    name,
    async (world) => {
      world.expect(NETWORK_FAILS);
      const server = await gateway(world);
      try {
        await act(world, server);
      } finally {
        await server.stop();
      }
    },
    options,
  );
}

/** Two desks of a gateway; somebody is signed in at the first. */
async function twoDesks(world, server) {
  const [one, two] = [await clerk(world, server), await clerk(world, server)];
  for (const who of [one, two]) {
    await who.arrives();
    await who.isDesk();
  }
  await one.signsIn();
  await one.pairsHere();
  await two.pairs(await one.asksForCode("desk"), "second desk");
  return [one, two];
}

/** Two paired desks lend the same book with the network cut, and everything ends well: explained, settled, handed in. */
async function lendTwice(one, two, book, [first, second]) {
  // The network is cut for both.
  for (const who of [one, two]) {
    await who.page.context().setOffline(true);
    await who.goes("#/");
  }
  await one.scans(first, string("ready_books"));
  await one.scans(book.barcode, OUT);
  assert.match(await one.said(), new RegExp(book.title.slice(0, 12).replace(/\W/g, ".")));
  await two.scans(second, string("ready_books"));
  await two.scans(book.barcode, OUT);
  assert.equal(await one.pending(), 1);
  assert.equal(await two.pending(), 1);
  await pictures(one.page, "tour offline");
  for (const who of [one, two]) await who.page.context().setOffline(false);
  await one.sends();
  await two.sends();
  await one.goes("#/decide");
  const clash = one.page.locator(".clash");
  await until("the exception is there", async () => (await clash.count()) === 1, { seconds: 40 });
  const text = await clash.innerText();
  assert.ok(text.includes(first), "the card of this desk is shown");
  assert.ok(text.includes(string("clash_disputed")), text);
  await until("the computer it comes from is named", async () =>
    (await clash.innerText()).includes(string("clash_computer", { name: string("gateway_this_desk") })));
  assert.equal(await clash.locator(".side").count(), 2);
  // The card of the other desk is shown to who is signed in.
  await until("the other card is shown", async () => (await clash.innerText()).includes(second));
  await pictures(one.page, "tour decide");
  await one.page.getByRole("button", { name: string("choose_later") }).click();
  await until("nothing is left to decide", () => one.page.getByText(string("decide_none")).isVisible());
  await pictures(one.page, "tour decided");
  await one.goes("#/");
  await one.sends();
  await two.goes("#/decide");
  await until("the other desk hears of it", () => two.page.getByText(string("decided.one", { n: "1" })).isVisible(), { seconds: 40 });
  assert.ok(await two.page.getByText(string("decide_none")).isVisible());
  const koha = await one.handsIn("Koha");
  const [, koc] = [...koha].find(([name]) => name.endsWith(".koc"));
  const acts = koc.trim().split("\n").slice(1).map((line) => line.split("\t").slice(1));
  assert.equal(acts.length, 3, koc);
  assert.deepEqual(acts.map(([act]) => act), ["issue", "return", "issue"], koc);
  assert.deepEqual(new Set([acts[0][1], acts[2][1]]), new Set([first, second]), koc);
  assert.ok(acts.every((cells) => cells.at(-1) === book.barcode), koc);
  await pictures(one.page, "tour handed in");
  // Another system's file: asked once, and then what nobody said to be imported is in it.
  const destiny = await one.handsIn("Destiny", 0, string("hand_switch", { system: "Destiny" }));
  const [name, lines] = [...destiny].find(([file]) => file.endsWith(".txt"));
  assert.match(name, /^LibraryCirculation\d{4}-\d\d-\d\d\.txt$/);
  assert.ok(lines.includes(first) && lines.includes(second) && lines.includes(book.barcode), lines);
  // What was handed in does not go out again.
  await until("the queue is empty", async () => (await (await one.system("Destiny")).innerText()).includes("0 scans"));
}

desk("a scanner's fast bursts lose nothing, and a blocked card is refused with a way to allow it", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.goes("#/patrons");
  const csv = "Barcode,LastName,FirstName,Homeroom,Status\n29999000000018,Lee,Xanthippe,7B,A\n29999000000026,Okafor,Quillon,7B,I\n";
  await who.page.locator("#patrons-file").setInputFiles({ name: "patrons.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await who.page.locator('.note[data-kind="news"]').waitFor();
  await who.goes("#/");
  await who.scans("29999000000018", string("ready_books"));
  await until("the first name is shown", async () => (await who.page.locator(".patron").innerText()).includes("Xanthippe"));
  const books = copies().slice(1, 31);
  for (const { barcode } of books) await who.bursts(barcode);
  await until("all thirty are recorded", async () => (await who.page.locator('.journal [data-safety="recorded"]').count()) === 30, { seconds: 30 });
  assert.equal(await who.pending(), 30);
  assert.equal(await who.page.evaluate(() => document.activeElement.id), "scan");
  // Undo by a correction: the line stays, struck through.
  await who.page.getByRole("button", { name: /^Undo: / }).first().click();
  await until("it is undone", async () => (await who.page.locator(".journal [data-undone]").count()) === 1);
  await who.presses(string("next_patron"));
  await who.scans("29999000000026", string("no_inactive"));
  await who.scans(copies()[40].barcode, string("no_inactive"));
  // The scanner looks twice: it is refused as before, and can be allowed.
  await who.bursts(copies()[40].barcode);
  assert.ok((await who.said()).includes(string("no_inactive")), await who.said());
  await who.presses(string("allow"));
  await who.sees(OUT);
  // The desk's own journal says what was allowed, as the gateway's audit does.
  assert.ok((await who.page.locator(".journal").innerText()).includes("Allowed all the same: This card may not borrow right now."));
  // Check-ins without a gateway are on the list of what to look up.
  await who.presses(string("mode_in"));
  await who.scans(books[0].barcode, IN);
  assert.ok(await who.page.locator(".unchecked").isVisible());
}, { seconds: 120 });

desk("a student borrows at the kiosk, and nothing of them is left", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  // Who stood at the desk before it became a kiosk is gone, too.
  await who.isDesk();
  await who.scans("29999000000026", string("ready_books"));
  await who.goes("#/settings");
  await who.presses(string("settings_role_change"));
  await who.isKiosk("otter");
  await who.sees(string("kiosk_start"));
  await who.scans(copies()[0].barcode, string("kiosk_card_first"));
  await who.scans("29999000000018", string("kiosk_books"));
  await who.scans(copies()[0].barcode, string("kiosk_yours"));
  await who.presses(string("kiosk_done"));
  await who.sees(string("kiosk_bye"));
  assert.match(await who.said(), /Code [0-9A-Z]{4}/);
  await until("the start is back", async () => (await who.said()).includes(string("kiosk_start")), { seconds: 20 });
  const html = await who.page.content();
  assert.ok(!html.includes("29999000000018") && !html.includes(copies()[0].title), "something of the student is left");
  // The way out needs the word.
  await who.page.locator(".staff-door summary").click();
  for (let guess = 0; guess < 5; guess++) {
    await who.page.locator("#staff-word").fill(`badger${guess}`);
    await who.presses(string("kiosk_leave"));
    await until("the guess was heard", async () => (await who.page.locator("#staff-word").inputValue()) === "");
  }
  await who.page.locator(".staff-door .wrong", { hasText: string("kiosk_wrong_word") }).waitFor();
  assert.ok(await who.page.locator(".kiosk").isVisible());
  // Five are enough for a minute; the right one is not heard either.
  await who.page.locator("#staff-word").fill("otter");
  await who.presses(string("kiosk_leave"));
  await who.page.locator(".staff-door .wrong", { hasText: /Five wrong words\. Wait \d+ seconds/ }).waitFor();
  assert.ok(await who.page.locator(".kiosk").isVisible());
  await who.page.waitForTimeout(60_500);
  await who.page.locator("#staff-word").fill("otter");
  await who.presses(string("kiosk_leave"));
  await who.page.getByText(string("setup_title")).waitFor();
}, { seconds: 180 });

desk("what somebody left half typed in the kiosk's box is no part of the next card, and does not stay", async (world, server) => {
  const who = await clerk(world, server);
  const { page } = who;
  const box = page.locator("#scan");
  const types = async (text) => {
    await box.focus();
    await page.keyboard.type(text, { delay: 80 });
    assert.equal(await box.inputValue(), text);
  };
  await who.arrives();
  await who.isDesk();
  await who.goes("#/patrons");
  await loads(who, "patrons.csv", "Barcode,LastName,FirstName,Homeroom\n29999000000018,Lee,Xanthippe,7B\n");
  await news(who).waitFor();
  await who.goes("#/");
  await types("2999");
  await who.goes("#/settings");
  await who.presses(string("settings_role_change"));
  await who.isKiosk("otter");
  assert.equal(await box.inputValue(), "", "what was typed at the desk is not at the kiosk");
  // One digit short; somebody else comes a moment later. Any other card would have to ask the librarian.
  await types("2999900000001");
  await page.waitForTimeout(1_500);
  await who.scans("29999000000018", string("kiosk_hello_name", { name: "Xanthippe" }));
  await types("3094");
  await page.waitForTimeout(1_500);
  await who.presses(string("kiosk_done"));
  await who.sees(string("kiosk_bye"));
  assert.equal(await box.inputValue(), "", "it goes with the student");
  await types("2999");
  await until("it does not stay", async () => (await box.inputValue()) === "", { seconds: 20 });
}, { seconds: 90 });

desk("a scan on a page that takes none presses nothing and is told, and a person's keys do what they did", async (world, server) => {
  const who = await clerk(world, server);
  const { page } = who;
  const alarm = page.locator(".state .alarm", { hasText: string("scan_astray") });
  const [book] = copies();
  await who.arrives();
  await who.isDesk();
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(book.barcode, OUT);
  await who.goes("#/patrons");
  await who.presses(string("wipe_all"));
  const sure = page.getByRole("button", { name: string("wipe_sure"), exact: true });
  await sure.waitFor();
  const isAsked = () => sure.evaluate((button) => document.activeElement === button);
  // Enter, and the blank of a Follett number.
  for (const code of [copies()[1].barcode, "T 1001"]) {
    assert.ok(await isAsked(), "the question has the focus");
    await who.bursts(code);
    await alarm.waitFor();
    assert.ok(await isAsked(), "it still stands");
  }
  // In a field everything stays as it was.
  await who.goes("#/settings");
  assert.ok(await alarm.isVisible(), "it is said until scanning goes on");
  await page.locator("#set-days").fill("");
  await page.locator("#set-days").focus();
  await page.keyboard.type("21", { delay: 1 });
  await page.locator("#pair-label").focus();
  await who.bursts("desk 1001");
  assert.equal(await page.locator("#pair-label").inputValue(), "desk 1001");
  // And a person presses buttons, by either key.
  const keep = page.getByRole("button", { name: string("settings_keep"), exact: true });
  for (const key of ["Space", "Enter"]) {
    await page.evaluate(() => void (document.getElementById("announce").textContent = ""));
    await keep.focus();
    await page.keyboard.press(key);
    await until(`${key} presses it`, async () => (await page.locator("#announce").textContent()) === string("settings_kept"));
  }
  await who.goes("#/");
  assert.equal(await alarm.count(), 0);
  assert.ok((await who.said()).includes(string("scan_astray")), "the desk says it");
  assert.equal(await who.pending(), 1, "nothing is forgotten, and nothing came of it");
  await who.scans(copies()[1].barcode, OUT);
}, { seconds: 60 });

desk("done is heard after the books scanned before it, and a receipt stays its time whoever was there before", async (world, server) => {
  const who = await clerk(world, server);
  // Each write takes a while, as on a slow disk: it has begun, and the button is pressed.
  await who.page.addInitScript(() => {
    const open = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...of) {
      const made = open.apply(this, of);
      if (of[1] !== "readwrite" || !globalThis.isSlow) return made;
      const until = performance.now() + 400;
      const store = made.objectStore([...made.objectStoreNames][0]);
      const again = () => performance.now() < until && (store.count().onsuccess = again);
      again();
      return made;
    };
  });
  await who.arrives();
  await who.isKiosk("otter");
  await who.scans("29999000000018", string("kiosk_books"));
  const books = copies().slice(0, 3);
  await who.scans(books[0].barcode, string("kiosk_yours"));
  await who.page.evaluate(() => void (globalThis.isSlow = true));
  for (const { barcode } of books.slice(1)) await who.bursts(barcode);
  await who.presses(string("kiosk_done"));
  await who.sees(string("kiosk_bye"));
  const first = Date.now();
  assert.equal((await who.said()).match(/Code [0-9A-Z]{4}/g)?.length, 3, "all three are on the receipt");
  await who.page.evaluate(() => void (globalThis.isSlow = false));
  // The next student is quick: the clock of the first receipt does not take the second away.
  await who.page.waitForTimeout(7_000);
  await who.scans("29999000000018", string("kiosk_books"));
  await who.scans(copies()[5].barcode, string("kiosk_yours"));
  await who.presses(string("kiosk_done"));
  await who.sees(string("kiosk_bye"));
  await who.page.waitForTimeout(Math.max(0, first + 14_000 - Date.now()));
  assert.ok((await who.said()).includes(string("kiosk_bye")), "the second receipt has its own twelve seconds");
}, { seconds: 90 });

/** How often; `CARREL_KILLS=200 cargo xtask journeys "killed while scanning"` is the long proof. */
const KILLS = Number(process.env.CARREL_KILLS ?? 20);

desk("a browser killed while scanning loses no confirmed scan, twenty times", async (world, server) => {
  const computer = await world.computer();
  const books = copies();
  let confirmed = new Set();
  for (let round = 0; round < KILLS; round++) {
    const reader = await computer.reader({ address: server.address });
    const who = new Clerk(reader.page, server.address);
    await who.arrives();
    if (round === 0) await who.isDesk();
    await until(`the journal is there in round ${round}, ${confirmed.size} confirmed`, async () => (await who.page.locator(".journal").count()) === 1);
    const lines = () =>
      who.page.evaluate(() =>
        [...document.querySelectorAll('.journal li[data-safety="recorded"] button')].map((b) => b.dataset.key),
      );
    const there = new Set(await lines());
    // The journal shows the newest sixty.
    const newest = [...confirmed].slice(-50);
    assert.deepEqual(newest.filter((id) => !there.has(id)), [], `round ${round}: confirmed and gone`);
    await who.scans("29999000000018", string("ready_books"));
    const typing = (async () => {
      for (let n = 0; n < 12; n++) await who.bursts(books[(round * 12 + n) % books.length].barcode);
    })().catch(() => {});
    const before = confirmed.size;
    const note = async () => {
      for (const id of (await lines()).reverse()) confirmed.add(id);
      return confirmed.size - before;
    };
    await until("some are confirmed", async () => (await note()) > round % 4, { seconds: 15 });
    await new Promise((done) => setTimeout(done, (round * 97) % 250));
    await note();
    await computer.switchOff();
    await typing;
    await computer.switchOn();
  }
  assert.ok(confirmed.size >= KILLS, `only ${confirmed.size} were confirmed`);
  console.log(`  ${confirmed.size} confirmed scans in ${KILLS} rounds, none missing`);
}, { seconds: 20 * KILLS });

desk("a second tab waits, and takes over within five seconds when the first one dies", async (world, server) => {
  const first = await clerk(world, server);
  await first.arrives();
  await first.isDesk();
  await first.scans("29999000000018", string("ready_books"));
  await first.scans(copies()[0].barcode, OUT);
  const second = new Clerk(await first.page.context().newPage(), server.address);
  await second.page.goto(`${server.address}desk/`);
  await second.page.getByText(string("elsewhere")).waitFor();
  const session = await first.page.context().newCDPSession(first.page);
  const start = Date.now();
  session.send("Page.crash").catch(() => {});
  await second.page.locator("#scan").waitFor({ timeout: 10_000 });
  const took = Date.now() - start;
  console.log(`  hand-over in ${took} ms`);
  assert.ok(took < 5_000, `${took} ms`);
  assert.equal(await second.page.locator('.journal [data-safety="recorded"]').count(), 1);
  // And by asking: the one that has the say gives it away.
  const third = new Clerk(await first.page.context().newPage(), server.address);
  await third.page.goto(`${server.address}desk/`);
  await third.presses(string("elsewhere_here"));
  await third.page.locator("#scan").waitFor({ timeout: 10_000 });
  assert.ok(await second.page.getByText(string("elsewhere")).isVisible());
}, { seconds: 90 });

/** Every file below a folder that holds one of these. */
function holding(folder, needles) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    for (const needle of needles) {
      for (const encoding of ["utf8", "utf16le"]) {
        if (bytes.includes(Buffer.from(needle, encoding))) found.push(`${entry.name}: ${needle} (${encoding})`);
      }
    }
  }
  return found;
}

desk("after the session has ended no byte of a patron is in the browser's profile", async (world, server) => {
  const computer = await world.computer();
  const reader = await computer.reader({ address: server.address });
  const who = new Clerk(reader.page, server.address);
  await who.arrives();
  await who.isDesk();
  await who.goes("#/patrons");
  // The most that may be kept: class lists with cards.
  await who.page.locator("#keep-cards").check();
  const csv = "Barcode,LastName,FirstName,Homeroom,Status\n29999000424242,Zyzzyvas,Xanthippe,7B,A\n";
  await who.page.locator("#patrons-file").setInputFiles({ name: "patrons.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await who.page.locator('.note[data-kind="news"]').waitFor();
  await who.goes("#/");
  await who.scans("29999000424242", string("ready_books"));
  await until("the first name is shown", async () => (await who.page.locator(".patron").innerText()).includes("Xanthippe"));
  await who.scans(copies()[0].barcode, OUT);
  await who.goes("#/patrons");
  await who.presses(string("wipe_all"));
  await who.presses(string("wipe_sure"));
  await who.page.getByText(string("setup_title")).waitFor();
  const names = await who.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  assert.equal(names.length, 1, `${names}`);
  await computer.shutDown();
  assert.deepEqual(holding(computer.profile, ["29999000424242", "Zyzzyvas", "Xanthippe"]), []);
}, { seconds: 90 });

for (const colorScheme of ["light", "dark"]) {
  desk(`every page of the desk is without fault for axe, ${colorScheme}`, async (world, server) => {
    const who = await clerk(world, server, { colorScheme });
    const look = async (what) => {
      await pictures(who.page, `desk ${what}`);
      await who.page.evaluate(axeSource());
      const found = await who.page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
      });
      assert.deepEqual(found, [], what);
    };
    await who.arrives();
    await look("setup");
    await who.isDesk();
    await look("desk");
    await who.scans(copies()[0].barcode, string("ask_card"));
    await look("refused");
    await who.scans("29999000000018", string("ready_books"));
    await who.scans(copies()[0].barcode, OUT);
    await look("lent");
    await who.goes("#/patrons");
    await who.page.locator("#keep-cards").check();
    await who.page.locator("#patrons-file").setInputFiles({
      name: "liste.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Barcode,LastName,FirstName,Homeroom,Status\n29999000000018,Lee,Xanthippe,7B,A\n29999000000026,Okafor,Quillon,7B,I\n"),
    });
    await who.page.getByText(string("classes_here")).waitFor();
    await who.page.locator("#columns summary").click();
    await look("columns");
    await who.goes("#/");
    await who.presses(string("next_patron"));
    await who.page.locator("#classes summary").click();
    await who.page.locator("#class").selectOption("7B");
    await who.page.locator(".students button").first().waitFor();
    await look("class list");
    await who.presses(string("camera"));
    await who.page.locator(".camera [role=alert]").waitFor();
    await look("camera refused");
    await who.goes("#/shelf");
    await who.scans("30999000099991", string("shelf_unknown"));
    await who.scans(copies()[5].barcode, string("act_seen"));
    await who.scans(copies()[0].barcode, string("shelf_on_loan"));
    await look("shelf");
    for (const page of ["decide", "hand-in", "patrons", "settings"]) {
      await who.goes(`#/${page}`);
      await who.page.locator("h1").waitFor();
      if (page === "hand-in") await who.page.locator(".system").nth(3).waitFor();
      await look(page);
    }
    await who.presses(string("settings_role_change"));
    await who.isKiosk("otter");
    await look("kiosk");
  }, { seconds: 120 });
}

desk("the whole desk works with the keyboard alone", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  const { page } = who;
  const tabTo = async (name) => {
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press("Tab");
      const text = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
      if (text.trim().startsWith(name)) return;
    }
    assert.fail(`no way to “${name}” by Tab`);
  };
  await tabTo(string("setup_desk_choose"));
  await page.keyboard.press("Enter");
  await page.locator("#scan").waitFor();
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(copies()[0].barcode, OUT);
  await tabTo("Undo: ");
  await page.keyboard.press("Space");
  await until("it is undone", async () => (await page.locator(".journal [data-undone]").count()) === 1);
  assert.equal(await page.evaluate(() => document.activeElement.id), "scan", "the focus is back in the box");
  await tabTo(string("mode_in"));
  // A scan while a button has the focus goes into the box and presses nothing.
  await page.evaluate(() => document.querySelector('[data-mode="renew"]').focus());
  await who.bursts(copies()[0].barcode);
  await until("the scan was taken in", async () => (await who.said()) !== "");
  assert.equal(await page.locator('[data-mode="out"]').getAttribute("aria-pressed"), "true");
  // The camera, refused here, and a class list.
  await tabTo(string("camera"));
  await page.keyboard.press("Space");
  await page.locator(".camera [role=alert]").waitFor();
  await who.goes("#/patrons");
  await page.locator("#keep-cards").focus();
  await page.keyboard.press("Space");
  await loads(who, "patrons.csv", "Barcode,LastName,FirstName,Homeroom\n29999000000034,Ito,Zoe,6A\n");
  await page.getByText(string("classes_here")).waitFor();
  await tabTo(string("columns"));
  await page.keyboard.press("Enter");
  await tabTo(string("column_of", { name: "Homeroom" }));
  await tabTo(string("columns_again"));
  await page.keyboard.press("Enter");
  await until("it was read again", async () => (await page.locator("#columns select").last().inputValue()) !== "");
  await who.goes("#/");
  await tabTo(string("next_patron"));
  await page.keyboard.press("Enter");
  await tabTo(string("class_open"));
  await page.keyboard.press("Enter");
  await page.locator("#class").focus();
  await page.keyboard.press("ArrowDown");
  await tabTo("Zoe I.");
  await page.keyboard.press("Enter");
  await who.sees(string("ready_books"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "scan", "the focus is back in the box");
  // The shelf.
  await who.goes("#/shelf");
  await who.scans(copies()[0].barcode, string("act_seen"));
  await tabTo(string("shelf_next"));
  await page.keyboard.press("Enter");
  await until("the shelf is empty", async () => (await page.locator(".shelf h2").count()) === 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "scan", "and the focus is back in the box");
}, { seconds: 90 });

desk("the desk opens without a network, after one visit", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.isKept();
  await server.stop();
  await who.arrives();
  await who.page.locator("#scan").waitFor();
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(copies()[0].barcode, OUT);
  await who.page.reload();
  await until("the log's truth is shown", async () => (await who.page.locator('.journal [data-safety="recorded"]').count()) === 1);
}, { seconds: 90 });

desk("after every n scans the log is offered as a file, in which each scan stands", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.goes("#/settings");
  assert.equal(await who.page.locator("#set-log").inputValue(), "50");
  await who.page.locator("#set-log").fill("3");
  await who.presses(string("settings_keep"));
  await who.goes("#/");
  await who.scans("29999000000018", string("ready_books"));
  const books = copies().slice(0, 4);
  const offer = who.page.locator(".offer");
  for (const { barcode } of books.slice(0, 2)) await who.scans(barcode, OUT);
  assert.equal(await offer.count(), 0);
  await who.bursts(books[2].barcode);
  await offer.waitFor();
  assert.ok((await offer.innerText()).includes(string("log_offer.other", { n: "3" })));
  const [download] = await Promise.all([who.page.waitForEvent("download"), who.presses(string("hand_log"))]);
  const text = readFileSync(await download.path(), "utf8");
  for (const { barcode } of books.slice(0, 3)) {
    assert.ok(text.split("\n").some((line) => line.includes("29999000000018") && line.includes(barcode)), text);
  }
  await until("the offer is gone", async () => (await offer.count()) === 0);
  // The count stays: a saved file is not the gateway. And what was saved is known after a reload.
  assert.equal(await who.pending(), 3);
  await who.arrives();
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(books[3].barcode, OUT);
  assert.equal(await who.pending(), 4);
  assert.equal(await offer.count(), 0);
}, { seconds: 90 });

desk("a disk that takes nothing is loud, and no scan is called recorded", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(copies()[0].barcode, OUT);
  await who.page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    globalThis.mend = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      // Without an error of its own, as browsers do; once a transaction.
      if (!this.transaction.broken) queueMicrotask(() => this.transaction.abort());
      this.transaction.broken = true;
      return request;
    };
  });
  await who.scans(copies()[1].barcode, string("not_recorded"));
  assert.equal(await who.page.locator(".said").getAttribute("data-kind"), "stop");
  assert.ok((await who.page.locator('.alarm[role="alert"]').innerText()).includes(string("trouble")));
  assert.match(await who.page.title(), new RegExp(string("title_trouble")));
  assert.equal(await who.page.locator('.journal [data-safety="recorded"]').count(), 1);
  assert.equal(await who.page.locator('.journal [data-safety="lost"]').count(), 1);
  assert.equal(await who.pending(), 1);
  await who.page.evaluate(() => globalThis.mend());
  await who.scans(copies()[1].barcode, OUT);
  await until("the alarm is over", async () => (await who.page.locator(".alarm").count()) === 0);
  assert.equal(await who.pending(), 2);
}, { seconds: 60 });

desk("a full disk gives up its ballast, then the kept pages, before a scan", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  const { page } = who;
  await who.isKept();
  /** The next so many transactions with a scan in them find the disk full, as browsers say it. */
  const fills = (times) =>
    page.evaluate((times) => {
      const put = (globalThis.put ??= IDBObjectStore.prototype.put);
      let left = times;
      IDBObjectStore.prototype.put = function (...args) {
        const request = put.apply(this, args);
        const act = this.transaction;
        if (left > 0 && !act.full && act.objectStoreNames.contains("ops")) {
          left -= 1;
          act.full = true;
          Object.defineProperty(act, "error", { value: new DOMException("the disk is full", "QuotaExceededError") });
          queueMicrotask(() => act.abort());
        }
        return request;
      };
    }, times);
  const ballast = () =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const open = indexedDB.open("carrel:/desk/:desk");
          open.onsuccess = () => {
            const count = open.result.transaction("ballast").objectStore("ballast").count();
            count.onsuccess = () => done(count.result);
            open.result.close();
          };
        }),
    );
  const kept = () => page.evaluate(async () => (await caches.keys()).length);
  await who.scans("29999000000018", string("ready_books"));
  assert.equal(await ballast(), 1);
  await fills(1);
  await who.scans(copies()[0].barcode, OUT);
  assert.equal(await ballast(), 0, "the ballast went first");
  assert.ok((await kept()) > 0, "and nothing else");
  assert.ok((await page.locator('.alarm[role="alert"]').innerText()).includes(string("trouble_full")));
  await fills(2);
  await who.scans(copies()[1].barcode, OUT);
  // The words on the screen are those of the scan before.
  await until("the scan is recorded", async () => (await page.locator('.journal [data-safety="recorded"]').count()) === 2);
  assert.equal(await kept(), 0, "the pages went before the scan");
  await fills(3);
  await who.scans(copies()[2].barcode, string("not_recorded"));
  assert.equal(await page.locator('.journal [data-safety="recorded"]').count(), 2);
  assert.equal(await who.pending(), 2);
}, { seconds: 60 });

desk("a hold is placed, told with a slip when the book comes back, and taken away", async (world, server) => {
  const [book] = copies();
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  const { page } = who;
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(book.barcode, OUT);
  await who.presses(string("next_patron"));
  await who.scans("29999000000026", string("ready_books"));
  await page.getByText(string("hold_open"), { exact: true }).click();
  await page.locator("#hold").fill(book.barcode);
  await who.presses(string("hold_place"));
  await until("the hold is shown", async () => (await page.locator(".patron .holds li").count()) === 1);
  await pictures(page, "desk hold");
  assert.ok((await page.locator(".patron .holds").innerText()).includes(book.title));
  const found = await page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  await who.presses(string("mode_in"));
  await who.scans(book.barcode, IN);
  await pictures(page, "desk hold came back");
  await page.evaluate(() => (globalThis.print = () => {}));
  await who.presses(string("hold_slip"));
  const slip = await page.locator("#slip").textContent();
  for (const part of [string("hold_slip_title"), book.title, book.barcode, "0026"]) assert.ok(slip.includes(part), slip);
  assert.ok(!slip.includes("29999000000026"), "no card number on an open shelf");
  await who.presses(string("mode_out"));
  await who.scans("29999000000026", string("ready_books"));
  await page.getByRole("button", { name: string("hold_cancel_of", { book: book.title }), exact: true }).click();
  await until("the hold is gone", async () => (await page.locator(".patron .holds li").count()) === 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "scan", "the focus is in the box");
}, { seconds: 60 });

desk("a book that somebody waits for is not renewed, goes to nobody else, and the wait is over when they have it", async (world, server) => {
  const [book] = copies();
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  const { page } = who;
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(book.barcode, OUT);
  await who.presses(string("next_patron"));
  await who.scans("29999000000026", string("ready_books"));
  await page.getByText(string("hold_open"), { exact: true }).click();
  await page.locator("#hold").fill(book.barcode);
  await who.presses(string("hold_place"));
  const waits = page.locator(".patron .holds li");
  await until("the hold is shown", async () => (await waits.count()) === 1);
  await who.presses(string("mode_renew"));
  await who.scans(book.barcode, string("no_wanted"));
  await who.presses(string("mode_in"));
  await who.scans(book.barcode, IN);
  // Another student cannot have it.
  await who.presses(string("mode_out"));
  await who.scans("29999000000034", string("ready_books"));
  await who.scans(book.barcode, string("no_held"));
  await who.presses(string("next_patron"));
  await who.scans("29999000000026", string("ready_books"));
  await until("it is here", async () => (await waits.innerText()).includes(string("hold_here")));
  await who.scans(book.barcode, OUT);
  await until("the wait is over", async () => (await waits.count()) === 0);
  // Nothing of it is left to be entered by hand.
  await page.reload();
  await who.presses(string("mode_out"));
  await who.scans("29999000000026", string("ready_books"));
  await until("the wait is over after a restart", async () => (await waits.count()) === 0);
}, { seconds: 60 });

desk("a barcode that no list has is lent by no kiosk, and at a desk when staff allows it", async (world, server) => {
  const publisher = "078073005995";
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await until("the list is here", async () => !(await who.page.getByText(string("copies_none")).isVisible()));
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(publisher, string("no_unknown_copy"));
  assert.equal(await who.pending(), 0);
  await who.presses(string("allow"));
  await who.sees(OUT);
  assert.equal(await who.pending(), 1);
  // It is lent, so its return is known; after that it is unknown again.
  await who.presses(string("mode_in"));
  await who.scans(publisher, IN);
  await who.presses(string("mode_renew"));
  await who.scans(publisher, string("no_unknown_copy"));
  const other = await clerk(world, server);
  await other.page.addInitScript(() => globalThis.StorageManager && (StorageManager.prototype.persisted = async () => true));
  await other.arrives();
  await other.isKiosk("otter");
  await other.scans("29999000000018", string("kiosk_books"));
  await other.scans(publisher, string("no_unknown_copy"));
  assert.equal(await other.pending(), 0);
  await other.scans(copies()[0].barcode, string("kiosk_yours"));
  assert.equal(await other.pending(), 1);
}, { seconds: 60 });

desk("a browser that promises nothing says so, and is no kiosk before staff accepts it", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  const { page } = who;
  await page.getByText(string("setup_forgets")).waitFor();
  await who.presses(string("setup_kiosk_choose"));
  await page.getByText(string("setup_word_first")).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "setup-word");
  await page.locator("#setup-word").fill("otter");
  await who.presses(string("setup_kiosk_choose"));
  await page.getByText(string("setup_forgets_first")).waitFor();
  await pictures(page, "setup no promise");
  assert.equal(await page.evaluate(() => document.activeElement.id), "setup-accept");
  assert.equal(await page.locator("#scan").count(), 0, "no kiosk");
  await page.keyboard.press("Space");
  await who.presses(string("setup_kiosk_choose"));
  await page.locator(".kiosk").waitFor();
  // One that promises asks nothing.
  const kept = await clerk(world, server);
  await kept.page.addInitScript(() => globalThis.StorageManager && (StorageManager.prototype.persisted = async () => true));
  await kept.arrives();
  await until("there is nothing to accept", async () => !(await kept.page.locator("#setup-accept").isVisible()));
  assert.ok(!(await kept.page.getByText(string("setup_forgets")).isVisible()));
  await kept.isDesk();
  await kept.goes("#/settings");
  await kept.page.getByText(string("settings_kept_safe")).waitFor();
}, { seconds: 60 });

/** A computer whose camera sees these barcodes, one after the other, for ever. */
function film(texts) {
  const file = join(newFolder("film"), "film.y4m");
  const made = spawnSync(place.film, [file, ...texts], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  return ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${file}`];
}

desk("the camera scans a card and a book; its reader is fetched then, and it is off afterwards", async (world, server) => {
  const book = copies()[0];
  const computer = await world.computer({ switches: film(["29999000000018", book.barcode]) });
  const reader = await computer.reader({ address: server.address });
  const who = new Clerk(reader.page, server.address);
  const modules = [];
  reader.page.on("request", (request) => request.url().includes("/app/modules/") && modules.push(request.url()));
  await who.arrives();
  await who.isDesk();
  assert.deepEqual(modules, [], "the reader is not fetched before");
  await who.presses(string("camera"));
  await reader.page.locator(".camera video").waitFor();
  await who.sees(OUT);
  assert.equal(modules.length, 2, `${modules}`);
  // The card is held up again, then the book: once each.
  assert.equal(await who.page.locator('.journal [data-safety="recorded"]').count(), 1);
  assert.equal(await reader.page.evaluate(() => document.activeElement.id), "scan", "a scanner works beside it");
  await who.presses(string("camera"));
  await until("the picture is gone", async () => (await reader.page.locator(".camera video").count()) === 0);
  // It ends with its page, too.
  await who.presses(string("camera"));
  await reader.page.locator(".camera video").waitFor();
  await reader.page.evaluate(() => (globalThis.stream = document.querySelector(".camera video").srcObject));
  await who.goes("#/settings");
  await until("the camera is off", () => reader.page.evaluate(() => !globalThis.stream.active));
}, { seconds: 90 });

desk("a browser that reads barcodes itself fetches no reader", async (world, server) => {
  const computer = await world.computer({ switches: film(["29999000000018"]) });
  const reader = await computer.reader({ address: server.address });
  await reader.page.addInitScript(() => {
    globalThis.BarcodeDetector = class {
      static async getSupportedFormats() {
        return ["code_39", "codabar", "code_128", "ean_13", "qr_code"];
      }
      async detect(video) {
        return video.videoWidth > 0 ? [{ format: "codabar", rawValue: "29999000000018" }] : [];
      }
    };
  });
  const who = new Clerk(reader.page, server.address);
  const modules = [];
  reader.page.on("request", (request) => request.url().includes("/app/modules/") && modules.push(request.url()));
  await who.arrives();
  await who.isDesk();
  await who.presses(string("camera"));
  await who.sees(string("ready_books"));
  assert.deepEqual(modules, []);
}, { seconds: 60 });

desk("a camera that is refused says so, and scanner and keys go on", async (world, server) => {
  const who = await clerk(world, server, { permissions: [] });
  await who.arrives();
  await who.isDesk();
  await who.presses(string("camera"));
  const told = who.page.locator(".camera [role=alert]");
  await told.waitFor();
  assert.ok([string("camera_denied"), string("camera_none")].includes(await told.innerText()), await told.innerText());
  await who.scans("29999000000018", string("ready_books"));
}, { seconds: 60 });

journey("serve --gateway: a book lent in two browsers with the network cut is one exception, explained and settled, and both files are right", async (world) => {
  world.expect(NETWORK_FAILS);
  const args = ["serve", "--dir", place.site, "--gateway", "--desk", place.desk, "--server", place.server, "--data", newFolder("serve"), "--port", "0"];
  const program = spawn(place.xtask, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  try {
    program.stdout.on("data", (bytes) => (said += bytes));
    await until("it is ready", () => said.includes("Ctrl-C"));
    const found = (name) => new RegExp(`${name} +(http\\S+)`).exec(said)[1];
    const [, name, password] = /sign in +(\S+), (\S+)/.exec(said);
    const [, catalogue] = /^(http\S+) {2}\(/m.exec(said);
    assert.equal((await fetch(catalogue)).status, 200);
    const addresses = [found("desk, kiosk, gateway"), found("a second computer")];
    // Two browsers, two addresses of one machine.
    const people = [];
    for (const address of addresses) {
      world.trust(new URL(address).origin);
      const base = address.replace(/desk\/$/, "");
      const reader = await world.reader({ address: base, origin: new URL(address).origin });
      const who = new Clerk(reader.page, base);
      await who.arrives();
      await who.isDesk();
      await who.signsIn(name, password);
      await who.pairsHere();
      people.push(who);
    }
    const [one, two] = people;
    const [, card, barcode] = /card (\d+) and book (\d+)/.exec(said);
    const book = copies().find((copy) => copy.barcode === barcode);
    assert.ok(book, `${barcode} is no copy of the sample`);
    await lendTwice(one, two, book, [card, "29999000000026"]);
    const gone = once(program, "exit");
    program.kill("SIGKILL");
    await gone;
    await until("the gateway ended with it", () => fetch(addresses[0]).then(() => false, () => true));
  } finally {
    program.kill("SIGKILL");
  }
}, { seconds: 240 });

desk("a shelf is checked: misplaced, missing and unknown books are told, printed and saved as a table", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  const folder = join(place.desk, "desk", "app");
  const name = readdirSync(folder).find((file) => file.startsWith("copies-"));
  const rows = readFileSync(join(folder, name), "utf8").split("\n").map((line) => line.split("\t")).filter(([kind]) => kind === "C");
  const dewey = rows.filter(([, , , call]) => /^5\d\d /.test(call)).sort((a, b) => (a[3] < b[3] ? -1 : 1));
  // Of each number one copy, so that nothing else belongs between.
  const shelf = dewey.filter((row, n) => n === 0 || row[3] !== dewey[n - 1][3]).slice(0, 7).map(([, barcode]) => barcode);
  await who.goes("#/shelf");
  await who.scans(shelf[0], string("act_seen"));
  await who.scans(shelf[2], string("act_seen"));
  for (const barcode of shelf.slice(4)) await who.scans(barcode, string("act_seen"));
  await who.scans("30999000099991", "");
  await who.scans(shelf[1], string("shelf_misplaced_one"));
  const found = who.page.locator(".shelf");
  const section = (name) => found.locator(`[data-found="${name}"]`);
  assert.ok((await section("misplaced").innerText()).includes(shelf[1]));
  assert.ok((await section("missing").innerText()).includes(shelf[3]));
  assert.ok((await section("unknown").innerText()).includes("30999000099991"));
  // It is there after a reload; a lent book on the shelf is told.
  await who.page.reload();
  await section("missing").waitFor();
  await who.goes("#/");
  await who.scans("29999000000018", string("ready_books"));
  await who.scans(shelf[3], OUT);
  await who.goes("#/shelf");
  await until("what is lent is not missing", async () => !(await found.innerText()).includes(shelf[3]));
  await who.scans(shelf[3], string("shelf_on_loan"));
  const [download] = await Promise.all([who.page.waitForEvent("download"), who.presses(string("shelf_csv"))]);
  const table = readFileSync(await download.path(), "utf8");
  assert.match(table, new RegExp(`^surprising,${shelf[3]},`, "m"));
  assert.match(table, new RegExp(`^misplaced,${shelf[1]},`, "m"));
  await who.page.evaluate(() => (globalThis.print = () => {}));
  await who.presses(string("print_list"));
  assert.ok((await who.page.locator("#slip").textContent()).includes(shelf[1]));
  await who.presses(string("shelf_next"));
  await until("the list is empty", async () => (await found.count()) === 0 || (await found.innerText()) === "");
}, { seconds: 90 });

const loads = async (who, name, text) => {
  await who.page.locator("#patrons-file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
};
const news = (who) => who.page.locator('.note[data-kind="news"]');

desk("a student without a card is chosen from a class list, which a kiosk never has", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  const csv = "Barcode,LastName,FirstName,Homeroom,Status\n29999000000018,Lee,Xanthippe,7B,A\n29999000000026,Okafor,Quillon,7B,I\n29999000000034,Ito,Zoe,6A,A\n";
  // Not asked for: no class list.
  await who.goes("#/patrons");
  await loads(who, "patrons.csv", csv);
  await news(who).waitFor();
  await who.goes("#/");
  assert.equal(await who.page.locator("#classes").count(), 0);
  await who.goes("#/patrons");
  await who.page.locator("#keep-cards").check();
  await loads(who, "patrons.csv", csv);
  await who.page.getByText(string("classes_here")).waitFor();
  await who.page.reload();
  await who.goes("#/");
  await who.page.locator("#classes summary").click();
  await who.page.locator("#class").selectOption("7B");
  const names = who.page.locator(".students button");
  await until("the class is there", async () => (await names.count()) === 2);
  assert.deepEqual(await names.allInnerTexts(), [string("class_blocked", { name: "Quillon O." }), "Xanthippe L."]);
  await names.nth(1).click();
  await who.sees(string("ready_books"));
  await who.scans(copies()[0].barcode, OUT);
  assert.ok((await who.page.locator(".patron").innerText()).includes("Xanthippe"));
  const koha = await who.handsIn("Koha");
  assert.match([...koha].find(([name]) => name.endsWith(".koc"))[1], /\tissue\t29999000000018\t/);
  // A kiosk drops it for good.
  await who.goes("#/settings");
  await who.presses(string("settings_role_change"));
  await who.isKiosk("otter");
  await who.page.locator(".staff-door summary").click();
  await who.page.locator("#staff-word").fill("otter");
  await who.presses(string("kiosk_leave"));
  await who.isDesk();
  assert.equal(await who.page.locator("#classes").count(), 0);
}, { seconds: 90 });

desk("a number that may be a card's or a book's is asked about, and a return is no other student's card", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.goes("#/patrons");
  await loads(who, "patrons.csv", "Barcode,LastName,FirstName\nP 1001,Lee,Ana\nP 1002,Kay,Ben\n");
  await news(who).waitFor();
  await who.goes("#/");
  await who.presses(string("mode_in"));
  await who.scans("1001", string("scan_which"));
  await who.presses(string("which_book"));
  await who.sees(string("no_unknown_copy"));
  await who.presses(string("allow"));
  await who.sees(IN);
  assert.equal(await who.pending(), 1);
  // The same number once more: it is the card now, because somebody says so.
  await who.scans("1001", string("scan_which"));
  await who.presses(string("which_card"));
  await who.sees(string("ready_books"));
  assert.ok((await who.page.locator(".patron").innerText()).includes("Ana"));
  // With its letter there is nothing to ask.
  await who.scans("P 1002", string("ready_books"));
  assert.ok((await who.page.locator(".patron").innerText()).includes("Ben"));
});

desk("any table becomes a patron list by a column map; block lists and open loans follow", async (world, server) => {
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.goes("#/patrons");
  await loads(who, "liste.csv", "Ausweis;Rufname;Kurs\n29999000000018;Mia;Q1\n29999000000026;Kai;Q2\n");
  await who.page.locator('.note[data-kind="trouble"]').waitFor();
  const pick = (name, key) => who.page.getByLabel(string("column_of", { name })).selectOption({ label: string(key) });
  assert.ok((await who.page.locator("#columns table").innerText()).includes("29999000000018"), "the first row is shown");
  await pick("Ausweis", "column_card");
  await pick("Rufname", "column_first");
  await pick("Kurs", "column_class");
  await who.presses(string("columns_again"));
  await news(who).waitFor();
  assert.ok((await news(who).innerText()).includes(string("patrons_loaded.other", { n: "2", bad: "0" })));
  // Evergreen's block list.
  await loads(who, "blocks.txt", "29999000000026 B\n29999000000099 L\n");
  await who.page.getByText(string("blocks_here.other", { n: "2" })).waitFor();
  // Koha's open loans.
  const [one, two] = copies().slice(10, 12);
  await loads(who, "checkouts.csv", `cardnumber,barcode,issuedate,date_due\n29999000000018,${one.barcode},2026-11-02,2026-11-16\n29999000000026,${two.barcode},2026-11-20,2027-12-04\n`);
  await who.page.getByText(string("loans_here.other", { n: "2" })).waitFor();
  await who.page.reload();
  await who.goes("#/");
  await who.scans("29999000000018", string("ready_books"));
  await until("the name and the old loan are there", async () => {
    const text = await who.page.locator(".patron").innerText();
    return text.includes("Mia") && text.includes(one.title);
  });
  assert.equal(await who.page.locator(".patron .late").count(), 1);
  await who.presses(string("mode_in"));
  await who.scans(one.barcode, IN);
  assert.ok(!(await who.said()).includes(string("note_not_on_loan")));
  await who.presses(string("mode_out"));
  await who.scans("29999000000026", string("no_blocked"));
  const koha = await who.handsIn("Koha");
  const koc = [...koha].find(([name]) => name.endsWith(".koc"))[1];
  assert.equal(koc.trim().split("\n").length, 2, koc);
  assert.ok(koc.includes(`\treturn\t${one.barcode}`), koc);
}, { seconds: 90 });

desk("a lost kiosk is removed: asked once more, and from then on the gateway does not hear it", async (world, server) => {
  const [one, two] = [await clerk(world, server), await clerk(world, server)];
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  const code = await one.asksForCode("kiosk");
  await two.arrives();
  await two.page.locator("#pair-code").fill(code);
  await two.page.locator("#pair-label").fill("by the door");
  await two.presses(string("gateway_pair"));
  await two.page.getByText(string("gateway_paired")).waitFor();
  await two.isKiosk("otter");
  await until("it is connected", () => two.page.locator('.net[data-net="online"]').isVisible(), { seconds: 30 });
  await one.goes("#/");
  await one.goes("#/settings");
  const rows = one.page.locator("#devices .rows > li");
  await until("both are listed", async () => (await rows.count()) === 2);
  const mine = rows.filter({ hasText: string("device_this") });
  assert.equal(await mine.getByRole("button").count(), 0, "nobody removes the computer in front of them by mistake");
  const kiosk = rows.filter({ hasText: "by the door" });
  assert.ok((await kiosk.innerText()).includes(string("device_kiosk")));
  // With the keyboard: asked once more, kept, asked again, removed.
  await kiosk.getByRole("button", { name: string("device_remove_named", { name: "by the door" }) }).focus();
  await one.page.keyboard.press("Enter");
  await kiosk.getByText(string("device_remove_sure", { name: "by the door" })).waitFor();
  await pictures(one.page, "desk removes a kiosk");
  // Whoever presses Enter twice has kept it.
  await one.page.keyboard.press("Enter");
  const remove = kiosk.getByRole("button", { name: string("device_remove_named", { name: "by the door" }) });
  await until("it is kept", () => remove.evaluate((button) => button === document.activeElement));
  await remove.click();
  await kiosk.getByRole("button", { name: string("device_remove_yes") }).click();
  await until("it is told", async () => (await one.page.locator("#announce").innerText()).includes(string("device_gone", { name: "by the door" })));
  await until("one is left", async () => (await one.page.locator("#devices > .stack > .rows > li").count()) === 1);
  assert.ok((await one.page.locator("#devices details").innerText()).includes(string("devices_removed.one", { n: "1" })));
  assert.equal(await one.page.evaluate(() => document.activeElement.id), "devices-title", "the focus stays with the list");
  // The kiosk goes on lending; nothing of it reaches the gateway, and it says so.
  await two.scans("29999000000018", string("kiosk_books"));
  await two.scans(copies()[0].barcode, string("kiosk_yours"));
  await until("it says so", () => two.page.locator('.net[data-net="removed"]').isVisible(), { seconds: 40 });
  assert.equal(await two.pending(), 1);
}, { seconds: 120 });

desk("a kiosk is paired on its first page, and what it lends is known at the desk", async (world, server) => {
  const [one, two] = [await clerk(world, server), await clerk(world, server)];
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  const pairing = await one.asksForCode("kiosk");
  await two.arrives();
  await two.page.locator("#pair-code").fill(pairing);
  await two.page.locator("#pair-label").fill("by the door");
  await two.presses(string("gateway_pair"));
  await two.page.getByText(string("gateway_paired")).waitFor();
  await two.isKiosk("otter");
  await until("it is connected", () => two.page.locator('.net[data-net="online"]').isVisible(), { seconds: 30 });
  // None of its keys can be taken out.
  const keys = await two.page.evaluate(
    () =>
      new Promise((done) => {
        const open = indexedDB.open("carrel:/desk/:desk");
        open.onsuccess = () => {
          const all = open.result.transaction("keys").objectStore("keys").getAll();
          all.onsuccess = () => {
            const keys = all.result.flatMap((value) => (value instanceof CryptoKey ? [value] : value.privateKey ? [value.privateKey] : []));
            done(keys.map((key) => [key.algorithm.name, key.extractable]));
          };
          open.result.close();
        };
      }),
  );
  assert.deepEqual([...new Set(keys.map(([name]) => name))].sort(), ["AES-GCM", "ECDSA"]);
  assert.deepEqual(keys.filter(([, extractable]) => extractable), []);
  await two.scans("29999000000018", string("kiosk_books"));
  await two.scans(copies()[0].barcode, string("kiosk_yours"));
  const code = await two.page.locator("code").first().innerText();
  await two.sends();
  await one.goes("#/");
  // The code that the student saw says which book it is.
  await one.page.locator("#receipts summary").click();
  await one.page.locator("#receipt-code").fill("12");
  await one.presses(string("receipt_look_up"));
  await one.page.getByText(string("receipt_no_code")).waitFor();
  await one.page.locator("#receipt-code").fill(code.toLowerCase());
  await one.page.keyboard.press("Enter");
  const found = one.page.locator("#receipts .rows li");
  await until("the loan is found", async () => (await found.count()) === 1);
  const told = await found.innerText();
  assert.ok(told.includes(copies()[0].barcode) && told.includes("29999000000018") && told.includes("by the door"), told);
  await pictures(one.page, "desk receipt");
  await until("the desk knows of it", async () => {
    await one.presses(string("mode_out"));
    await one.scans("29999000000018", string("ready_books"));
    return (await one.page.locator(".patron .rows li").count()) === 1;
  }, { seconds: 40 });
}, { seconds: 120 });

journey("what is lent reaches the library's own system by itself; what it refuses is shown in its words and settled by a press", async (world) => {
  world.expect(NETWORK_FAILS);
  const refusedCard = "29999000000026";
  const sip = await Sip.start({ refused: [refusedCard] });
  const server = await Gateway.start(world, { ils: sip.toml });
  try {
    const [good, bad] = copies();
    const one = await clerk(world, server);
    await one.arrives();
    await one.isDesk();
    await one.signsIn();
    await one.pairsHere();
    await one.goes("#/");
    await one.scans("29999000000018");
    await one.scans(good.barcode, OUT);
    await until("the system has the loan", () => sip.lent.get(good.barcode) === "29999000000018", { seconds: 40 });
    await one.scans(refusedCard);
    await one.scans(bad.barcode, OUT);
    await one.sends();
    const outbox = one.page.locator("#outbox");
    await until(
      "the refusal stands on the page",
      async () => {
        await one.goes("#/");
        await one.goes("#/decide");
        await outbox.locator("h2").waitFor();
        return (await outbox.innerText()).includes("This card has expired.");
      },
      { seconds: 40 },
    );
    // It is counted beside the name of the page, whoever is signed in.
    const badge = `${string("nav_decide")} (1)`;
    await until("it is counted", () => one.page.getByRole("link", { name: badge }).isVisible(), { seconds: 70 });
    const text = await outbox.locator("article").innerText();
    for (const part of [bad.title, bad.barcode, refusedCard]) assert.ok(text.includes(part), text);
    const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
    assert.deepEqual(found.violations.map(({ id }) => id), []);
    // Who looks at the files is told that there is nothing to import.
    await one.goes("#/hand-in");
    await one.page.getByText(string("hand_live")).waitFor();
    await one.goes("#/decide");
    sip.accepts(refusedCard);
    await one.page.getByRole("button", { name: string("outbox_press_again"), exact: true }).click();
    await until("the system has it", () => sip.lent.get(bad.barcode) === refusedCard, { seconds: 40 });
    assert.equal(sip.charges, 2, "each was charged once");
    await until("nothing is counted any more", async () => !(await one.page.getByRole("link", { name: badge }).isVisible()), { seconds: 70 });
    // What is over stays to be seen.
    await one.goes("#/");
    await one.goes("#/decide");
    await outbox.locator("summary").click();
    assert.ok((await outbox.locator("details").innerText()).includes(good.title));
  } finally {
    await server.stop();
    sip.stop();
  }
}, { seconds: 150 });

desk("a second step is asked for by the keyboard alone, a recovery code opens once, and a session elsewhere is ended", async (world, server) => {
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.page.locator("#second-password").fill(PASSWORD);
  await one.presses(string("second_turn_on"));
  await one.page.locator(".qr svg").waitFor();
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  const secret = await one.page.locator("#second code").innerText();
  await one.page.keyboard.type("000000");
  await one.page.keyboard.press("Tab");
  await one.page.keyboard.press("Enter");
  await until("a wrong code is told", async () => (await one.page.locator("#second [role=alert]").innerText()) !== "");
  await one.page.locator("#second-first").fill(Clerk.appCode(secret));
  await one.presses(string("second_confirm"));
  await one.page.locator(".codes code").nth(9).waitFor();
  const codes = await one.page.locator(".codes code").allInnerTexts();
  assert.equal(codes.length, 10);
  await one.presses(string("second_recovery_done"));
  await one.page.getByText(string("second_on.other", { n: 10 })).waitFor();

  const two = await clerk(world, server);
  await two.arrives();
  await two.isDesk();
  const signIn = async (code) => {
    await two.goes("#/");
    await two.goes("#/settings");
    await two.page.locator("#staff-name").fill("ann");
    await two.page.keyboard.press("Tab");
    await two.page.keyboard.type(PASSWORD);
    await two.page.keyboard.press("Enter");
    await two.page.locator("#staff-code").waitFor();
    await until("the code is asked for", () => two.page.evaluate(() => document.activeElement.id === "staff-code"));
    await two.page.keyboard.type(code);
    await two.page.keyboard.press("Enter");
  };
  await signIn("123456");
  await until("a wrong code is told", async () => (await two.page.locator("#gateway > [role=status]").innerText()).includes("wrong"));
  await signIn(codes[2]);
  await two.page.getByText(string("gateway_signed_in", { name: "ann" })).waitFor();
  await two.page.getByText(string("second_on.other", { n: 9 })).waitFor();
  // One sees the other and ends it.
  await two.page.locator("#sessions").getByRole("button", { name: string("sessions_end"), exact: true }).click();
  await until("one is left", async () => (await two.page.locator("#sessions .row").count()) === 1);
  await one.goes("#/");
  await one.goes("#/settings");
  await until("the other one is out", async () => (await one.page.locator("#sessions .row").count()) === 0);
});

desk("a class on paper names who has what, with a box for each book", async (world, server) => {
  const [book] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.goes("#/patrons");
  assert.equal(await one.page.locator("#paper").count(), 0, "no list, no paper");
  const list = "Barcode,LastName,FirstName,Homeroom\n29999000000018,Lee,Ana,7B\n29999000000026,Kay,Ben,6A\n";
  await one.page.locator("#patrons-file").setInputFiles({ name: "patrons.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await one.page.getByText(string("patrons_here.other", { n: 2 })).waitFor();
  await one.goes("#/");
  await one.scans("29999000000018");
  await one.scans(book.barcode, OUT);
  await one.goes("#/patrons");
  await one.page.evaluate(() => void (window.print = () => {}));
  await one.page.locator("#paper-class").selectOption({ label: "7B" });
  await one.page.locator("#paper").getByRole("button").click();
  const paper = await one.page.locator("#slip").textContent();
  for (const part of ["7B", "Ana", book.title, book.barcode]) assert.ok(paper.includes(part), `${part}: ${paper}`);
  assert.ok(!paper.includes("Ben") && !paper.includes("29999000000018"), paper);
  assert.equal(await one.page.locator("#slip .tick").count(), 1);
});

desk("lists that are given once at one desk are known at another and at a kiosk, and end with the next list", async (world, server) => {
  const [lent, free] = copies();
  const [one, two] = await twoDesks(world, server);
  const gives = async (name, text, loaded) => {
    await one.goes("#/patrons");
    await one.page.locator("#patrons-file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await one.page.getByText(loaded).waitFor();
    await one.presses(string("lists_give"));
    await until("the gateway has it", async () => /^The gateway has it: \d/.test(await one.page.locator("#give [role=status]").innerText()));
  };
  const people = "Barcode,LastName,FirstName,Homeroom,Status\n29999000000018,Lee,Ana,7B,A\n29999000000026,Kay,Ben,6A,I\n";
  await gives("patrons.csv", people, string("patrons_loaded.other", { n: 2, bad: "0" }));
  await gives("loans.csv", `cardnumber,barcode,issuedate,date_due\n29999000000018,${lent.barcode},2026-11-02,2026-12-24\n`, string("loans_loaded.one", { n: 1, bad: "0" }));
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  // The other desk was given no file: it knows the loan, the block, and that a card is nobody's.
  await two.goes("#/");
  await until(
    "the loan is known there",
    async () => {
      await two.presses(string("mode_out"));
      await two.scans("29999000000018");
      return (await two.page.locator(".patron .rows li").count()) === 1;
    },
    { seconds: 60 },
  );
  assert.ok((await two.page.locator(".patron").innerText()).includes(lent.title));
  await until("the age of the list is shown", async () => (await two.page.locator(".state .list").innerText()).startsWith("Patron list of the gateway"), { seconds: 70 });
  await two.presses(string("mode_out"));
  await two.scans("29999000000026");
  await two.scans(free.barcode);
  await until("the block holds", async () => (await two.said()).includes("may not borrow"));
  // The next list lacks the loan: it is over everywhere, and nothing of it is handed in.
  await gives("loans.csv", `cardnumber,barcode,issuedate,date_due\n29999000000018,${free.barcode},2026-11-02,2026-12-24\n`, string("loans_loaded.one", { n: 1, bad: "0" }));
  await two.goes("#/");
  await until(
    "the other loan takes its place",
    async () => {
      await two.presses(string("mode_out"));
      await two.scans("29999000000018");
      const text = await two.page.locator(".patron").innerText();
      return text.includes(free.title) && !text.includes(lent.title);
    },
    { seconds: 60 },
  );
  await two.signsIn();
  await two.goes("#/hand-in");
  const koha = two.page.locator(".system", { hasText: "Koha" });
  await koha.waitFor();
  assert.ok((await koha.innerText()).includes("0 scans"), await koha.innerText());
}, { seconds: 240 });

desk("two desks hand in: none gets what the other has, either saves it again, and what is given back goes out once more", async (world, server) => {
  const [first, second] = copies();
  const [one, two] = await twoDesks(world, server);
  // Who is not signed in is told why there are no buttons.
  await two.goes("#/hand-in");
  await two.page.getByText(string("hand_sign_in")).waitFor();
  await two.signsIn();
  for (const [who, card, copy] of [[one, "29999000000018", first], [two, "29999000000026", second]]) {
    await who.goes("#/");
    await who.scans(card);
    await who.scans(copy.barcode, OUT);
    await who.sends();
  }
  const made = koc(await one.handsIn("Koha"));
  assert.equal(made[1].trim().split("\n").length, 3, made[1]);
  assert.ok(made[1].includes(first.barcode) && made[1].includes(second.barcode), "both desks' loans are in it");
  // The other desk sees the batch, gets nothing, and can save the very same file.
  await two.goes("#/");
  await two.goes("#/hand-in");
  const koha = two.page.locator(".system", { hasText: "Koha" });
  await koha.locator("li[data-batch=made]").waitFor();
  assert.ok((await koha.innerText()).includes("0 scans") && (await koha.innerText()).includes("ann"), await koha.innerText());
  await koha.getByRole("button", { name: string("hand_make", { system: "Koha" }), exact: true }).click();
  await two.page.getByText(string("hand_nothing_more")).waitFor();
  const saved = [];
  two.page.on("download", (download) => saved.push(download));
  await koha.getByRole("button", { name: string("hand_again"), exact: true }).click();
  await until("file and sheet are saved again", () => saved.length >= 2);
  two.page.removeAllListeners("download");
  const again = saved.find((download) => download.suggestedFilename().endsWith(".koc"));
  const parts = [];
  for await (const part of await again.createReadStream()) parts.push(part);
  assert.deepEqual([again.suggestedFilename(), Buffer.concat(parts).toString("utf8")], made);
  const found = await two.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  // Given back, it is new for whoever asks next.
  await koha.getByRole("button", { name: string("hand_give_back"), exact: true }).click();
  await koha.getByRole("button", { name: string("hand_give_back_sure"), exact: true }).click();
  await koha.locator("li[data-batch=given-back]").waitFor();
  assert.ok((await koha.innerText()).includes("2 scans"), await koha.innerText());
  const next = koc(await one.handsIn("Koha"));
  assert.equal(next[1], made[1]);
  await one.page.getByText(string("hand_again_sheet.other", { n: "2" })).waitFor();
  const mine = one.page.locator(".system", { hasText: "Koha" });
  await mine.locator("li[data-batch=made]").getByRole("button", { name: string("hand_done"), exact: true }).click();
  await mine.locator("li[data-batch=imported]").waitFor();
  assert.ok((await mine.innerText()).includes("0 scans"), await mine.innerText());
}, { seconds: 120 });

desk("a wrong press is taken back: not imported, imported after all, and an answer to what nobody knew", async (world, server) => {
  const [first, second] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  const press = (within, key) => within.getByRole("button", { name: string(key), exact: true }).click();
  // A file of before the pairing: nobody knows of its scan.
  await one.lends("29999000000018", first);
  await one.handsIn("Koha");
  await one.signsIn();
  await one.pairsHere();
  await one.sends();
  await one.goes("#/hand-in");
  const [doubts, answers] = [one.page.locator("#hand-doubts"), one.page.locator("#hand-answers")];
  await doubts.waitFor();
  await press(doubts.locator("li"), "hand_row_in");
  await answers.waitFor();
  assert.equal(await doubts.count(), 0);
  await answers.locator("summary").click();
  await press(answers, "hand_answer_wrong");
  await press(answers, "hand_answer_wrong_sure");
  await doubts.waitFor();
  assert.ok((await doubts.innerText()).includes(first.barcode), await doubts.innerText());
  assert.equal(await answers.count(), 0, "an answer that was taken back stands nowhere");
  await until("the focus goes to the question", () => one.page.evaluate(() => document.activeElement.closest("#hand-doubts") !== null));
  await press(doubts.locator("li"), "hand_row_in");
  await until("it is asked no more", async () => (await doubts.count()) === 0);
  // A batch that is called imported by mistake.
  await one.lends("29999000000026", second);
  await one.sends();
  const [, made] = koc(await one.handsIn("Koha"));
  assert.ok(made.includes(second.barcode) && !made.includes(first.barcode), made);
  const koha = await one.system("Koha");
  const line = (state) => koha.locator(`li[data-batch=${state}]`);
  await press(line("made"), "hand_done");
  await line("imported").waitFor();
  await until("the focus stays with the batch", () => one.page.evaluate(() => document.activeElement.dataset.batch === "imported"));
  await press(line("imported"), "hand_not_in");
  await line("imported").getByText(string("hand_not_in_about")).waitFor();
  await pictures(one.page, "hand in taken back");
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  await press(line("imported"), "hand_not_in_sure");
  await line("given-back").waitFor();
  await one.page.getByText(string("hand_taken_back")).waitFor();
  assert.ok((await koha.innerText()).includes(string("hand_fresh.one", { n: "1" })), await koha.innerText());
  // Its scan goes into another file; then it turns out that the first one is in. The way out is told, and it works.
  assert.equal(koc(await one.handsIn("Koha"))[1], made);
  await press(line("given-back"), "hand_in_after_all");
  await press(line("given-back"), "hand_in_after_all_sure");
  await one.page.locator("#hand-said", { hasText: "give it back" }).waitFor();
  await press(line("made"), "hand_give_back");
  await press(line("made"), "hand_give_back_sure");
  await until("the second one is given back", async () => (await line("given-back").count()) === 2);
  // The newest stands first.
  await press(line("given-back").last(), "hand_in_after_all");
  await press(line("given-back").last(), "hand_in_after_all_sure");
  await line("imported").waitFor();
  assert.ok((await koha.innerText()).includes("0 scans"), await koha.innerText());
}, { seconds: 180 });

desk("a page that is older than its gateway is told to load again, and goes on lending", async (world, server) => {
  const [book] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  // As a page of before the gateway said which one it is.
  await one.page.route("**/v1/hand-in**", async (route) => {
    const headers = await route.request().allHeaders();
    delete headers["carrel-hand-in"];
    await route.continue({ headers });
  });
  await one.goes("#/hand-in");
  await one.page.getByText("load it again").waitFor();
  assert.equal(await one.page.locator(".system").count(), 0);
  await one.goes("#/");
  await one.scans("29999000000018");
  await one.scans(book.barcode, OUT);
  await one.sends();
  await one.page.unroute("**/v1/hand-in**");
  const [, made] = koc(await one.handsIn("Koha"));
  assert.ok(made.includes(book.barcode), made);
}, { seconds: 120 });

/** The Koha file among those that were saved: its name and its lines. */
const koc = (files) => [...files].find(([name]) => name.endsWith(".koc"));

desk("the gateway is away: a desk makes files of what it has not sent, tells the gateway of them, and nothing goes out twice", async (world, server) => {
  const [sent, kept] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  await one.lends("29999000000018", sent);
  await one.sends();
  await server.stop();
  await one.lends("29999000000026", kept);
  await until("the network is missed", () => one.page.locator('.net[data-net="offline"]').isVisible(), { seconds: 40 });
  await one.goes("#/hand-in");
  await one.presses(string("hand_alone"));
  await one.presses(string("hand_alone_sure"));
  const [, made] = koc(await one.saves("Koha"));
  assert.ok(made.includes(kept.barcode) && !made.includes(sent.barcode), made);
  // It comes back, and hears of the file before it gets the scan.
  await server.start();
  await one.arrives();
  await one.sends();
  await one.signsIn();
  await one.goes("#/hand-in");
  const [own, doubts] = [one.page.locator("#hand-own"), one.page.locator("#hand-doubts")];
  await own.waitFor();
  await doubts.waitFor();
  assert.ok((await doubts.innerText()).includes(kept.barcode), await doubts.innerText());
  assert.ok(!(await doubts.innerText()).includes(sent.barcode), await doubts.innerText());
  await pictures(one.page, "hand in after the gateway was away");
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  // Said of the file, it is said of what stands in it.
  await own.getByRole("button", { name: string("hand_done"), exact: true }).click();
  await own.getByRole("button", { name: string("hand_own_sure"), exact: true }).click();
  await until("nothing is asked any more", async () => (await own.count()) + (await doubts.count()) === 0);
  const koha = await one.system("Koha");
  assert.ok((await koha.innerText()).includes(string("hand_fresh.one", { n: "1" })), await koha.innerText());
  const [, rest] = koc(await one.handsIn("Koha"));
  assert.ok(rest.includes(sent.barcode) && !rest.includes(kept.barcode), rest);
}, { seconds: 180 });

desk("a computer that handed in alone is paired: what it imported is over, what it did not is asked, and a lost file goes out again", async (world, server) => {
  const [imported, lost, after, alone] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.lends("29999000000018", imported);
  await one.handsIn("Koha");
  const done = one.page.locator(".system", { hasText: "Koha" }).getByRole("button", { name: string("hand_done"), exact: true });
  await done.click();
  // A wrong press: the file is there again, and nothing new waits.
  const said = one.page.locator("#hand-said");
  await said.getByRole("button", { name: string("hand_not_in"), exact: true }).click();
  await done.waitFor();
  assert.ok((await one.page.locator(".system", { hasText: "Koha" }).innerText()).includes("0 scans"));
  await done.click();
  await said.getByRole("button", { name: string("hand_not_in"), exact: true }).waitFor();
  // The library's own system stands first, the others behind a fold.
  await until("it is imported", async () => (await one.page.locator(".system").first().innerText()).includes("Imported"));
  assert.ok(await one.page.locator("details.others:not([open]) > summary").isVisible());
  await one.lends("29999000000026", lost);
  await one.lends("29999000000034", alone);
  await one.handsIn("Koha");
  await one.lends("29999000000018", after);
  await one.signsIn();
  await one.pairsHere();
  await one.sends();
  await one.goes("#/hand-in");
  const [own, doubts] = [one.page.locator("#hand-own"), one.page.locator("#hand-doubts")];
  await own.waitFor();
  await doubts.waitFor();
  const rows = doubts.locator("li");
  assert.equal(await rows.count(), 2, await doubts.innerText());
  const koha = await one.system("Koha");
  assert.ok((await koha.innerText()).includes(string("hand_fresh.one", { n: "1" })), await koha.innerText());
  // One of the two was entered by hand.
  await rows.filter({ hasText: alone.barcode }).getByRole("button", { name: string("hand_row_in"), exact: true }).click();
  await until("it is asked no more", async () => (await rows.count()) === 1);
  assert.equal(await one.page.evaluate(() => document.activeElement.closest("#hand-doubts") !== null), true, "the focus goes on with the next");
  const batch = /batch (\S+)$/.exec(await own.locator("li span").first().innerText())[1];
  await own.getByRole("button", { name: string("hand_lost"), exact: true }).click();
  await own.getByRole("button", { name: string("hand_lost_sure", { batch }), exact: true }).click();
  await until("nothing is asked any more", async () => (await own.count()) + (await doubts.count()) === 0);
  const [, made] = koc(await one.handsIn("Koha"));
  for (const { barcode } of [lost, after]) assert.ok(made.includes(barcode), made);
  for (const { barcode } of [imported, alone]) assert.ok(!made.includes(barcode), made);
}, { seconds: 180 });

desk("the gateway is put back to a backup: a later batch is settled as a whole, an open one asks first, and nothing goes out twice", async (world, server) => {
  const [early, late, last] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  // Sent each time: the gateway is killed and put back, and what it never heard of would come a second later than this looks.
  const lends = async (card, copy) => {
    await one.lends(card, copy);
    await one.sends();
  };
  const imports = async () => {
    const koha = await one.system("Koha");
    await koha.locator("li[data-batch=made]").getByRole("button", { name: string("hand_done"), exact: true }).click();
    await until("it is imported", async () => (await koha.locator("li[data-batch=made]").count()) === 0);
  };
  await lends("29999000000018", early);
  await one.handsIn("Koha");
  await server.stop();
  const backup = server.backsUp();
  await server.start();
  await one.arrives();
  await one.signsIn();
  await one.goes("#/hand-in");
  await imports();
  await lends("29999000000026", late);
  await one.handsIn("Koha");
  await imports();
  await lends("29999000000018", last);
  await server.stop();
  server.restores(backup);
  await server.start();
  await one.arrives();
  await one.signsIn();
  const rows = one.page.locator("#hand-doubts li");
  await until("the scans are there again", async () => {
    await one.goes("#/");
    await one.goes("#/hand-in");
    await one.system("Koha");
    return (await rows.count()) === 2;
  }, { seconds: 60 });
  await pictures(one.page, "hand in after a restore");
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  // The batch that only this computer remembers: one answer for what was in it, and for nothing else.
  const lost = one.page.locator("[data-batch=lost]");
  assert.equal(await lost.count(), 1);
  await lost.getByRole("button", { name: string("hand_row_in"), exact: true }).click();
  await until("its scan is asked no more", async () => (await rows.count()) === 1 && (await lost.count()) === 0);
  assert.ok((await rows.innerText()).includes(last.barcode), await rows.innerText());
  await rows.getByRole("button", { name: string("hand_row_out"), exact: true }).click();
  await until("nothing is asked any more", async () => (await rows.count()) === 0);
  // The batch of before may have been given back in the lost days: it says what this computer heard, and asks first.
  const koha = await one.system("Koha");
  const open = koha.locator("li[data-batch=made]");
  assert.ok((await open.innerText()).includes(string("hand_was_in")), await open.innerText());
  await open.getByRole("button", { name: string("hand_done"), exact: true }).click();
  await open.getByText(string("hand_ask_first")).waitFor();
  await open.getByRole("button", { name: string("hand_looked"), exact: true }).click();
  await until("it is imported", async () => (await open.count()) === 0);
  const [, made] = koc(await one.handsIn("Koha"));
  assert.ok(made.includes(last.barcode), made);
  for (const { barcode } of [early, late]) assert.ok(!made.includes(barcode), made);
  // What was said before the next restore is asked again after it, and nothing is made before.
  await server.stop();
  server.restores(server.backsUp());
  await server.start();
  await one.arrives();
  await one.signsIn();
  await one.goes("#/hand-in");
  const again = (await one.system("Koha")).locator("li[data-batch]", { hasText: string("hand_say_again") });
  await until("it is asked", async () => (await again.count()) === 1);
  await again.getByRole("button", { name: string("hand_still_so"), exact: true }).click();
  await until("it is asked no more", async () => (await again.count()) === 0);
}, { seconds: 300 });

desk("staff change their password by the keyboard, and every other sign-in ends", async (world, server) => {
  const [one, two] = [await clerk(world, server), await clerk(world, server)];
  for (const who of [one, two]) {
    await who.arrives();
    await who.isDesk();
    await who.signsIn();
  }
  const said = one.page.locator("#password-said");
  const types = async (now, next, again) => {
    await one.page.locator("#password-now").fill(now);
    await one.page.locator("#password-new").fill(next);
    await one.page.locator("#password-again").fill(again);
    await one.page.locator("#password-again").press("Enter");
  };
  await types(PASSWORD, "a kinder library", "a kinder libary");
  await until("a slip of the finger is told", async () => (await said.innerText()) === string("password_differs"));
  await types("not this one", "a kinder library", "a kinder library");
  await until("a wrong password is told", async () => (await said.innerText()).includes("wrong"));
  await types(PASSWORD, "password", "password");
  await until("a common one is refused", async () => !["", string("password_differs")].includes(await said.innerText()) && !(await said.innerText()).includes("wrong"));
  await types(PASSWORD, "a kinder library", "a kinder library");
  await until("it is changed", async () => (await said.innerText()) === string("password_changed.one", { n: 1 }));
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  await two.goes("#/");
  await two.goes("#/settings");
  await until("the other one is out", async () => (await two.page.locator("#sessions .row").count()) === 0);
  const three = await clerk(world, server);
  await three.arrives();
  await three.isDesk();
  await three.signsIn("ann", "a kinder library");
}, { seconds: 120 });

desk("files by class, the comparison after the import, and a log that is not pruned before it is imported", async (world, server) => {
  const [book, other] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.goes("#/patrons");
  const list = "Barcode,LastName,FirstName,Homeroom\n29999000000018,Lee,Ana,7B\n29999000000026,Kay,Ben,6A\n";
  await one.page.locator("#patrons-file").setInputFiles({ name: "patrons.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await one.page.getByText(string("patrons_here.other", { n: 2 })).waitFor();
  await one.goes("#/");
  for (const [card, copy] of [["29999000000018", book], ["29999000000026", other]]) {
    await one.scans(card);
    await one.scans(copy.barcode, OUT);
    await one.presses(string("mode_out"));
  }
  const files = await one.handsIn("Destiny", 2);
  const names = [...files.keys()].filter((name) => name.endsWith(".txt")).sort();
  assert.equal(names.length, 2, names.join());
  assert.match(names[0], /^LibraryCirculation\d{4}-\d\d-\d\d-6A\.txt$/);
  assert.match(names[1], /-7B\.txt$/);
  const part = one.page.locator(".system", { hasText: "Destiny" });
  await part.locator("summary").click();
  const compares = async (text) => {
    await one.page.locator("#compare-Destiny").setInputFiles({ name: "loans.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    return until("it is compared", async () => (await part.locator("details [role=status]").innerText()).trim());
  };
  assert.match(await compares(`card,barcode\n29999000000018,${book.barcode}\n29999000000018,${other.barcode}\n`), /^1 book stands differently/);
  const text = await part.locator("details [role=status]").innerText();
  assert.ok(text.includes(other.title) && text.includes("29999000000026"), text);
  await one.page.locator("#compare-Destiny").setInputFiles([]);
  await compares(`card,barcode\n29999000000018,${book.barcode}\n29999000000026,${other.barcode}\n`);
  await until("all is the same", async () => (await part.locator("details [role=status]").innerText()) === string("compare_same"));
  assert.equal(await one.pending(), 2, "nothing leaves the log today");
});

desk("a card that no list has is named before the file is made, and stands on the sheet", async (world, server) => {
  const [book, other, third, fourth] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.goes("#/patrons");
  await loads(one, "patrons.csv", "Barcode,LastName,FirstName\n29999000000018,Lee,Ana\n");
  await one.page.getByText(string("patrons_here.one", { n: 1 })).waitFor();
  await one.lends("29999000000018", book);
  await one.lends("29999000000034", other);
  await one.goes("#/hand-in");
  await one.system("Koha");
  await one.presses(string("hand_make", { system: "Koha" }));
  const ask = one.page.locator("#hand-strange");
  await ask.waitFor();
  const text = await ask.innerText();
  assert.ok(text.includes("29999000000034") && text.includes(other.title) && !text.includes("29999000000018"), text);
  await pictures(one.page, "hand in with a card that no list has");
  const found = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  const saved = [];
  one.page.on("download", (download) => saved.push(download));
  await one.presses(string("hand_strange_out"));
  await until("file and sheet are saved", () => saved.length >= 2);
  const read = async (end) => readFileSync(await saved.find((file) => file.suggestedFilename().endsWith(end)).path(), "utf8");
  const made = await read(".koc");
  assert.ok(made.includes(book.barcode) && !made.includes("29999000000034"), made);
  assert.ok((await read(".html")).includes("29999000000034"), "it is on the sheet");
  one.page.removeAllListeners("download");
  // It is not handed in: it stands there until somebody says what became of it, although the file is imported.
  await one.page.getByText(string("hand_left_here", { codes: "29999000000034" })).waitFor();
  const koha = await one.system("Koha");
  const left = koha.locator("li[data-left]");
  assert.ok((await left.innerText()).includes(other.title), await left.innerText());
  await pictures(one.page, "hand in with what was left out");
  const after = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(after.violations.map(({ id }) => id), []);
  await koha.getByRole("button", { name: string("hand_done"), exact: true }).click();
  await until("the file is imported", async () => (await koha.getByRole("button", { name: string("hand_done"), exact: true }).count()) === 0);
  assert.ok((await koha.innerText()).includes(string("hand_fresh.other", { n: 0 })), await koha.innerText());
  await left.getByRole("button", { name: string("hand_left_again"), exact: true }).click();
  await until("it waits again", async () => (await left.count()) === 0);
  assert.ok((await koha.innerText()).includes(string("hand_fresh.one", { n: 1 })), await koha.innerText());
  // All of it left out: no file, and it is on the page all the same. Entered, it is over.
  await one.presses(string("hand_make", { system: "Koha" }));
  await one.presses(string("hand_strange_out"));
  await left.waitFor();
  await left.getByRole("button", { name: string("hand_left_done"), exact: true }).click();
  await left.getByRole("button", { name: string("hand_own_sure"), exact: true }).click();
  await until("it is over", async () => (await left.count()) === 0);
  assert.ok((await koha.innerText()).includes(string("hand_fresh.other", { n: 0 })), await koha.innerText());
  // Left out, and the book came back: nobody need enter it any more.
  await one.lends("29999000000034", third);
  await one.goes("#/hand-in");
  await one.presses(string("hand_make", { system: "Koha" }));
  await one.presses(string("hand_strange_out"));
  await left.waitFor();
  // Undone after it went into a file: the system will have it, and the page says so until somebody looked there.
  await one.lends("29999000000018", fourth);
  await one.goes("#/hand-in");
  await one.presses(string("hand_make", { system: "Koha" }));
  await koha.getByRole("button", { name: string("hand_done"), exact: true }).waitFor();
  await one.goes("#/");
  await one.page.getByRole("button", { name: /^Undo: / }).first().click();
  await one.page.locator(".journal [data-undone]").waitFor();
  await one.goes("#/hand-in");
  const undone = koha.locator("li[data-undone]");
  await undone.getByText(string("hand_undone_first")).waitFor();
  assert.ok((await undone.innerText()).includes(fourth.title), await undone.innerText());
  await koha.getByRole("button", { name: string("hand_done"), exact: true }).click();
  await undone.getByRole("button", { name: string("outbox_press_done"), exact: true }).click();
  await pictures(one.page, "hand in with what was undone since");
  const last = await one.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(last.violations.map(({ id }) => id), []);
  await undone.getByRole("button", { name: string("hand_undone_sure"), exact: true }).click();
  await until("somebody looked", async () => (await undone.count()) === 0);
  await one.goes("#/");
  await one.presses(string("mode_in"));
  await one.scans(third.barcode, IN);
  await one.goes("#/hand-in");
  await until("the return waits", async () => (await koha.innerText()).includes(string("hand_fresh.one", { n: 1 })));
  assert.equal(await left.count(), 0);
}, { seconds: 180 });

desk("what a desk of a gateway leaves out of a file stands under Please decide until it is done", async (world, server) => {
  const [book, other] = copies();
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.signsIn();
  await one.pairsHere();
  await one.goes("#/patrons");
  await loads(one, "patrons.csv", "Barcode,LastName,FirstName\n29999000000018,Lee,Ana\n");
  await one.page.getByText(string("patrons_here.one", { n: 1 })).waitFor();
  await one.lends("29999000000018", book);
  await one.lends("29999000000034", other);
  await one.sends();
  await one.goes("#/hand-in");
  const koha = await one.system("Koha");
  await one.presses(string("hand_make", { system: "Koha" }));
  await one.page.locator("#hand-strange").waitFor();
  await one.presses(string("hand_strange_out"));
  await one.page.getByText(string("hand_left_decide", { codes: "29999000000034" })).waitFor();
  const open = koha.locator("li[data-batch=made]");
  await open.getByRole("button", { name: string("hand_done"), exact: true }).click();
  await koha.locator("li[data-batch=imported]").waitFor();
  await one.goes("#/decide");
  const outbox = one.page.locator("#outbox");
  const row = outbox.locator("article", { hasText: other.title });
  await row.waitFor();
  const text = await row.innerText();
  assert.ok(text.includes("29999000000034") && text.includes("left out of the file"), text);
  await row.getByRole("button", { name: string("outbox_press_done"), exact: true }).click();
  await until("it is done", async () => (await row.count()) === 0);
}, { seconds: 120 });

desk("what another desk left out while the question stood is told, and a book that came back needs no hand", async (world, server) => {
  const [, other] = copies();
  const [one, two] = await twoDesks(world, server);
  await two.signsIn();
  for (const who of [one, two]) {
    await who.goes("#/patrons");
    await loads(who, "patrons.csv", "Barcode,LastName,FirstName\n29999000000018,Lee,Ana\n");
    await who.page.getByText(string("patrons_here.one", { n: 1 })).waitFor();
  }
  await one.lends("29999000000034", other);
  await one.sends();
  for (const who of [one, two]) {
    await who.goes("#/hand-in");
    await who.system("Koha");
    await who.presses(string("hand_make", { system: "Koha" }));
    await who.page.locator("#hand-strange").waitFor();
  }
  await one.presses(string("hand_strange_out"));
  await one.page.getByText(string("hand_left_decide", { codes: "29999000000034" })).waitFor();
  await two.presses(string("hand_strange_in", { system: "Koha" }));
  await two.page.getByText(string("hand_strange_gone", { codes: "29999000000034" })).waitFor();
  await pictures(two.page, "hand in after another desk left it out");
  await two.goes("#/decide");
  const row = two.page.locator("#outbox article", { hasText: other.title });
  await row.waitFor();
  await one.goes("#/");
  await one.presses(string("mode_in"));
  await one.scans(other.barcode, IN);
  await one.sends();
  await two.goes("#/hand-in");
  await two.goes("#/decide");
  await two.page.locator("#outbox").getByText(string("outbox_over.one", { n: 1 })).waitFor();
  assert.equal(await row.count(), 0);
}, { seconds: 150 });

desk("where barcodes end with a check character, a wrong one is told", async (world, server) => {
  const one = await clerk(world, server);
  await one.arrives();
  await one.isDesk();
  await one.scans("29999000000018");
  // It is in no list; misread it is not.
  await one.scans("CODE39X", string("no_unknown_copy"));
  await one.goes("#/settings");
  await one.page.locator("#set-mod43").check();
  await one.presses(string("settings_keep"));
  await until("it is said", async () => (await one.page.locator("#announce").innerText()) === string("settings_kept"));
  assert.ok(await one.page.locator("#set-mod43").isChecked(), "it stays ticked");
  await one.page.waitForTimeout(300);
  await one.page.reload();
  assert.ok(await one.page.locator("#set-mod43").isChecked(), "it is kept");
  await one.goes("#/");
  await one.presses(string("mode_out"));
  await one.scans("29999000000018", string("ready_books"));
  await one.scans("CODE38X", string("scan_misread"));
  await one.scans("CODE39W", string("no_unknown_copy"));
  await one.presses(string("allow"));
  await one.sees(OUT);
}, { seconds: 60 });

desk("a broken log is told, the desk begins anew beside it, and the broken one stays for rescue until all is forgotten", async (world, server) => {
  const [book] = copies();
  const who = await clerk(world, server);
  await who.arrives();
  await who.isDesk();
  await who.scans("29999000000018");
  await who.scans(book.barcode, OUT);
  await who.page.evaluate(
    () =>
      new Promise((done) => {
        const open = indexedDB.open("carrel:/desk/:desk");
        open.onsuccess = () => {
          const act = open.result.transaction("meta", "readwrite");
          act.objectStore("meta").put(new Uint8Array([255, 255]), "client");
          act.oncomplete = () => done(open.result.close());
        };
      }),
  );
  await who.page.reload();
  await who.page.getByRole("heading", { name: string("no_store") }).waitFor();
  const found = await who.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  await who.presses(string("no_store_anew"));
  await who.page.getByRole("button", { name: string("setup_desk_choose") }).waitFor();
  await who.isDesk();
  await who.scans("29999000000018");
  await who.scans(book.barcode, OUT);
  await who.arrives();
  assert.equal(await who.pending(), 1, "the new log is found again");
  const names = () => who.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());
  assert.deepEqual((await names()).filter((name) => name.includes(":desk")), ["carrel:/desk/:desk", "carrel:/desk/:desk-2"]);
  await who.goes("#/patrons");
  await who.presses(string("wipe_all"));
  await who.presses(string("wipe_sure"));
  await who.page.getByRole("button", { name: string("setup_desk_choose") }).waitFor();
  const left = (await names()).filter((name) => name.includes(":desk"));
  assert.deepEqual(left, ["carrel:/desk/:desk"], "a new one, and no old one");
  assert.equal(await who.page.evaluate(() => localStorage.length), 0);
});
