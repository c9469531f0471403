from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Page(models.Model):
    path = models.CharField(max_length=50, unique=True)
    site = models.ForeignKey("Site", on_delete=models.CASCADE)
    slug = models.SlugField()
    state = models.CharField(max_length=9, null=True)
    owner = models.OneToOneField("Site", on_delete=models.CASCADE, related_name="+")

    class Meta:
        unique_together = ("site", "slug")
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(state="live") & ~Q(site=1), name="live"),
            models.UniqueConstraint(Lower("slug"), "site", name="lower_slug"),
            models.UniqueConstraint(fields=["state", "site"], nulls_distinct=False, name="state"),
            # Among rows that cannot be told: stays opaque.
            models.UniqueConstraint(fields=["path"], condition=Q(site__domain__contains="x"), name="remote"),
        ]
        # No key.
        indexes = [models.Index(fields=["state"], name="by_state")]


class Site(models.Model):
    domain = models.CharField(max_length=50)
