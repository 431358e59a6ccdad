import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
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
    this.display = {controlPanel: {}};
    this.state = useState({page: {cards: [], checklist: []}});
    onWillStart(() => this.load());
  }

  async load() {
    this.state.page = await this.orm.call("maker.today", "get_page", []);
  }

  get openSteps() {
    return this.state.page.checklist.filter((step) => !step.done).length;
  }

  open(action) {
    if (action) {
      this.action.doAction(action);
    }
  }
}

registry.category("actions").add("maker_today", MakerToday);
