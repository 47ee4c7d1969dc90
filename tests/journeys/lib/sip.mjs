// A library system that speaks SIP2, as the recorded answers of Koha and SIPServer are laid out: enough of it for a desk's day.
import { once } from "node:events";
import { createServer } from "node:net";

const NOW = "20261127    101500";

/** Seals a message: number and checksum (SIP2, appendix on error detection). */
function sealed(text, number) {
  const bytes = Buffer.from(`${text}AY${number}AZ`, "latin1");
  const sum = -bytes.reduce((all, byte) => all + byte, 0) & 0xffff;
  return Buffer.concat([bytes, Buffer.from(`${sum.toString(16).toUpperCase().padStart(4, "0")}\r`)]);
}

export class Sip {
  lent = new Map();
  charges = 0;
  #refused = new Set();
  #server;
  #lines = new Set();

  /** Cards in `refused` are told no, with a sentence. */
  static async start({ refused = [] } = {}) {
    const sip = new Sip();
    sip.#refused = new Set(refused);
    sip.#server = createServer((line) => sip.#talks(line)).listen(0, "127.0.0.1");
    await once(sip.#server, "listening");
    return sip;
  }

  get toml() {
    const { port } = this.#server.address();
    return `kind = "sip2"\naddress = "127.0.0.1:${port}"\nuser = "carrel"\npassword = "secret"\ninstitution = "CPL"\n`;
  }

  accepts(card) {
    this.#refused.delete(card);
  }

  stop() {
    for (const line of this.#lines) line.destroy();
    this.#server.close();
  }

  #talks(line) {
    let rest = "";
    this.#lines.add(line);
    line.on("error", () => {});
    line.on("close", () => this.#lines.delete(line));
    line.on("data", (bytes) => {
      const parts = (rest + bytes.toString("latin1")).split("\r");
      rest = parts.pop();
      for (const asked of parts) line.write(sealed(this.#answer(asked), /AY(\d)AZ/.exec(asked)[1]));
    });
  }

  #answer(asked) {
    const field = (id) => new RegExp(`${id}([^|]*)\\|`).exec(asked)?.[1] ?? "";
    const [card, copy] = [field("AA"), field("AB")];
    switch (asked.slice(0, 2)) {
      case "93":
        return "941";
      case "99":
        return `98YYYNYN500003${NOW}2.00AOCPL|BXYYYYYYYYYYYYYYYY|`;
      case "11": {
        const isOk = !this.#refused.has(card);
        if (isOk) {
          this.lent.set(copy, card);
          this.charges += 1;
        }
        return `12${isOk ? 1 : 0}NUN${NOW}AOCPL|AA${card}|AB${copy}|AJA book|AH20261211    235900|${isOk ? "" : "AFThis card has expired.|"}`;
      }
      case "09":
        return `10${this.lent.delete(copy) ? 1 : 0}YUN${NOW}AOCPL|AB${copy}|AQCPL|AJA book|`;
      case "17":
        return `18${this.lent.has(copy) ? "04" : "03"}0001${NOW}AB${copy}|AJA book|`;
      default:
        throw new Error(`a question that this system does not know: ${asked.slice(0, 2)}`);
    }
  }
}
