/** Bench entry within Odoo, and the sign in its bar that something waits. */

import {Component, useState} from "@odoo/owl";
import {BenchEntry} from "@maker_mrp/phone/bench_entry.esm";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {router} from "@web/core/browser/router";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

export class BenchAction extends Component {
  static template = "maker_mrp.BenchAction";
  static components = {BenchEntry, Layout};
  static props = {...standardActionServiceProps};

  setup() {
    this.display = {controlPanel: {}};
  }

  get kind() {
    return this.props.action.context?.maker_kind || router.current.do || "run";
  }
}

export class OutboxMenu extends Component {
  static template = "maker_mrp.OutboxMenu";
  static props = {};

  setup() {
    this.outbox = useService("maker_outbox");
    this.state = useState(this.outbox.state);
    this.action = useService("action");
  }

  get count() {
    return this.state.entries.filter((one) => one.state !== "settled").length;
  }

  get title() {
    return _t("%s waiting on this phone", this.count);
  }

  open() {
    this.action.doAction("maker_mrp.maker_bench_entry_action", {
      clearBreadcrumbs: true,
    });
  }
}

registry.category("actions").add("maker_bench_entry", BenchAction);
registry
  .category("systray")
  .add("maker_outbox", {Component: OutboxMenu}, {sequence: 60});
