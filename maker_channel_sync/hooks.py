def uninstall_hook(env):
    """The stalls go, where nothing was left on them, and the switches of the addon."""
    env["stock.location"]._maker_retire("stall")
    env["ir.config_parameter"].search(
        [("key", "=like", "maker\\_channel\\_sync.%")]
    ).unlink()
