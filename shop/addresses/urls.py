"""Addresses of the address book."""

from django.urls import path

from shop.addresses import api, views

urlpatterns = [
    path("addresses/", views.addresses, name="addresses"),
    path("addresses/new/", views.address_add, name="address_add"),
    path("addresses/<int:address_id>/", views.address_edit, name="address_edit"),
    path("addresses/<int:address_id>/default/", views.address_default, name="address_default"),
    path("addresses/<int:address_id>/remove/", views.address_remove, name="address_remove"),
]
api_urlpatterns = [
    path("addresses/", api.AddressesView.as_view(), name="api_addresses"),
    path("addresses/<int:address_id>/", api.AddressView.as_view(), name="api_address"),
]
