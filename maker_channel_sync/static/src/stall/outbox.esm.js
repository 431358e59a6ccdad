/**
 * Sales kept on the phone until the server has answered for them.
 *
 * Each sale is one entry of the local storage, written before anything is sent and
 * marked only by an answer. Sending one again does no harm: the server knows its key.
 */

const KEEP_SENT = 50;
/** Not for this user, or not for this company's: somebody else may send it. */
const REFUSALS = [403, 404];

export class Outbox {
  /**
   * @param {string} home address of the page, under which goods and sale lie
   * @param {string} prefix of this day's entries in the local storage
   */
  constructor(home, prefix) {
    this.home = home;
    this.prefix = prefix;
    this.state = "online";
    this.onChange = () => {};
  }

  get goods() {
    return JSON.parse(localStorage.getItem(`${this.prefix}goods`) || "null");
  }

  /** Every sale of this phone, the oldest first. */
  get sales() {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(`${this.prefix}sale:`))
      .map((key) => JSON.parse(localStorage.getItem(key)))
      .sort((a, b) => a.sale.sold_at.localeCompare(b.sale.sold_at));
  }

  get waiting() {
    return this.sales.filter((entry) => !entry.answer && !entry.refused);
  }

  /** Keep a sale. Throws when the phone has no room for it. */
  keep(sale) {
    this.write({sale});
  }

  write(entry) {
    localStorage.setItem(`${this.prefix}sale:${entry.sale.key}`, JSON.stringify(entry));
  }

  discard(key) {
    localStorage.removeItem(`${this.prefix}sale:${key}`);
  }

  /** Ask for the goods and send what waits, one at a time, in one tab only. */
  async send() {
    const work = () => this.sendAll();
    if (!navigator.locks) {
      this.working ||= work().finally(() => (this.working = null));
      return this.working;
    }
    return navigator.locks.request(`${this.prefix}send`, work);
  }

  async sendAll() {
    let token = await this.fetchGoods();
    if (!token) {
      return;
    }
    for (const entry of this.waiting) {
      const state = await this.sendOne(entry, token);
      if (state !== "online") {
        return;
      }
    }
    this.forgetOld();
    token = await this.fetchGoods();
  }

  /** The goods and a fresh token; false while the server cannot be asked. */
  async fetchGoods() {
    const response = await this.ask(`${this.home}/goods`, {cache: "no-store"});
    if (REFUSALS.includes(response?.status)) {
      this.turn("forbidden");
    }
    if (!response?.ok) {
      return false;
    }
    const {token, ...goods} = await response.json();
    localStorage.setItem(`${this.prefix}goods`, JSON.stringify(goods));
    // who may look may not always sell: the next sale that is taken tells
    const barred = this.state === "forbidden" && this.waiting.length;
    this.turn(barred ? "forbidden" : "online");
    return token;
  }

  async sendOne(entry, token) {
    const body = new URLSearchParams({
      csrf_token: token,
      sale: JSON.stringify(entry.sale),
    });
    const response = await this.ask(`${this.home}/sale`, {method: "POST", body});
    if (!response) {
      return this.state;
    }
    if (REFUSALS.includes(response.status)) {
      const {refused} = await response.json().catch(() => ({}));
      this.write({sale: entry.sale, forbidden: refused || String(response.status)});
      this.turn("forbidden");
      return this.state;
    }
    if (response.ok) {
      this.write({sale: entry.sale, answer: await response.json()});
    } else if (response.status === 422) {
      const {refused} = await response.json().catch(() => ({}));
      this.write({sale: entry.sale, refused: refused || String(response.status)});
    } else {
      this.write({sale: entry.sale, trouble: response.status});
    }
    this.turn("online");
    return this.state;
  }

  /** A response, or null when there is no connection or no session. */
  async ask(address, options) {
    try {
      const response = await fetch(address, {
        ...options,
        redirect: "manual",
        credentials: "same-origin",
      });
      if (response.type === "opaqueredirect" || response.status === 401) {
        this.turn("expired");
        return null;
      }
      return response;
    } catch {
      this.turn("offline");
      return null;
    }
  }

  turn(state) {
    this.state = state;
    this.onChange();
  }

  forgetOld() {
    const sent = this.sales.filter((entry) => entry.answer?.state === "done");
    for (const entry of sent.slice(0, -KEEP_SENT)) {
      this.discard(entry.sale.key);
    }
  }
}
