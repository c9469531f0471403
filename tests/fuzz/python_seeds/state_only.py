from django.db import models


# The migrations say what the tables are.
class Order(models.Model):
    pass
----
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.AutoField(primary_key=True)),
                ("code", models.CharField(max_length=9)),
                ("amount", models.IntegerField()),
            ],
        ),
        # Only said: no key, no check, no NOT NULL of these.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("order", "said", models.IntegerField(unique=True)),
                migrations.AddConstraint("order", models.UniqueConstraint(fields=["code"], name="said_key")),
                migrations.AlterUniqueTogether("order", {("code", "amount")}),
                migrations.CreateModel(
                    "Said", [("id", models.AutoField(primary_key=True)), ("code", models.CharField(max_length=9))]
                ),
            ]
        ),
        # Made by the one, said by the other.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AddField("order", "made", models.IntegerField(unique=True))],
            state_operations=[migrations.AddField("order", "made", models.IntegerField(unique=True))],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT bound CHECK (amount < 9)")],
            state_operations=[
                migrations.AddConstraint(
                    "order", models.CheckConstraint(condition=models.Q(amount__lt=9), name="bound")
                )
            ],
        ),
        # A table that another model takes over.
        migrations.CreateModel(
            "Item", [("id", models.AutoField(primary_key=True)), ("code", models.CharField(max_length=9, unique=True))]
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Item")]),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    "Thing",
                    [
                        ("id", models.AutoField(primary_key=True)),
                        ("code", models.CharField(max_length=9, unique=True)),
                        ("more", models.IntegerField()),
                    ],
                    options={"db_table": "shop_item"},
                )
            ]
        ),
    ]
