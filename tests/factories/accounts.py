import re

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import User

PASSWORD = "a-long-enough-password"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"member-{n}@aisle.example")
    name = factory.Sequence(lambda n: f"Member {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, password=PASSWORD, **kwargs)


class AdministratorFactory(UserFactory):
    is_staff = True
    is_superuser = True


class PhoneAccountFactory(factory.django.DjangoModelFactory):
    """Registered by phone: no address, no password."""

    class Meta:
        model = User

    phone = factory.Sequence(lambda n: f"+49171392{n:04d}")
    phone_verified = True
    password = factory.LazyFunction(lambda: make_password(None))


def code_in(body: str) -> str:
    """The code of a mail or a text."""
    return re.search(r"\b\d{4}-\d{4}\b", body).group()
