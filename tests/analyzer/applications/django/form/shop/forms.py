from django import forms

from .models import Order


class OrderForm(forms.ModelForm):
    quantity = forms.IntegerField(min_value=1, max_value=10)
    code = forms.CharField(min_length=2, max_length=9)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    number = forms.RegexField(r"^[0-9]+$")
    # Not written to the row, or no column of it.
    hidden = forms.IntegerField(min_value=3)
    extra = forms.IntegerField(min_value=3)

    class Meta:
        model = Order
        fields = ["quantity", "code", "kind", "number", "extra"]


# Of no model.
class SearchForm(forms.Form):
    quantity = forms.IntegerField(max_value=5)
