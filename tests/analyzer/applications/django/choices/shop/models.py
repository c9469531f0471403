from django.db import models
from django.utils.translation import gettext_lazy as _


class Size(models.TextChoices):
    SMALL = "s", _("Small")
    LARGE = "l", _("Large")


class Grade(models.IntegerChoices):
    ONE = 1
    TWO = 2


class Order(models.Model):
    OPEN, DONE = "open", "done"
    STATES = ((OPEN, _("Open")), (DONE, _("Done")))
    state = models.CharField(max_length=4, choices=STATES)
    size = models.CharField(max_length=1, choices=Size.choices, blank=True)
    grade = models.IntegerField(choices=Grade, null=True)
    kind = models.CharField(
        max_length=5, choices=[("Fruit", [("apple", "Apple"), ("pear", "Pear")]), ("stone", "Stone")]
    )
    level = models.CharField(max_length=2, choices=[(str(n), n) for n in range(1, 4)])

    # Choices that are not known, and choices of a relation, state nothing.
    colour = models.CharField(max_length=9, choices=colours())
    other = models.CharField(max_length=9, choices=[("a", "A")] + EXTRA)
