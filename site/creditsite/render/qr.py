"""The QR code of a page's address, as a drawing that stands inside the page."""

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """An inline SVG that a phone reads as the address.

    A fixed mask and no search for a higher level of correction: a fifth of the time, and phones read it as well.
    """
    code = segno.make_qr(address, error="l", boost_error=False, mask=2, mode="byte")
    return Markup(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))
