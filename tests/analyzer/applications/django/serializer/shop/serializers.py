from rest_framework import serializers
from rest_framework.validators import UniqueTogetherValidator, UniqueValidator

from .models import Order


class OrderSerializer(serializers.ModelSerializer):
    amount = serializers.IntegerField(source="quantity", min_value=1)
    number = serializers.CharField(validators=[UniqueValidator(queryset=Order.objects.all())])
    state = serializers.ChoiceField(choices=["open", "done"])
    # Nothing may be said of these.
    total = serializers.IntegerField(min_value=1, read_only=True)
    code = serializers.CharField(validators=[UniqueValidator(queryset=Order.objects.filter(state="open"))])

    class Meta:
        model = Order
        fields = "__all__"
        validators = [
            UniqueTogetherValidator(queryset=Order.objects.all(), fields=["shop", "code"]),
            UniqueTogetherValidator(queryset=Order.objects.filter(state="open"), fields=["shop", "state"]),
        ]


class Search(serializers.Serializer):
    quantity = serializers.IntegerField(max_value=5)
