from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.AutoField(primary_key=True)),
                ("code", models.CharField(max_length=9)),
                ("amount", models.IntegerField(null=True)),
                ("rate", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            "Item",
            [
                ("id", models.AutoField(primary_key=True)),
                ("code", models.CharField(max_length=9, unique=True)),
                ("name", models.CharField(max_length=9)),
            ],
        ),
        migrations.CreateModel(
            "Box", [("id", models.AutoField(primary_key=True)), ("size", models.IntegerField(null=True))]
        ),
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT positive CHECK (amount > 0); "
            "ALTER TABLE shop_order ALTER COLUMN amount SET NOT NULL",
            "ALTER TABLE shop_order DROP CONSTRAINT positive",
        ),
        migrations.RunSQL(["CREATE UNIQUE INDEX codes ON shop_order (lower(code))"], reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE shop_order ALTER COLUMN rate DROP NOT NULL"),
        # Of no constraint that can be told: nothing is taken for enforced there any more.
        migrations.RunSQL("ALTER TABLE shop_item DROP CONSTRAINT shop_item_code_5f2a_uniq"),
        # Data.
        migrations.RunSQL("UPDATE shop_order SET amount = 1"),
        migrations.RunSQL("CREATE TABLE shop_log (id integer PRIMARY KEY, line text NOT NULL)"),
        # Overtaken by what comes after it.
        migrations.RunSQL("ALTER TABLE shop_box ALTER COLUMN size SET NOT NULL"),
        migrations.AlterField("box", "size", models.BigIntegerField(null=True)),
    ]
