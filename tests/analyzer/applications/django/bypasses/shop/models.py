from django.db import models


class Account(models.Model):
    amount = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=9, null=True)

    def clear(self):
        Account.objects.filter(amount=self.amount).update(amount=0)
        Account.objects.bulk_update([self], ["note"])

        # No rows of this table.
        options.update(note="x")


class Entry(models.Model):
    amount = models.PositiveIntegerField(null=True)

    @classmethod
    def load(cls, rows):
        cls.objects.bulk_create(rows)
