import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {rpcBus} from "@web/core/network/rpc";

/*
 * The first price list switches Odoo's setting for price lists on. Screens read before
 * know nothing of it: they are read anew, so that customers and orders offer the list.
 */
export class PricelistFormController extends FormController {
  async onRecordSaved(record, changes) {
    await super.onRecordSaved(record, changes);
    if (changes.maker_wholesale || record.data.maker_wholesale) {
      rpcBus.trigger("CLEAR-CACHES", "get_views");
    }
  }
}

registry.category("views").add("maker_pricelist_form", {
  ...formView,
  Controller: PricelistFormController,
});
