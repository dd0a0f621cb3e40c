import factory

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
