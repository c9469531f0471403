from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_before")]

    operations = [
        migrations.AlterField("order", "note", models.TextField()),
        migrations.RenameField("order", "number", "code"),
        migrations.RemoveField("order", "gone"),
        migrations.RenameModel("Order", "Purchase"),
        migrations.RemoveConstraint("line", "removed"),
        migrations.AlterUniqueTogether("purchase", {("code", "owner")}),
        migrations.AlterModelTable("line", "lines"),
        migrations.DeleteModel("Old"),
        migrations.RunPython(migrations.RunPython.noop),
    ]
