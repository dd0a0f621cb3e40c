"""The Content-Security-Policy of pages that are not written by us: each as strict as it still works with."""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse

# The styles that two packages write into a page, each known by what it says; a new version of them asks for a new line.
STYLE_OF_HTMX = "'sha256-bsV5JivYxvGywDAZ22EZJKBFip65Ng9xoJVLbBg7bdo='"
STYLE_OF_SWAGGER = "'sha256-MMpT0iDxyjALd9PdfepImGX3DBfJPXZ4IlDWdPAgtn0='"

# The theme's pages are made by Alpine, which turns attributes into functions and writes `style` attributes. Scripts and
# stylesheets still come from our files alone, and who may open these pages is of the staff.
ADMIN = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, STYLE_OF_HTMX],
    "style-src-attr": [UNSAFE_INLINE],
}
of_api_docs = csp_replace({"style-src": [SELF, STYLE_OF_SWAGGER]})


class ContentPolicyMiddleware(CSPMiddleware):
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponse, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.resolver_match and "admin" in request.resolver_match.namespaces:
            parts.replace = ADMIN | (parts.replace or {})
        return parts
