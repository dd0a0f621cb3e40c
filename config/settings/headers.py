"""What browsers may do with our pages."""

from csp.constants import NONE, SELF

# Everything comes from our own address, and no page carries script or style within it: text that got into a page by an error of
# ours still runs nothing. Pictures may be drawn in a stylesheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What no page of ours asks for.
PERMISSIONS_POLICY = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
