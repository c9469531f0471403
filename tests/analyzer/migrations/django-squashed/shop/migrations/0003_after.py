from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_number")]
    operations = [migrations.AddField("order", "amount", models.IntegerField(null=True))]
