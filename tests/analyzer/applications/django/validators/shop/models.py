from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator, RegexValidator
from django.db import models


class PlateValidator(RegexValidator):
    regex = r"^[A-Z]+\d{1,4}$"


class Car(models.Model):
    year = models.IntegerField(validators=[MinValueValidator(1886), MaxValueValidator(2100)])
    power = models.DecimalField(max_digits=6, decimal_places=2, validators=[MinValueValidator(0.5)])
    plate = models.CharField(max_length=9, validators=[PlateValidator()])
    vin = models.CharField(max_length=17, blank=True, validators=[MinLengthValidator(17), RegexValidator("^[^IOQ]*$")])

    # What these forbid is not known.
    colour = models.CharField(max_length=9, validators=[is_colour])
    name = models.CharField(max_length=9, validators=[RegexValidator("x", inverse_match=True)])


class PositiveDecimalField(models.DecimalField):
    def formfield(self, **kwargs):
        return super().formfield(min_value=0)


class Toll(models.Model):
    amount = PositiveDecimalField(max_digits=5, decimal_places=2)
