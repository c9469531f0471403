from django.db import models


class Note(models.Model):
    title = models.CharField(max_length=20)

    # May be empty, or NULL, or is no text.
    body = models.TextField(blank=True)
    hint = models.CharField(max_length=20, null=True)
    count = models.IntegerField()
