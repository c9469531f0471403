from django.db import models
from django.db.models import F, Q


class Booking(models.Model):
    starts = models.DateField()
    ends = models.DateField(null=True)
    price = models.IntegerField()
    state = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="in_order"),
            models.CheckConstraint(
                check=Q(price__gt=0) | Q(state__in=["free", "gift"], price=0), name="priced"
            ),
            models.CheckConstraint(check=~Q(state=""), name="stated"),
            # Lookups without a form over the row state nothing.
            models.CheckConstraint(check=Q(starts__year__gte=2000), name="modern"),
            models.CheckConstraint(check=Q(guest__name="x"), name="elsewhere"),
        ]
