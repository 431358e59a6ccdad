"""QR codes as SVG: sharp at any size, and drawn without a bitmap library."""

from markupsafe import Markup
from reportlab.graphics.barcode.qr import QrCodeWidget

QUIET = 2


def qr_svg(text: str, size: str) -> Markup:
    """An inline ``<svg>`` with ``text`` as a QR code.

    :param size: width and height as CSS says it, e.g. ``"21mm"``
    """
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = code.getModuleCount()
    path = "".join(
        f"M{column + QUIET},{row + QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    )
    whole = count + 2 * QUIET
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        'style="width:{size};height:{size}" role="img" aria-label="{text}" '
        'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    ).format(whole=whole, size=size, text=text, path=path)
