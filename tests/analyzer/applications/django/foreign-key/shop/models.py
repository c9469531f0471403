from django.conf import settings
from django.db import models


class Customer(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    country = models.ForeignKey("Country", to_field="iso", db_column="land", on_delete=models.PROTECT)
    loose = models.ForeignKey("shop.Country", db_constraint=False, on_delete=models.DO_NOTHING, related_name="+")

    # Of an application that is not here.
    other = models.ForeignKey("elsewhere.Thing", on_delete=models.CASCADE)
    # A number that only looks like a reference.
    agent_id = models.IntegerField()


class Country(models.Model):
    iso = models.CharField(max_length=2, unique=True)


# A key of its own table.
class Company(Customer):
    vat = models.CharField(max_length=20)
