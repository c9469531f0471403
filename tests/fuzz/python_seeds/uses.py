from django.db import models


class Product(models.Model):
    title = models.CharField(max_length=9)


class Line(models.Model):
    KINDS = [("sale", "Sale"), ("gift", "Gift")]

    product = models.ForeignKey(Product, models.CASCADE, null=True)
    stock = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=4, choices=KINDS)
    price = models.IntegerField(null=True)
    discount = models.IntegerField(null=True)
    tax = models.IntegerField(null=True)
    code = models.CharField(max_length=9, null=True)
    note = models.CharField(max_length=9, null=True)
    mark = models.CharField(max_length=9, null=True)
    picture = models.FileField(null=True)
    due = models.DateField(null=True)
    closed = models.DateField(null=True)

    @property
    def is_sale(self):
        return self.kind == "sale"

    def title(self):
        return self.product.title

    def stocked(self):
        return self.stock.title

    def total(self):
        if not self.is_sale:
            return 0
        return self.price * 2

    def trimmed(self):
        code = self.code
        return code.strip()

    def late(self, today):
        if today is not None and self.due < today:
            return True
        # Fails as well, but was seen already.
        return self.due.year > 2000

    # Tested, given, or no failure: nothing is claimed of these.
    def tested(self, other):
        if self.discount is None:
            return 0
        total = self.discount + 1
        if self.note and self.note.strip():
            total += len(self.note)
        total += (self.tax or 0) * 2
        total += self.tax + 1 if self.tax is not None else 0
        try:
            total += self.mark.strip()
        except AttributeError:
            pass
        return "%s %s" % (self.mark, self.picture.url)

    def after(self):
        if other(self):
            return 0
        return self.tax + 1

    def given(self):
        self.closed = today()
        return self.closed.year

    def fill(self):
        self.mark = "m"

    def filled(self):
        self.fill()
        return self.mark.strip()


def report(today):
    lines = Line.objects.filter(closed__isnull=False)
    for line in lines:
        print(line.closed.year)
    return [line.tax + 1 for line in lines if line.tax]


def codes(line):
    # A name alone tells which model it may be of, no more.
    return line.mark.strip()
