/** What waits on this phone, what was refused, and what was posted last. */

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";

export class EntryList extends Component {
  static template = "maker_mrp.EntryList";
  static props = {
    title: String,
    entries: Array,
    mend: {type: Function, optional: true},
    discard: {type: Function, optional: true},
    tryAgain: {type: Function, optional: true},
  };

  kind(one) {
    return one.entry.kind === "run" ? _t("Run") : _t("Count");
  }

  /** As it was typed; with the unit where that was not. */
  amount(one) {
    const {quantity} = one.entry;
    return /\p{L}/u.test(quantity) ? quantity : `${quantity} ${one.label.unit}`;
  }

  when(one) {
    const moment = new Date(one.entry.at || one.entry.typed_at);
    return moment.toLocaleString(user.lang, {dateStyle: "short", timeStyle: "short"});
  }

  /** Whose it is, where it is not the one's who is signed in. */
  whose(one) {
    return one.entry.user === user.userId ? "" : one.label.user;
  }

  isRefused(one) {
    return one.state === "refused";
  }

  words(one) {
    if (one.state !== "waiting") {
      return one.message || "";
    }
    if (this.whose(one)) {
      return _t(
        "%s typed it. It is sent when that person signs in here.",
        one.label.user
      );
    }
    return one.trouble || one.message || _t("Waits to be sent.");
  }
}
