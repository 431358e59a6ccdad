/** Where a run or a count is typed at the bench, with or without a connection. */

import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {codeOf, findByCode, findByWords} from "./finding.esm";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {EntryList} from "./entry_list.esm";
import {_t} from "@web/core/l10n/translation";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const EMPTY = {
  product: null,
  words: "",
  quantity: "",
  batches: false,
  spoiled: "",
  lot_name: "",
  location: null,
  note: "",
  at: "",
  go_on: false,
};

/** A moment as the browser's own field for one wants it, in the phone's time. */
function localMoment(text) {
  const moment = new Date(text);
  const local = new Date(moment - moment.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}

export class BenchEntry extends Component {
  static template = "maker_mrp.BenchEntry";
  static components = {EntryList};
  static props = {
    kind: {type: String, optional: true},
    alone: {type: Boolean, optional: true},
  };

  setup() {
    this.outbox = useService("maker_outbox");
    this.box = useState(this.outbox.state);
    this.dialog = useService("dialog");
    this.quantity = useRef("quantity");
    this.search = useRef("search");
    this.canScan = isBarcodeScannerSupported();
    const kind = this.props.kind === "count" ? "count" : "run";
    this.state = useState({
      ...EMPTY,
      kind,
      hits: null,
      told: "",
      wrong: "",
      mended: null,
    });
    onWillStart(() => this.outbox.startBench().catch((error) => this.tell(error)));
  }

  tell(error) {
    this.state.wrong = _t(
      "This browser keeps nothing: what you type here cannot wait for a connection. (%s)",
      error.message
    );
  }

  // ---- what is chosen -------------------------------------------------------

  get isRun() {
    return this.state.kind === "run";
  }

  fits(product) {
    return this.isRun ? product.made : product.counted;
  }

  get products() {
    return (this.box.catalog?.products || []).filter((one) => this.fits(one));
  }

  get found() {
    const {words, product, hits} = this.state;
    return product || hits ? [] : findByWords(this.products, words);
  }

  get lots() {
    const {product} = this.state;
    const lots = this.box.catalog?.lots || [];
    return product?.lots ? lots.filter((lot) => lot.product === product.id) : [];
  }

  get nextLot() {
    return _t("Next number");
  }

  get places() {
    return this.box.catalog?.places || [];
  }

  turn(kind) {
    const {product} = this.state;
    Object.assign(this.state, {kind, hits: null, wrong: "", told: ""});
    if (product && !this.fits(product)) {
      this.choose(null);
    }
  }

  choose(product, lot) {
    const {catalog} = this.box;
    Object.assign(this.state, {
      product,
      words: "",
      hits: null,
      wrong: "",
      told: "",
      lot_name: (!this.isRun && lot) || "",
      location: this.state.location || catalog?.place || null,
    });
    // the field is there once the page is drawn
    setTimeout(() => (product ? this.quantity : this.search).el?.focus());
  }

  onWords(text) {
    Object.assign(this.state, {words: text, hits: null, wrong: ""});
  }

  /** Enter: a scanner that types, or the only product that is meant. */
  async onEnter() {
    const {found} = this;
    if (found.length === 1) {
      return this.choose(found[0]);
    }
    await this.lookUp(this.state.words);
  }

  async scan() {
    const code = await scanBarcode(this.env);
    if (code) {
      await this.lookUp(code);
    }
  }

  async lookUp(text) {
    const code = codeOf(text);
    if (!code) {
      return;
    }
    let hits = findByCode(this.box.catalog, code);
    if (!hits.length && this.box.connection === "online") {
      await this.outbox.fetchCatalog();
      hits = findByCode(this.box.catalog, code);
    }
    const fitting = hits.filter((hit) => this.fits(hit.product));
    if (fitting.length === 1) {
      return this.choose(fitting[0].product, fitting[0].lot);
    }
    Object.assign(this.state, {
      hits: fitting.length ? fitting : null,
      wrong: fitting.length ? "" : this.noHit(code, hits),
    });
  }

  noHit(code, hits) {
    if (!hits.length) {
      return _t("Nothing known here bears “%s”.", code);
    }
    const {name} = hits[0].product;
    return this.isRun
      ? _t("“%(code)s” is %(name)s, which has no recipe.", {code, name})
      : _t("“%(code)s” is %(name)s, which is not kept in stock.", {code, name});
  }

  // ---- what is kept ---------------------------------------------------------

  get told() {
    const {kind, product, quantity, batches, spoiled, lot_name, location, note} =
      this.state;
    const told = {
      kind,
      product: product.id,
      quantity: quantity.trim(),
      lot_name: product.lots ? lot_name.trim() : "",
      note: note.trim(),
    };
    if (this.state.at) {
      told.at = new Date(this.state.at).toISOString();
    }
    return this.isRun
      ? {...told, batches, spoiled: spoiled.trim(), go_on: this.state.go_on}
      : {...told, location};
  }

  get label() {
    const {product, batches} = this.state;
    const unit =
      batches && this.isRun ? _t("batches of %s", product.batch) : product.unit;
    return {product: product.name, unit, user: user.name};
  }

  async keep() {
    const {product, quantity, mended} = this.state;
    if (!product || !quantity.trim()) {
      this.state.wrong = product ? _t("Say how much.") : _t("Say which product.");
      return;
    }
    try {
      await this.outbox.keep(this.told, this.label, mended);
    } catch (error) {
      return this.tell(error);
    }
    const {kind, location} = this.state;
    const told = _t("Kept on this phone: %s", `${product.name}, ${quantity.trim()}`);
    Object.assign(this.state, {
      ...EMPTY,
      kind,
      location,
      told,
      wrong: "",
      mended: null,
    });
    this.search.el?.focus();
    this.outbox.send();
  }

  mend(one) {
    const {entry} = one;
    const known = this.box.catalog?.products.find((each) => each.id === entry.product);
    const product = known || {id: entry.product, name: one.label.product, unit: ""};
    Object.assign(this.state, {
      ...EMPTY,
      ...entry,
      at: localMoment(entry.at || entry.typed_at),
      product,
      mended: one,
      hits: null,
      told: "",
      wrong: "",
    });
    setTimeout(() => this.quantity.el?.focus());
  }

  clear() {
    const {kind} = this.state;
    Object.assign(this.state, {...EMPTY, kind, mended: null, wrong: "", told: ""});
  }

  discard(one) {
    const open = one.tries && one.state === "waiting";
    this.dialog.add(ConfirmationDialog, {
      title: _t("Discard this entry?"),
      body: open
        ? _t(
            "Nobody answered when it was sent, so it may be posted already. If it is, you are told; if not, it is posted by no phone any more."
          )
        : _t("%s is posted by no phone any more.", one.label.product),
      confirmLabel: _t("Discard"),
      confirm: () => this.outbox.discard(one),
      cancelLabel: _t("Keep it"),
      cancel: () => true,
    });
  }

  // ---- the connection -------------------------------------------------------

  get connection() {
    const words = {
      online: _t("Online"),
      offline: _t("Offline"),
      expired: _t("Signed out"),
      forbidden: _t("Not allowed"),
    };
    return words[this.box.connection];
  }

  get connectionNote() {
    const notes = {
      offline: _t(
        "No connection. What you type is kept on this phone and posted when there is one."
      ),
      expired: _t("You are signed out. Everything is kept; sign in to have it posted."),
      forbidden: _t("You may not post here. Everything is kept for one who may."),
    };
    return notes[this.box.connection] || "";
  }

  get signIn() {
    const back = encodeURIComponent("/maker/bench");
    const ways = {
      expired: `/web/login?redirect=${back}`,
      forbidden: `/web/session/logout?redirect=${back}`,
    };
    return ways[this.box.connection];
  }
}
