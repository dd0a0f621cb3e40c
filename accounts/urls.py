"""Pages of the account beside those of allauth."""

urlpatterns = []
