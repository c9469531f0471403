from django.db import models


class Order(models.Model):
    quantity = models.IntegerField()
    number = models.CharField(max_length=9)
    code = models.CharField(max_length=9)
    shop = models.IntegerField()
    state = models.CharField(max_length=9)
    total = models.IntegerField()
