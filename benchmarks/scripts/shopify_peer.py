# ruff: noqa: F821
# Read by Odoo's shell where OCA's shopify_connector, as published, is installed: binds
# products to the variants of GIVEN, changes their stock, and runs the jobs this made,
# one transaction each as its job runner would. Prints how long the jobs took.
import json
import time

from odoo.addons.queue_job.job import Job
from odoo.addons.shopify_connector.lib import client

begin = client.ShopifyClient.__init__


def to_the_fake(self, *arguments, **options):
    begin(self, *arguments, **options)
    self.endpoint = f"{GIVEN['url']}/admin/api/{self.api_version}/graphql.json"


client.ShopifyClient.__init__ = to_the_fake
warehouse = env["stock.warehouse"].search([], limit=1)
instance = env["shopify.instance"].create(
    {
        "name": "Studio",
        "shop_url": "studio.myshopify.com",
        "access_token": GIVEN["token"],
        "state": "connected",
    }
)
env["shopify.location"].create(
    {
        "name": "Studio",
        "instance_id": instance.id,
        "shopify_id": GIVEN["location"],
        "warehouse_id": warehouse.id,
        "state": "synced",
    }
)
products = env["product.product"].create(
    [
        {
            "name": sku.title(),
            "default_code": sku,
            "is_storable": True,
            "company_id": instance.company_id.id,
        }
        for sku, _variant, _item in GIVEN["variants"]
    ]
)
templates = env["shopify.product.template"].create(
    [
        {
            "instance_id": instance.id,
            "shopify_id": f"gid://shopify/Product/{number}",
            "odoo_id": product.product_tmpl_id.id,
            "state": "synced",
        }
        for number, product in enumerate(products)
    ]
)
env["shopify.product.variant"].create(
    [
        {
            "instance_id": instance.id,
            "shopify_id": variant,
            "inventory_item_shopify_id": item,
            "inventory_tracked": True,
            "template_binding_id": template.id,
            "odoo_id": product.id,
            "state": "synced",
        }
        for (_sku, variant, item), template, product in zip(
            GIVEN["variants"], templates, products, strict=True
        )
    ]
)
env.cr.commit()
for product in products:
    env["stock.quant"]._update_available_quantity(
        product, warehouse.lot_stock_id, GIVEN["quantity"]
    )
env.cr.commit()
pushes = [("method_name", "=", "_job_push_inventory_level"), ("state", "=", "pending")]
uuids = env["queue.job"].search(pushes).mapped("uuid")
cpu, wall = time.process_time(), time.perf_counter()
for uuid in uuids:
    env.invalidate_all()
    job = Job.load(env, uuid)
    job.set_started()
    job.store()
    env.cr.commit()
    job.perform()
    job.set_done()
    job.store()
    env.cr.commit()
took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
print(json.dumps({**took, "jobs": len(uuids)}))
