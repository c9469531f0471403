from django.core.exceptions import ValidationError
from django.db import models


class Offer(models.Model):
    RATE, FIXED = "Rate", "Fixed"
    kind = models.CharField(max_length=5, choices=[(RATE, "Rate"), (FIXED, "Fixed")])
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    value = models.IntegerField(null=True)
    name = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey("Owner", null=True, on_delete=models.CASCADE)

    @property
    def is_rate(self):
        return self.kind == self.RATE

    def clean(self):
        if self.starts and self.ends and self.starts > self.ends:
            raise ValidationError("order")
        errors = {}
        if not self.owner and not self.name:
            errors["name"] = "who"
        if self.is_rate and self.value is not None and not 0 < self.value <= 100:
            errors["value"] = "range"
        if errors:
            raise ValidationError(errors)
        getattr(self, "clean_%s" % self.kind.lower())()

    def clean_fixed(self):
        if self.value is None:
            raise ValidationError("value")


class Owner(models.Model):
    age = models.IntegerField()
    score = models.IntegerField()
    limit = models.IntegerField()

    # Nothing of the row alone, or of what it will be.
    def clean(self):
        self.score = abs(self.score)
        if self.score < 5:
            raise ValidationError("is written above")
        if self.offers.count() > 3:
            raise ValidationError("other rows")
        if not self.pk and self.age < 3:
            raise ValidationError("new rows only")
        if self.limit > limit_of_today():
            raise ValidationError("not known")
        try:
            if self.age == 7:
                raise ValidationError("caught")
        except ValidationError:
            pass
        for other in self.friends:
            if self.age == 9:
                raise ValidationError("in a loop")
            if other:
                return
        if self.age == 8:
            raise ValidationError("not always reached")


class Loose:
    def clean(self):
        if self.age < 0:
            raise ValidationError("no model")
