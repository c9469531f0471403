from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Person(models.Model):
    name = models.CharField(max_length=9)


class Shop(models.Model):
    name = models.CharField(max_length=9)


class Order(models.Model):
    owner_id = models.IntegerField()
    maker = models.IntegerField(null=True)
    shop_id = models.IntegerField(null=True)
    seller = models.IntegerField(null=True)

    # Nothing may be said of these.
    either_id = models.IntegerField()
    kind = models.CharField(max_length=9)
    some_id = models.IntegerField()
    amount = models.IntegerField()
    label = models.CharField(max_length=9)

    def owner(self):
        return Person.objects.get(pk=self.owner_id)

    def made_by(self, name):
        person = Person.objects.get(name=name)
        self.maker = person.pk

    def either(self):
        return Person.objects.filter(id=self.either_id) or Shop.objects.filter(id=self.either_id)

    def some(self):
        if self.kind == "person":
            return Person.objects.get(pk=self.some_id)

    def bought(self):
        if self.seller:
            return Person.objects.get(id=self.seller)
        return Shop.objects.get(name=self.label, pk=self.pk)


def of_shop(name):
    shop = Shop.objects.get(name=name)
    return Order.objects.filter(shop_id=shop.pk, amount=3)


class Remark(models.Model):
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.IntegerField()
    target = GenericForeignKey("content_type", "object_id")

    def person(self):
        return Person.objects.get(pk=self.object_id)
