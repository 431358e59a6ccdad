import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maker_write_recipe_on_a_phone", {
  steps: () => [
    {
      content: "Ingredients are cards, not a table that runs out of the screen",
      trigger: ".o_field_widget[name=bom_line_ids] .o_kanban_record:contains('200 g')",
    },
    {
      trigger:
        ".o_field_widget[name=bom_line_ids] button:contains('Add an ingredient')",
      run: "click",
    },
    {trigger: ".modal .o_field_widget[name=product_id] input", run: "click"},
    {
      trigger: ".modal .o_kanban_renderer .o_kanban_record:contains('Tour fragrance')",
      run: "click",
    },
    {
      trigger: ".modal .o_field_widget[name=product_id] input:value('Tour fragrance')",
    },
    {
      trigger: ".modal .o_field_widget[name=entry] input",
      run: "edit 12 g",
    },
    {trigger: ".modal .o_form_button_save", run: "click"},
    {
      trigger:
        ".o_field_widget[name=bom_line_ids] .o_kanban_record:contains('Tour fragrance')",
    },
    {trigger: ".o_form_button_save", run: "click"},
    {trigger: ".o_form_saved"},
  ],
});
