from django.db import connection, models


class Owner(models.Model):
    name = models.CharField(max_length=9, null=True)


class LiveManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(live=True)


class Car(models.Model):
    owner = models.ForeignKey(Owner, null=True, related_name="cars", on_delete=models.CASCADE)
    plate = models.CharField(max_length=9, null=True)
    doors = models.IntegerField(null=True)

    class Meta:
        ordering = ["-doors"]

    def others(self):
        return Car.objects.filter(plate=self.plate).exclude(doors=5).count()


class Part(models.Model):
    live = models.BooleanField(null=True)

    objects = models.Manager()
    alive = LiveManager()


def report(plate, doors, extra):
    car = Car.objects.get(plate=plate)
    if Car.objects.filter(owner__name=plate, doors__gt=doors).exists():
        first = Car.objects.filter(doors__in=[3, 5]).order_by("plate").first()
    for row in Car.objects.filter(owner=None).values_list("plate", flat=True):
        print(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT plate FROM shop_car WHERE doors = %s", [doors])

    # What is sent is not certain: narrowed later, rows of a manager's own, lookups without a form, joins.
    rows = Car.objects.filter(doors=2)
    if extra:
        rows = rows.filter(plate=plate)
    print(rows.count())
    Part.alive.count()
    Car.objects.filter(plate__iregex=plate).count()
    Car.objects.select_related("owner").get(plate=plate)
    cursor.execute("SELECT missing FROM shop_car")
    return car, first
