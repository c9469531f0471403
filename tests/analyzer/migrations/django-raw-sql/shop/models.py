from django.db import models


# The migrations say what the tables are.
class Order(models.Model):
    pass
