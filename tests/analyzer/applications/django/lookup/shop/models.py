from django.db import models
from django.shortcuts import get_object_or_404


class Offer(models.Model):
    slug = models.CharField(max_length=9, null=True)
    code = models.CharField(max_length=9, unique=True)
    live = models.BooleanField(default=True)


def show(request, slug, code):
    offer = get_object_or_404(Offer, slug=slug, live=True)
    other = Offer.objects.select_related().get(slug=slug)

    # By the primary key, or more than a key that is declared; a dictionary.
    Offer.objects.get(id=slug)
    Offer.objects.get(code=code, slug=slug)
    request.get(slug=slug)
    return offer, other
