from django.db import models


class Order(models.Model):
    quantity = models.IntegerField()
    code = models.CharField(max_length=9)
    kind = models.CharField(max_length=9, blank=True)
    number = models.CharField(max_length=9)
    hidden = models.IntegerField()
