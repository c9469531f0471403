from django.db import models

LIMIT = 8 * 5


class CodeField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 12
        super().__init__(*args, **kwargs)


class Item(models.Model):
    name = models.CharField("Name", max_length=80)
    note = models.TextField(null=True)
    email = models.EmailField(null=True, blank=True)
    slug = models.SlugField(max_length=LIMIT, null=True)
    code = CodeField(null=True)
    picture = models.ImageField(null=True)

    # What only the running program knows is no bound.
    remote = models.CharField(max_length=limit_of_the_day(), null=True)


class Form(forms.Form):
    title = forms.CharField(max_length=10)
