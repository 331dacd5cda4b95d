"""People for tests."""

import factory
from factory.django import DjangoModelFactory

from civic.residents.models import Contributor, RoleGrant, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@pellbridge.example")
    first_name = factory.Faker("first_name")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = Contributor

    display_name = factory.Faker("first_name")


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
