import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";

/** The form of a wizard: whoever wrote nothing into it leaves without a question. */
export class MakerWizardController extends FormController {
  setup() {
    super.setup();
    this.isTyping = false;
    useBus(this.model.bus, "FIELD_IS_DIRTY", (ev) => {
      this.isTyping = ev.detail;
    });
  }

  async beforeUnload(ev) {
    const {dirty, isNew} = this.model.root;
    if (dirty || this.isTyping || !isNew) {
      await super.beforeUnload(ev);
    }
  }
}

registry.category("views").add("maker_wizard_form", {
  ...formView,
  Controller: MakerWizardController,
});
