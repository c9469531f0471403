from django.core.exceptions import ValidationError
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=9, null=True)
    user = models.ForeignKey("User", null=True, on_delete=models.CASCADE)
    state = models.CharField(max_length=9, null=True)

    def clean(self):
        rows = Order.objects.filter(number=self.number).exclude(pk=self.pk)
        if rows.exists():
            raise ValidationError("taken")

    @classmethod
    def start(cls, user):
        if not cls.objects.filter(user=user, state="new").count():
            cls.objects.create(user=user, state="new")

    def look(self, user):
        # Nothing is done, or not about equality.
        if Order.objects.filter(state=self.state).exists():
            print("there")
        if Order.objects.filter(number__gt=self.number).exists():
            raise ValidationError("later")
        if user.filter(number=1).exists():
            raise ValidationError("of what?")


class User(models.Model):
    pass
