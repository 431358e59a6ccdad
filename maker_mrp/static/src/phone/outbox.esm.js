/**
 * Runs and counts that wait on this phone, and the sending of them.
 *
 * Sending one again does no harm: the server knows its key, and posts it once.
 */

import {ConnectionLostError, RPCError, rpc} from "@web/core/network/rpc";
import {EntryStore} from "./entry_store.esm";
import {browser} from "@web/core/browser/browser";
import {reactive} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {user} from "@web/core/user";

const MODEL = "maker.entry";
const TRY_AGAIN = 20000;
/** A connection that is there and answers nothing is none. */
const PATIENCE = 30000;
/** So many that are settled stay to be looked at. */
const KEEP_SETTLED = 20;
const SIGNED_OUT = "odoo.http.SessionExpiredException";
const BARRED = "odoo.exceptions.AccessError";

export class Outbox {
  constructor() {
    this.store = new EntryStore(`maker-entries-${session.db}`);
    this.uid = user.userId;
    this.company = user.activeCompany;
    this.state = reactive({connection: "online", entries: [], catalog: null});
    this.isBench = false;
  }

  async start() {
    this.store.channel.addEventListener("message", () => this.refresh());
    browser.addEventListener("online", () => this.send());
    browser.addEventListener("offline", () => (this.state.connection = "offline"));
    document.addEventListener(
      "visibilitychange",
      () => !document.hidden && this.send()
    );
    browser.setInterval(() => this.mine("waiting").length && this.send(), TRY_AGAIN);
    await this.refresh();
    if (this.mine("waiting").length) {
      this.send();
    }
  }

  /** The page is open: what can be chosen is wanted, and the phone's number. */
  async startBench() {
    this.state.catalog = (await this.store.fact(this.catalogName)) || null;
    this.device = await this.store.fact("device");
    if (!this.device) {
      const platform = browser.navigator.userAgentData?.platform || "";
      this.device = `${platform} ${crypto.randomUUID().slice(0, 4)}`.trim();
      await this.store.setFact("device", this.device);
    }
    this.isBench = true;
    browser.navigator.storage?.persist?.();
    this.send();
  }

  get catalogName() {
    return `catalog-${this.uid}-${this.company.id}`;
  }

  async refresh() {
    this.state.entries = await this.store.all();
  }

  /** Entries of who is signed in, of one state. */
  mine(state) {
    return this.state.entries.filter(
      (one) => one.state === state && one.entry.user === this.uid
    );
  }

  /** How many want somebody: of everybody who types on this phone. */
  get open() {
    return this.state.entries.filter((one) => one.state !== "settled").length;
  }

  /**
   * Keep what was typed. Resolves once it is on the disk.
   *
   * @param {Object} told what was typed
   * @param {Object} label what to show of it: product, unit and name of the person
   * @param {Object} [mended] the entry that it takes the place of
   */
  async keep(told, label, mended) {
    const key = crypto.randomUUID();
    const entry = {
      ...told,
      key,
      user: this.uid,
      company: this.company.id,
      device: this.device,
      typed_at: mended?.entry.typed_at || new Date().toISOString(),
    };
    if (mended?.recorded) {
      entry.replaces = mended.key;
    }
    const kept = {key, entry, label, state: "waiting", tries: 0};
    await this.store.change([kept], mended ? [mended.key] : []);
    await this.refresh();
    return key;
  }

  /** Let an entry go. What the server may have of it is given up there first. */
  async discard(one) {
    if (one.tries && one.state !== "settled") {
      await this.store.change([{...one, state: "waiting", giving_up: true}]);
    } else {
      await this.store.change([], [one.key]);
    }
    await this.refresh();
    return this.send();
  }

  async tryAgain(one) {
    await this.store.change([{...one, state: "waiting"}]);
    await this.refresh();
    return this.send();
  }

  /** Send what waits, one at a time, in one tab only, and ask what can be chosen. */
  async send() {
    const work = () => this.sendAll();
    if (!browser.navigator.locks) {
      this.working ||= work().finally(() => (this.working = null));
      return this.working;
    }
    return browser.navigator.locks.request(`${this.store.name}-send`, work);
  }

  async sendAll() {
    await this.refresh();
    const waiting = this.mine("waiting");
    for (const one of waiting) {
      if (!(await this.sendOne(one))) {
        return;
      }
    }
    if (this.isBench) {
      await this.fetchCatalog();
    }
    if (waiting.length) {
      await this.forgetOld();
    }
  }

  async fetchCatalog() {
    const {answer} = await this.ask("get_catalog", []);
    if (answer) {
      this.state.catalog = answer;
      await this.store.setFact(this.catalogName, answer);
    }
  }

  /** @returns {Boolean} whether the next one may be tried */
  async sendOne(one) {
    // written down first: whether nobody ever heard of it is known after a power cut
    const tried = {...one, tries: one.tries + 1};
    await this.store.change([tried]);
    const {answer, trouble} = one.giving_up
      ? await this.ask("give_up", [one.key])
      : await this.ask("receive", [one.entry]);
    if (answer?.state === "refused" && one.giving_up) {
      await this.store.change([], [one.key]);
    } else if (answer) {
      const {message, recorded} = answer;
      const states = {refused: "refused", not_yours: "waiting"};
      const state = states[answer.state] || "settled";
      await this.store.change([
        {...tried, state, message, recorded, outcome: answer.state, trouble: ""},
      ]);
    } else if (trouble) {
      await this.store.change([{...tried, trouble}]);
    }
    await this.refresh();
    return this.state.connection === "online";
  }

  /** What the server says; nothing while there is no connection or no session. */
  async ask(method, args) {
    const context = {...user.context, allowed_company_ids: [this.company.id]};
    const call = {model: MODEL, method, args, kwargs: {context}};
    const request = rpc(`/web/dataset/call_kw/${MODEL}/${method}`, call, {
      silent: true,
    });
    const patience = browser.setTimeout(() => request.abort(), PATIENCE);
    try {
      const answer = await request;
      this.state.connection = "online";
      return {answer};
    } catch (error) {
      return {trouble: this.troubleOf(error)};
    } finally {
      browser.clearTimeout(patience);
    }
  }

  /** Words of what went wrong; none where only the connection did. */
  troubleOf(error) {
    if (!(error instanceof RPCError)) {
      this.state.connection = "offline";
      if (!(error instanceof ConnectionLostError)) {
        console.warn(error);
      }
      return "";
    }
    const words = error.data?.message || error.message;
    const states = {[SIGNED_OUT]: "expired", [BARRED]: "forbidden"};
    this.state.connection = states[error.exceptionName] || "online";
    return this.state.connection === "expired" ? "" : words;
  }

  async forgetOld() {
    const settled = this.mine("settled");
    const old = settled.slice(0, -KEEP_SETTLED).map((one) => one.key);
    if (old.length) {
      await this.store.change([], old);
      await this.refresh();
    }
  }
}

export const outboxService = {
  start() {
    const outbox = new Outbox();
    if (user.userId && session.db) {
      // a browser that keeps nothing says so when something is to be kept
      outbox.start().catch((error) => console.warn(error));
    }
    return outbox;
  },
};

registry.category("services").add("maker_outbox", outboxService);
