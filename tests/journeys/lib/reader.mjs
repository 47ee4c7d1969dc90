// A person in front of the catalogue: what they do, and what they see.
import { until } from "./journey.mjs";
import { says } from "./words.mjs";

export class Reader {
  constructor(page, host) {
    this.page = page;
    this.host = host;
  }

  /** Comes from outside: by a link, a bookmark, the address bar. The page is loaded even if only the fragment differs. */
  async arrives(fragment = "", { parameters = "" } = {}) {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.host.address}${parameters}${fragment}`, { waitUntil: "commit" });
    await this.settled();
  }

  /** Changes the fragment in the address bar. */
  async goes(fragment) {
    await this.page.evaluate((to) => void (location.hash = to), fragment);
    await this.settled();
  }

  async reloads() {
    await this.page.reload({ waitUntil: "commit" });
    await this.settled();
  }

  /** Nothing is on its way any more. */
  async settled({ seconds = 20 } = {}) {
    await until(
      "the page is there",
      () =>
        this.page.evaluate(() => {
          const main = document.querySelector("main");
          const busy = document.querySelector(".waiting, [aria-busy=true]");
          // While the document is still arriving, its last lines are not there either.
          const started = document.readyState !== "loading" && document.querySelector("#carrel-start") === null;
          return started && main.textContent.trim() !== "" && !busy;
        }),
      { seconds },
    );
    // What is focused and scrolled to follows in the next frames.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** Types into the search box letter by letter, after what is in it. */
  async types(text, { delay = 30 } = {}) {
    await this.page.locator("#q").pressSequentially(text, { delay });
    await this.finds(await this.page.locator("#q").inputValue());
  }

  /** Waits until the results on the screen are those of a text. */
  async finds(text) {
    await until(`there are results for “${text}”`, async () => (await this.heading()).includes(`“${text.trim()}”`));
    await this.settled();
  }

  /** Titles of the results, in order; also of rows below the screen. */
  titles() {
    return this.page.locator(".result-list h2 a").allTextContents();
  }

  async heading() {
    return (await this.page.locator("main h1").allInnerTexts())[0] ?? "";
  }

  /** The text of the page's main part. */
  main() {
    return this.page.locator("main").evaluate((main) => {
      // Rows below the screen are not laid out, and what is not laid out has no inner text.
      for (const row of main.querySelectorAll(".result")) row.style.contentVisibility = "visible";
      return main.innerText;
    });
  }

  /** What the address says behind `#`. */
  fragment() {
    return new URL(this.page.url()).hash;
  }

  link(name, within = "main") {
    return this.page.locator(within).getByRole("link", { name });
  }

  /** Follows a link. */
  async follows(name, within = "main") {
    await this.link(name, within).first().click();
    await this.settled();
  }

  async back() {
    await this.page.goBack({ waitUntil: "commit" });
    await this.settled();
  }

  async forward() {
    await this.page.goForward({ waitUntil: "commit" });
    await this.settled();
  }

  /** Waits until the whole catalogue and the pages are on this device. */
  async waitsUntilKept({ seconds = 30 } = {}) {
    await until(`the foot says “${says("kept_short")}”`, async () => {
      return (await this.page.locator("#kept").innerText()) === says("kept_short");
    }, { seconds });
    await until("the service worker is in charge", () =>
      this.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"),
    { seconds });
  }

  /** Waits until the parts that come later, the modules and lessons, are on this device, too: the script is kept last of all. */
  async waitsUntilAllIsKept({ seconds = 30 } = {}) {
    await this.waitsUntilKept();
    const last = () => this.page.evaluate(() => caches.match("sw.js").then(Boolean));
    await until("the parts for later are kept", last, { seconds });
  }

  /** Opens an address in the site's folder that leads nowhere. */
  async getsLost() {
    await this.page.goto(`${this.host.address}no/such/page`);
  }

  /** What has the keyboard's attention. */
  focused() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      return {
        tag: element.localName,
        id: element.id,
        text: (element.innerText || element.value || "").trim(),
        href: element.getAttribute("href"),
      };
    });
  }

  /** Goes away for a moment, as between two visits. */
  async leaves() {
    await this.page.close();
    await new Promise((done) => setTimeout(done, 1000));
  }

  async presses(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
