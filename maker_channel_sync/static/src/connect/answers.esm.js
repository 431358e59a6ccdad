import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The answers needed to connect a shop, one plain input each. */
export class MakerAnswers extends Component {
  static template = "maker_channel_sync.Answers";
  static props = {...standardFieldProps};

  get lines() {
    return this.props.record.data[this.props.name].records;
  }

  name(line) {
    return line.data.is_secret ? "secret" : "value";
  }

  onInput(line, ev) {
    line.update({[this.name(line)]: ev.target.value});
  }
}

registry.category("fields").add("maker_answers", {
  component: MakerAnswers,
  supportedTypes: ["one2many"],
  useSubView: true,
});
