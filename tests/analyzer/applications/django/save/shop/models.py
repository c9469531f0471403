from django.db import models


class Entry(models.Model):
    amount = models.IntegerField()
    side = models.CharField(max_length=1)
    slug = models.SlugField()

    def save(self, *args, **kwargs):
        if self.amount < 0 or self.side not in ("d", "c"):
            raise ValueError("entry")
        if not self.slug:
            self.slug = slugify(self.side)
        if self.slug == "x":
            raise ValueError("the slug may have been set here")
        super().save(*args, **kwargs)


class Other(models.Model):
    amount = models.IntegerField()

    # Never called by Django.
    def store(self):
        if self.amount < 0:
            raise ValueError("amount")
