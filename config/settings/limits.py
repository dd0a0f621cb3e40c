"""How often somebody may send something (config/limits.py).

Routes are names of the URL map, `*` stands for anything. Rates are by whom: `shopper` is the account that is signed in, or the
guest's browser; `address` is where it comes from, with room for an office or a school behind one; `name at address` is an account
that is named in a form, together with where it is named.
"""

RATE_LIMITS = {
    # Guesses at passwords and second factors.
    "sign-in": {
        "routes": [
            "admin:login", "account_login", "account_reauthenticate", "mfa_authenticate", "mfa_*reauthenticate*",
            "mfa_login_webauthn", "headless:*:login", "headless:*authenticate*", "headless:*:login_webauthn",
        ],
        "rates": {"name at address": "10 per 5 minutes", "shopper": "30 per 5 minutes", "address": "100 per 5 minutes"},
    },
    # Each may send a mail or a text message to somebody.
    "sent": {
        "routes": [
            "account_signup", "account_reset_password", "account_request_login_code", "account_email", "account_*_phone",
            "headless:*:signup", "headless:*:request_*", "headless:*:resend_*", "headless:*:manage_email",
            "headless:*:manage_phone", "api_password_reset_by_phone",
        ],
        "rates": {"name at address": "5 per 10 minutes", "shopper": "20 per hour", "address": "60 per hour"},
    },
    # Guesses at codes; each code bears few of them too.
    "codes": {
        "routes": [
            "account_confirm_*", "account_verify_*", "account_email_verification_sent", "account_complete_password_reset",
            "headless:*confirm_*", "headless:*verify_*", "headless:*reset_password*",
        ],
        "rates": {"shopper": "20 per 10 minutes", "address": "100 per 10 minutes"},
    },
    # All else around the account, of whatever comes later too.
    "account": {
        "routes": ["account_*", "mfa_*", "usersessions_*", "headless:*"],
        "rates": {"shopper": "60 per minute", "address": "300 per minute"},
    },
    "reviews": {
        "routes": ["review_write", "api_reviews"],
        "rates": {"shopper": "20 per hour", "address": "100 per hour"},
    },
    "votes": {
        "routes": ["review_vote", "api_review_vote"],
        "rates": {"shopper": "60 per 10 minutes", "address": "300 per 10 minutes"},
    },
    "orders": {
        "routes": ["checkout_review", "api_orders"],
        "rates": {"shopper": "10 per 10 minutes", "address": "100 per 10 minutes"},
    },
    # Guesses at codes of vouchers.
    "vouchers": {
        "routes": ["cart_voucher", "api_cart_voucher"],
        "rates": {"shopper": "15 per 10 minutes", "address": "60 per 10 minutes"},
    },
    # Mail programs unsubscribe for many members from a few addresses, so these have much room.
    "mails": {
        "routes": ["mail_unsubscribe"],
        "rates": {"address": "600 per minute"},
    },
    "beacon": {
        "routes": ["api_events"],
        "rates": {"shopper": "120 per minute", "address": "1200 per minute"},
    },
}  # fmt: skip
