from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("number", models.CharField(max_length=9)),
                ("amount", models.IntegerField(null=True)),
                ("gone", models.IntegerField()),
                ("owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)),
            ],
            options={"unique_together": {("number", "amount")}},
        ),
        migrations.CreateModel(
            "Line",
            [
                ("id", models.AutoField(primary_key=True)),
                ("order", models.ForeignKey("shop.Order", models.CASCADE, related_name="lines")),
                ("position", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel("Old", [("id", models.AutoField(primary_key=True))]),
    ]
