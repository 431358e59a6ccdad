import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const made = (text) => `.o_kanban_record:contains(${text})`;

tours.add("maker_run_log", {
  steps: () => [
    {
      content: "Choose what was made",
      trigger: ".modal .o_field_widget[name=product_id] input",
      run: "edit Tour candle",
    },
    {
      trigger: ".ui-autocomplete a:contains(Tour candle)",
      run: "click",
    },
    {
      content: "The recipe fills in the materials",
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: "edit 10 && press Tab",
    },
    {
      trigger: ".modal .o_data_row:contains(Tour wax) td[name=entry]:contains(2000)",
      run: "click",
    },
    {
      content: "Write what was really used",
      trigger: ".modal .o_selected_row td[name=entry] input",
      run: "edit 2.1 kg && press Tab",
    },
    {
      trigger: ".modal button[name=action_log]",
      run: "click",
    },
    {
      content: "The run is finished",
      trigger: ".o_form_view button[name=action_maker_ask_undo]",
    },
  ],
});

const openForm = (node) => {
  if (node.component?.beforeUnload && node.component.model) {
    return node.component;
  }
  return Object.values(node.children)
    .map((child) => openForm(child))
    .find(Boolean);
};

// A tour may not fire the event itself: it would take it for the end of the page
const asksBeforeLeaving = async () => {
  let asked = false;
  await openForm(odoo.__WOWL_DEBUG__.root.__owl__).beforeUnload({
    preventDefault: () => {
      asked = true;
    },
  });
  return asked;
};

tours.add("maker_run_log_untouched", {
  steps: () => [
    {
      content: "Nothing was written, so nothing can be lost",
      trigger: ".modal .o_field_widget[name=product_id] input",
      run: async () => {
        if (await asksBeforeLeaving()) {
          throw new Error("An untouched form asks before the page is left");
        }
      },
    },
    {
      content: "A quantity without a product cannot be kept",
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: "edit 10",
    },
    {
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: async () => {
        if (!(await asksBeforeLeaving())) {
          throw new Error("What was written is lost without a word");
        }
      },
    },
    {
      trigger: ".modal button[special=cancel]",
      run: "click",
    },
    {
      trigger: "body:not(:has(.modal))",
    },
  ],
});

const card = (text) =>
  `.modal .o_field_widget[name=line_ids] .o_kanban_record:contains(${text})`;

const logOnAPhone = (...steps) => ({
  steps: () => [
    {
      content: "Choose what was made",
      trigger: ".modal .o_field_widget[name=product_id] input",
      run: "click",
    },
    {
      trigger: ".modal .o_kanban_renderer .o_kanban_record:contains(Tour candle)",
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=product_id] input:value(Tour candle)",
    },
    {
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: "edit 10 && press Tab",
    },
    {
      content: "Materials are cards, filled in from the recipe",
      trigger: `${card("Tour wax")}:contains(2000 g)`,
    },
    {
      trigger: `${card("Tour wick")}:contains(10 Units)`,
    },
    ...steps,
    {
      trigger: ".modal button[name=action_log]",
      run: "click",
    },
    {
      content: "The run is finished",
      trigger: ".o_form_view .o_arrow_button_current:contains(Done), .o_form_saved",
    },
    {
      trigger: "body:not(:has(.modal))",
    },
  ],
});

tours.add("maker_run_log_on_a_phone", logOnAPhone());

tours.add(
  "maker_run_log_corrected_on_a_phone",
  logOnAPhone(
    {
      content: "Write what was really used",
      trigger: card("Tour wax"),
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=entry] input:value(2000 g)",
      run: "edit 2.1 kg",
    },
    {
      trigger: ".modal .o_form_button_save",
      run: "click",
    },
    {
      trigger: `${card("Tour wax")}:contains(2.1 kg)`,
    }
  )
);

tours.add("maker_run_bench", {
  steps: () => [
    {
      content: "Start from the board",
      trigger: `${made("Tour candle")} button[name=action_maker_ask_start]`,
      run: "click",
    },
    {
      content: "It moves to the bench, with what its materials are worth",
      trigger: `.o_kanban_group:contains(On the bench) ${made("Tour candle")}:contains(on the bench)`,
    },
    {
      trigger: `${made("Tour candle")} button[name=action_maker_ask_spoil]`,
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: "edit 2",
    },
    {
      trigger: ".modal button[name=action_spoil]",
      run: "click",
    },
    {
      trigger: `${made("Tour candle")}:contains(spoiled)`,
    },
    {
      trigger: `${made("Tour candle")} button[name=action_maker_ask_finish]`,
      run: "click",
    },
    {
      content: "Spoiled units are counted already",
      trigger: ".modal .o_field_widget[name=quantity] input:value(8)",
      run: "edit 5 && press Tab",
    },
    {
      content: "The rest stays on the bench",
      trigger: ".modal .o_field_widget[name=remaining_qty]:contains(3)",
    },
    {
      trigger: ".modal button[name=action_log_and_close]",
      run: "click",
    },
    {
      trigger: `${made("3 Units")} button[name=action_maker_ask_finish]`,
    },
    {
      trigger: "body:not(:has(.modal))",
    },
  ],
});

tours.add("maker_run_stages_on_a_phone", {
  steps: () => [
    {
      content: "What is on the bench can be seen under an empty stage",
      trigger: `.o_kanban_group:contains(To make) + .o_kanban_group ${made("Tour candle")}`,
      run() {
        const {left, right, top, bottom} = this.anchor.getBoundingClientRect();
        if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight) {
          throw new Error("the run is off the screen");
        }
      },
    },
  ],
});

tours.add("maker_run_missing", {
  steps: () => [
    {
      content: "What is missing is marked",
      trigger: `${made("Tour candle")}:contains(Missing: Tour wax)`,
    },
    {
      trigger: `${made("Tour candle")} button[name=action_maker_ask_start]`,
      run: "click",
    },
    {
      content: "Nothing starts before the maker has been told",
      trigger: ".modal .o_field_widget[name=missing]:contains(missing)",
    },
    {
      trigger: ".modal button[name=action_start]",
      run: "click",
    },
    {
      trigger: `.o_kanban_group:contains(On the bench) ${made("Tour candle")}`,
    },
  ],
});

tours.add("maker_wip", {
  steps: () => [
    {
      content: "Each run, with what it holds",
      trigger: ".o_group_header:contains(MO)",
    },
    {
      trigger: ".o_data_row:contains(Tour wax) td[name=value]:contains(20)",
    },
    {
      trigger: ".o_list_footer:contains(25)",
    },
    {
      trigger: ".o_switch_view.o_pivot",
      run: "click",
    },
    {
      trigger: ".o_pivot td:contains(25)",
    },
  ],
});

const gridLine = (number) =>
  `.o_field_widget[name=line_ids] .o_data_row:nth-child(${number})`;

const gridCard = ".o_field_widget[name=line_ids] .o_kanban_record";

tours.add("maker_run_grid_on_a_phone", {
  steps: () => [
    {
      trigger: ".o_field_widget[name=line_ids] .o-kanban-button-new",
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=product_id] input",
      run: "click",
    },
    {
      trigger: ".modal .o_kanban_renderer .o_kanban_record:contains(Tour candle)",
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=product_id] input:value(Tour candle)",
    },
    {
      trigger: ".modal .o_field_widget[name=quantity] input",
      run: "edit 3",
    },
    {
      trigger: ".modal .o_field_widget[name=spoiled_qty] input",
      run: "edit 1 && press Tab",
    },
    {
      trigger: ".modal .o_form_button_save",
      run: "click",
    },
    {
      content: "The card shows what was made and what was spoiled, in full",
      trigger: `${gridCard}:contains(Tour candle):contains(Spoiled)`,
      run() {
        const {left, right} = this.anchor.getBoundingClientRect();
        if (left < 0 || right > innerWidth) {
          throw new Error("the card is off the screen");
        }
      },
    },
    {
      trigger: "button[name=action_log]",
      run: "click",
    },
    {
      content: "The run is there",
      trigger: ".o_kanban_record:contains(Tour candle), .o_data_row:contains(Made)",
    },
    {
      trigger: "body:not(:has(button[name=action_log]))",
    },
  ],
});

tours.add("maker_run_grid", {
  steps: () => [
    {
      trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=product_id] input",
      run: "edit Tour candle",
    },
    {
      trigger: ".ui-autocomplete a:contains(Tour candle)",
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=quantity] input",
      run: "edit 3 && press Tab",
    },
    {
      trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
      run: "click",
    },
    {
      trigger: `${gridLine(2)}.o_selected_row .o_field_widget[name=product_id] input`,
      run: "edit Tour candle",
    },
    {
      trigger: ".ui-autocomplete a:contains(Tour candle)",
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=quantity] input",
      run: "edit 500 && press Tab",
    },
    {
      trigger: "button[name=action_log]",
      run: "click",
    },
    {
      content: "What is wrong stands beside the line, and nothing is logged",
      trigger: `${gridLine(2)} td[name=error]:contains(Tour wax)`,
    },
    {
      trigger: ".alert-danger:contains(cannot be logged)",
    },
    {
      trigger: `${gridLine(2)} td[name=quantity]`,
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=quantity] input",
      run: "edit 4 && press Tab",
    },
    {
      trigger: "button[name=action_log]",
      run: "click",
    },
    {
      content: "Both runs are there",
      trigger: ".o_breadcrumb:contains(Logged runs)",
    },
    {
      trigger: ".o_list_view .o_data_row:contains(Tour candle):contains(Made)",
    },
  ],
});

tours.add("maker_run_undo", {
  steps: () => [
    {
      trigger: ".o_form_view button[name=action_maker_ask_undo]",
      run: "click",
    },
    {
      content: "What changes is shown before",
      trigger: ".modal .o_field_widget[name=changes]:contains(Tour wax)",
    },
    {
      trigger: ".modal button[name=action_undo]",
      run: "click",
    },
    {
      trigger:
        "body:not(:has(.modal)) .o_form_view .o_field_widget[name=maker_undone_at]",
    },
  ],
});

tours.add("maker_run_count", {
  steps: () => [
    {
      trigger: `${made("Tour candle")} button[name=action_maker_count]`,
      run: "click",
    },
    {
      trigger: ".o_data_row:contains(Tour wax) td[name=inventory_quantity]",
      run: "click",
    },
    {
      trigger: ".o_selected_row td[name=inventory_quantity] input",
      run: "edit 4900 && press Tab",
    },
    {
      trigger:
        ".o_data_row:contains(Tour wax):not(.o_selected_row) td[name=inventory_quantity]:contains(4,900)",
    },
    {
      trigger: ".o_data_row:contains(Tour wax) button[name=action_apply_inventory]",
      run: "click",
    },
    {
      content: "It is counted",
      trigger:
        ".o_data_row:contains(Tour wax):not(:has(button[name=action_apply_inventory]))",
    },
  ],
});
