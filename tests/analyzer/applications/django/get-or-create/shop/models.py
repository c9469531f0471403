from django.db import models


class Basket(models.Model):
    owner = models.ForeignKey("Owner", on_delete=models.CASCADE)
    status = models.CharField(max_length=9)
    note = models.TextField(null=True)

    def add(self, product, code):
        line, created = self.lines.get_or_create(product=product, defaults={"quantity": 1})
        Basket.objects.update_or_create(owner=product, status="Open")
        Line.objects.get_or_create(code__iexact=code)

        # By the primary key, by another table, by more than one value: no key.
        Line.objects.get_or_create(pk=product)
        Line.objects.get_or_create(basket__note=product)
        Line.objects.get_or_create(quantity__gt=product)
        cache.get_or_create(quantity=1)
        return line


class Line(models.Model):
    basket = models.ForeignKey(Basket, related_name="lines", on_delete=models.CASCADE)
    product = models.ForeignKey("Product", null=True, on_delete=models.CASCADE)
    quantity = models.IntegerField(default=1)
    code = models.CharField(max_length=9, null=True)


class Product(models.Model):
    pass


class Owner(models.Model):
    pass
