from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin behind our own door."""

    default_site = "accounts.second_factor.admin_site.StaffAdminSite"
