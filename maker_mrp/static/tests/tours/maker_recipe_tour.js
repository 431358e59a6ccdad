import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maker_write_recipe", {
  steps: () => [
    {trigger: ".o_list_button_add", run: "click"},
    {
      trigger: ".o_field_widget[name=product_tmpl_id] input",
      run: "edit Tour candle",
    },
    {
      trigger: ".ui-autocomplete a:contains('Tour candle'):not(:contains('Create'))",
      run: "click",
    },
    {trigger: ".o_field_widget[name=product_qty] input", run: "edit 4"},
    {
      trigger: ".o_field_widget[name=bom_line_ids] .o_field_x2many_list_row_add a",
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=product_id] input",
      run: "edit Tour wax",
    },
    {
      trigger: ".ui-autocomplete a:contains('Tour wax'):not(:contains('Create'))",
      run: "click",
    },
    {
      trigger: ".o_selected_row .o_field_widget[name=entry] input",
      run: "edit 1 lb 4 oz",
    },
    {
      content: "The need of a batch follows what is written",
      trigger: ".o_field_widget[name=bom_line_ids] .o_list_view, .o_form_view",
      run: "click",
    },
    {trigger: ".o_data_row td[name=batch_need_explained]:contains('20 oz')"},
    {trigger: ".o_data_row td[name=unit_need]:contains('5 oz')"},
    {trigger: ".o_form_button_save", run: "click"},
    {trigger: ".o_form_saved"},
  ],
});
