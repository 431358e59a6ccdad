import {Component} from "@odoo/owl";
import {DefaultCommandItem} from "@web/core/commands/command_palette";
import {fuzzyTest} from "@web/core/utils/search";
import {normalize} from "@web/core/l10n/utils";
import {registry} from "@web/core/registry";

const SHORTEST = 2;
let loading = null;

export class TermCommand extends Component {
  static template = "maker_mrp.TermCommand";
  static props = {
    ...DefaultCommandItem.props,
    explanation: String,
    place: String,
  };
}

/** The glossary, read once a page; what could not be read is asked for again. */
function readTerms(orm) {
  loading ??= orm.silent
    .searchRead(
      "maker.term",
      [["menu_id", "!=", false]],
      ["name", "also", "explanation", "menu_id", "place"]
    )
    .catch(() => {
      // The palette offers its other commands all the same
      loading = null;
      return [];
    });
  return loading;
}

/** Words alone, without accents and hyphens, so that "just in time" is found. */
const plain = (text) =>
  ` ${normalize(text)
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(" ")}`;

/** What the palette shows for a term that was searched for, or undefined. */
export function label(term, searched) {
  const forms = [plain(searched), plain(searched).replace(/s$/, "")];
  const found = [term.name, ...(term.also || "").split(",")].find((word) =>
    forms.some((form) => plain(word).includes(form))
  );
  if (found === undefined) {
    return;
  }
  const shown = found === term.name ? found : `${found.trim()}: ${term.name}`;
  // The palette leaves out what does not hold the letters as they were typed
  return fuzzyTest(searched, shown) ? shown : `${searched}: ${term.name}`;
}

registry.category("command_provider").add("maker_terms", {
  async provide(env, {searchValue = ""} = {}) {
    const {menu: menus, orm} = env.services;
    const maker = menus
      .getApps()
      .some((app) => app.xmlid === "maker_mrp.maker_menu_root");
    if (!maker || searchValue.trim().length < SHORTEST) {
      return [];
    }
    const commands = [];
    for (const term of await readTerms(orm)) {
      const menu = menus.getMenu(term.menu_id[0]);
      const name = menu?.actionID && label(term, searchValue);
      if (name) {
        commands.push({
          Component: TermCommand,
          action: () => menus.selectMenu(menu),
          href: `/odoo/${menu.actionPath || `action-${menu.actionID}`}`,
          name,
          props: {explanation: term.explanation, place: term.place},
        });
      }
    }
    return commands;
  },
});
