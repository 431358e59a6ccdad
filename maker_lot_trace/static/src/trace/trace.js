import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {BOX, layOut} from "./trace_columns";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {registry} from "@web/core/registry";
import {router} from "@web/core/browser/router";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const PAGE = "maker.trace.page";
const ROWS = 40;

/** One table of a side: a title and its rows, the first ROWS of them at once. */
export class TraceTable extends Component {
  static template = "maker_lot_trace.TraceTable";
  static props = {
    title: String,
    name: String,
    rows: Array,
    seedUnit: {type: String, optional: true},
    carriedTitle: {type: String, optional: true},
    open: Function,
    trace: Function,
  };

  setup() {
    this.state = useState({all: false});
  }

  get shown() {
    return this.state.all ? this.props.rows : this.props.rows.slice(0, ROWS);
  }

  get total() {
    return this.props.rows.length;
  }

  amount(number) {
    return formatFloat(number, {digits: [16, 3], trailingZeros: false});
  }

  /** Unit of what the row holds of the traced lot, empty where that says nothing. */
  carriedUnit(row) {
    const forward = this.props.seedUnit !== undefined;
    const unit = forward ? this.props.seedUnit : row.unit;
    const same = unit === row.unit && row.carried === row.quantity;
    return row.carried && !same ? unit : "";
  }

  canTrace(row) {
    return ["lot", "run", "order", "purchase"].includes(row.kind);
  }
}

export class MakerTrace extends Component {
  static template = "maker_lot_trace.Trace";
  static components = {Layout, TraceTable};
  static props = {...standardActionServiceProps};

  setup() {
    this.orm = useService("orm");
    this.action = useService("action");
    this.notification = useService("notification");
    this.ui = useService("ui");
    this.input = useRef("code");
    this.display = {controlPanel: {}};
    this.box = BOX;
    this.canScan = isBarcodeScannerSupported();
    this.state = useState({code: "", found: null, page: null, picture: null});
    onWillStart(() => this.start());
    onMounted(() => this.input.el.focus());
  }

  async start() {
    const wanted = this.wanted();
    if (wanted) {
      await this.trace(...wanted);
    }
  }

  /** What to show first: asked by the action, else what the address says. */
  wanted() {
    const {trace_kind: kind, trace_id: id} = this.props.action.context || {};
    if (kind && id) {
      return [kind, id];
    }
    const match = /^(\w+)-(\d+)$/.exec(router.current.trace || "");
    return match && [match[1], Number(match[2])];
  }

  async search() {
    const found = await this.orm.call(PAGE, "find", [this.state.code]);
    if (found.length === 1) {
      return this.trace(found[0].kind, found[0].id);
    }
    this.state.page = null;
    this.state.found = found;
  }

  async scan() {
    const code = await scanBarcode(this.env);
    if (code) {
      this.state.code = code;
      await this.search();
    }
  }

  async trace(kind, id) {
    const page = await this.orm.call(PAGE, "get_page", [kind, id]);
    Object.assign(this.state, {
      page,
      picture: layOut(page),
      found: null,
      code: page.title,
    });
    router.pushState({trace: `${kind}-${id}`});
  }

  open(row) {
    if (row.model) {
      this.action.doAction({
        type: "ir.actions.act_window",
        res_model: row.model,
        res_id: row.id,
        views: [[false, "form"]],
      });
    }
  }

  async hold() {
    const page = this.state.page;
    const action = await this.orm.call("stock.lot", "action_maker_open_hold", [
      [page.id],
    ]);
    await this.action.doAction(action, {
      onClose: () => this.trace(page.kind, page.id),
    });
  }

  async recall() {
    const action = await this.orm.call("stock.lot", "action_maker_start_recall", [
      [this.state.page.id],
    ]);
    await this.action.doAction(action);
  }

  get csvUrl() {
    const {kind, id} = this.state.page;
    return `/maker_lot_trace/trace.csv?kind=${kind}&id=${id}`;
  }

  get kinds() {
    return {
      lot: _t("Lot"),
      run: _t("Run"),
      order: _t("Order"),
      purchase: _t("Purchase"),
    };
  }

  amount(number) {
    return formatFloat(number, {digits: [16, 3], trailingZeros: false});
  }

  seconds(number) {
    return formatFloat(number, {digits: [16, 2]});
  }

  carriedTitle(direction) {
    return direction === "forward" ? _t("of it") : _t("in it");
  }

  tables(side, direction) {
    const forward = direction === "forward";
    const titles = {
      ends: forward ? _t("Customers") : _t("Suppliers"),
      here: _t("Still in stock"),
      lots: forward ? _t("Lots made with it") : _t("Lots used"),
      runs: forward ? _t("Used in runs") : _t("Made in runs"),
      losses: forward ? _t("Scrapped, counted off") : _t("Found by counting"),
    };
    return Object.entries(titles)
      .map(([name, title]) => ({name, title, rows: side[name]}))
      .filter((table) => table.rows.length);
  }
}

registry.category("actions").add("maker_trace", MakerTrace);
