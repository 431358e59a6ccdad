import {Component, onWillStart, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

export class MakerToday extends Component {
  static template = "maker_mrp.Today";
  static components = {Layout};
  static props = {...standardActionServiceProps};

  setup() {
    this.orm = useService("orm");
    this.action = useService("action");
    this.dialog = useService("dialog");
    this.ui = useService("ui");
    this.display = {controlPanel: {}};
    this.state = useState({page: {cards: [], checklist: [], sample: null}});
    onWillStart(() => this.load());
  }

  async load() {
    this.state.page = await this.orm.call("maker.today", "get_page", []);
  }

  get openSteps() {
    return this.state.page.checklist.filter((step) => !step.done).length;
  }

  get sample() {
    const sample = this.state.page.sample;
    return sample && (sample.studios.length || sample.crafts.length) ? sample : null;
  }

  async openStudio(craft) {
    const message = _t("The sample studio is set up. This takes about half a minute.");
    await this.work("open_studio", craft, message);
  }

  removeStudio(studio) {
    this.dialog.add(ConfirmationDialog, {
      title: _t("Remove the sample studio?"),
      body: studio.warning,
      confirmLabel: _t("Remove it"),
      confirmClass: "btn-danger",
      confirm: () =>
        this.work("remove_studio", studio.id, _t("The sample studio is removed.")),
      cancelLabel: _t("Keep it"),
      cancel: () => {
        // Nothing was touched
      },
    });
  }

  // A company is entered and left by loading the page anew
  async work(method, argument, message) {
    this.ui.block({message});
    try {
      const company = await this.orm.call("maker.sample.studio", method, [argument]);
      cookie.set("cids", String(company));
      browser.location.reload();
    } finally {
      this.ui.unblock();
    }
  }

  open(action) {
    if (action) {
      this.action.doAction(action);
    }
  }
}

registry.category("actions").add("maker_today", MakerToday);
