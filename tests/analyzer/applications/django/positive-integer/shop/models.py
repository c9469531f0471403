from django.db import models


class Line(models.Model):
    quantity = models.PositiveIntegerField()
    weight = models.PositiveSmallIntegerField(null=True)

    # May be below zero.
    difference = models.IntegerField()
