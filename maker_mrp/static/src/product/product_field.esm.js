import {
  Many2OneField,
  buildM2OFieldDescription,
  extractM2OFieldProps,
} from "@web/views/fields/many2one/many2one_field";
import {Many2One, computeM2OProps} from "@web/views/fields/many2one/many2one";
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";

/** A product with its picture, where it is chosen and where it is shown. */
export class ProductField extends Component {
  static template = "maker_mrp.ProductField";
  static components = {Many2One};
  static props = {...Many2OneField.props};

  get m2oProps() {
    const props = computeM2OProps(this.props);
    // In Maker sizes are found, too
    return {...props, context: {...props.context, maker_screen: true}};
  }

  get product() {
    return this.props.record.data[this.props.name];
  }

  picture(id) {
    const {relation} = this.props.record.fields[this.props.name];
    return `/web/image/${relation}/${id}/image_128`;
  }
}

/** The same on a card: read, never chosen. */
export class KanbanProductField extends ProductField {
  static template = "maker_mrp.KanbanProductField";
  static components = {};
}

const description = (component) => ({
  ...buildM2OFieldDescription(component),
  extractProps: extractM2OFieldProps,
});

registry.category("fields").add("maker_product", description(ProductField));
registry
  .category("fields")
  .add("kanban.maker_product", description(KanbanProductField));
