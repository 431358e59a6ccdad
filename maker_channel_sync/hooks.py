def post_init_hook(env):
    """Give warehouses that exist already the stall new ones are created with."""
    env["stock.warehouse"].with_context(active_test=False).search(
        []
    )._create_missing_locations({})


def uninstall_hook(env):
    """The stalls go, where nothing was left on them, and the switches of the addon."""
    env["stock.location"]._maker_retire("stall")
    env["ir.config_parameter"].search(
        [("key", "=like", "maker\\_channel\\_sync.%")]
    ).unlink()
