from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.AddField("order", "note", models.TextField(null=True)),
        migrations.AddConstraint(
            "order", models.CheckConstraint(condition=models.Q(amount__gte=0), name="amount_not_negative")
        ),
        migrations.AddConstraint("line", models.UniqueConstraint(fields=["order", "position"], name="places")),
        migrations.AddConstraint("line", models.UniqueConstraint(fields=["position"], name="removed")),
    ]
