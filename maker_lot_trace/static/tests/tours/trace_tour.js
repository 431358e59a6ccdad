import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maker_lot_trace_trace", {
  steps: () => [
    {
      content: "Type the number on the supplier's drum",
      trigger: ".o_maker_trace input[name=code]",
      run: "edit TOUR-DRUM-7",
    },
    {trigger: ".o_maker_trace button[type=submit]", run: "click"},
    {
      content: "Our own lot is found by it",
      trigger: ".o_maker_trace_head h2:contains(TOUR-FR)",
    },
    {
      content: "The customer, with the quantity sold",
      trigger: "[data-direction=forward] [data-table=ends] :contains(Tour buyer)",
    },
    {trigger: "[data-table=ends] .o_maker_trace_amount:contains(5)"},
    {trigger: ".o_maker_trace_balance :contains(accounted for)"},
    {trigger: ".o_maker_trace_seconds:contains(traced in)"},
    {trigger: ".o_maker_trace_box.o_maker_self:contains(TOUR-FR)"},
    {
      content: "Go on from the lot that was made",
      trigger:
        "[data-direction=forward] [data-table=lots] .o_maker_trace_row:contains(TOUR-C) button",
      run: "click",
    },
    {
      content: "Backward: what it is made of",
      trigger: "[data-direction=backward] [data-table=lots] a:contains(TOUR-FR)",
    },
    {trigger: ".o_maker_trace_head button:contains(Hold)", run: "click"},
    {
      trigger: ".modal .o_field_widget[name=reason] input",
      run: "edit smells of soap",
    },
    {trigger: ".modal button[name=action_apply]", run: "click"},
    {trigger: ".o_maker_trace_head .badge:contains(smells of soap)"},
    {
      trigger: ".o_maker_trace input[name=code]",
      run: "edit TOUR-NOTHING",
    },
    {trigger: ".o_maker_trace button[type=submit]", run: "click"},
    {trigger: ".alert:contains(TOUR-NOTHING)"},
  ],
});
