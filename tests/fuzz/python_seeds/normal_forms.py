from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.text import slugify

from .tools import slugify as own


class Person(models.Model):
    email = models.EmailField()
    code = models.CharField(max_length=9, null=True)
    title = models.CharField(max_length=9)
    slug = models.SlugField()
    town = models.CharField(max_length=9)
    late = models.CharField(max_length=9)
    twice = models.CharField(max_length=9)
    cut = models.CharField(max_length=9)
    filled = models.SlugField()
    other = models.SlugField()
    after = models.CharField(max_length=9)

    def clean(self):
        self.title = self.title.strip()

    def save(self, *args, **kwargs):
        self.email = (self.email or "").strip().lower()
        if self.code:
            self.code = self.code.upper()
        self.slug = slugify(self.title)
        # Nothing may be said of these.
        self.twice = self.twice.lower()
        if self.title:
            self.twice = "A"
        self.cut = self.cut.strip()[:5]
        if not self.filled:
            self.filled = slugify(self.title)
        self.other = own(self.title)
        if not self.title:
            return super().save(*args, **kwargs)
        self.late = self.late.lower()
        super().save(*args, **kwargs)
        self.after = self.after.lower()


@receiver(pre_save, sender=Person)
def town(sender, instance, **kwargs):
    instance.town = instance.town.upper() if instance.town else ""


# Never called by Django.
def forgotten(instance):
    instance.late = instance.late.upper()
