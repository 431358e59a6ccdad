"""QR codes as SVG: sharp at any size, and drawn without a bitmap library."""

from markupsafe import Markup
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 2


def qr_svg(text: str, size: str) -> Markup:
    """An inline ``<svg>`` with ``text`` as a QR code.

    :param size: width and height as CSS says it, e.g. ``"21mm"``
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{column},{row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, dark in enumerate(modules)
        if dark
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        'style="width:{size};height:{size}" role="img" aria-label="{text}" '
        'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    ).format(whole=len(rows), size=size, text=text, path=path)
