from django.db import models


class Base(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


class Article(Base):
    code = models.IntegerField(primary_key=True)
    author = models.ForeignKey("Author", on_delete=models.CASCADE)
    editor = models.ForeignKey("Author", on_delete=models.SET_NULL, null=True, related_name="+")
    readers = models.ManyToManyField("Author", related_name="read")
    # null= is not known: nothing is said.
    place = models.ForeignKey("Author", on_delete=models.CASCADE, null=NULLS, related_name="+")


class Author(models.Model):
    age = models.IntegerField(null=True)


# No model: a class that only looks like one.
class Report:
    title = models.CharField(max_length=10)
