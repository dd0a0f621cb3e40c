"""What the shop knows of a shopper, and their say in it."""

urlpatterns = []
