import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const ask = (words) => [
  {
    content: `Ask for ${words}`,
    trigger: "body:not(:has(.o_command_palette)) .o_main_navbar",
    run: "press control+k",
  },
  {
    trigger: ".o_command_palette_search input",
    run: `edit ${words}`,
  },
];

const choose = (term, screen) => [
  {
    trigger: `.o_command .o_maker_term:contains(${term})`,
    run: "click",
  },
  {
    content: "Its screen is open",
    trigger: `.o_breadcrumb .active:contains(${screen})`,
  },
];

tours.add("maker_term_found", {
  steps: () => [
    {trigger: ".o_maker_today"},
    ...ask("just-in-time"),
    ...choose("Just-in-time", "Reorder"),
    ...ask("cycle counts"),
    ...choose("Cycle count", "Counts"),
    ...ask("bom"),
    ...choose("BoM: Bill of materials", "Recipes"),
    {
      content: "What the bench may not see is not offered",
      trigger: "body:not(:has(.o_command_palette)) .o_main_navbar",
      run: "press control+k",
    },
    {
      trigger: ".o_command_palette_search input",
      run: "edit cogs",
    },
    {
      trigger: ".o_command_palette:not(:has(.o_maker_term)) .o_command_palette_search",
    },
  ],
});

tours.add("maker_term_on_a_phone", {
  steps: () => [
    {
      trigger: ".o_kanban_record:contains(Bench board) button:contains(Open)",
      run: "click",
    },
    {
      trigger: ".o_breadcrumb:contains(Bench board)",
    },
  ],
});
