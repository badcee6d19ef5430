"""Customers. Agents keep their data; supervisors delete them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from accounts.calls import caller, query_of
from conversations.models import Customer
from conversations.phones import parse_phone
from conversations.search import customers_like
from conversations.services import customers


class PhoneField(serializers.CharField):
    """A number as people write it; stored as E.164."""

    def to_internal_value(self, data: Any) -> str:
        number = parse_phone(super().to_internal_value(data))
        if number is None:
            raise serializers.ValidationError(
                _("Give a phone number with country code, such as +5511987654321."), code="invalid"
            )
        return number


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    phone = PhoneField(max_length=40, allow_null=True, required=False)
    attributes = serializers.DictField(required=False)

    class Meta:
        model = Customer
        fields = (
            "id",
            "name",
            "phone",
            "email",
            "document",
            "plan",
            "since",
            "notes",
            "attributes",
            "is_blocked",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("created_at", "updated_at")


class CustomerQuery(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="In names and phones.")


@extend_schema_view(
    get=extend_schema(operation_id="listCustomers", tags=["customers"], parameters=[CustomerQuery]),
    post=extend_schema(operation_id="createCustomer", tags=["customers"]),
)
class Customers(generics.ListCreateAPIView[Customer]):
    """Newest first."""

    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    list_name, ordering = "customers", ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Customer]:
        text = query_of(self.request, CustomerQuery).get("q", "").strip()
        return customers_like(text) if text else super().get_queryset()

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = customers.create_customer(by=caller(self.request), **serializer.validated_data)


@extend_schema_view(
    get=extend_schema(operation_id="getCustomer", tags=["customers"]),
    put=extend_schema(operation_id="replaceCustomer", tags=["customers"]),
    patch=extend_schema(operation_id="updateCustomer", tags=["customers"]),
    delete=extend_schema(operation_id="deleteCustomer", tags=["customers"]),
)
class CustomerDetail(generics.RetrieveUpdateDestroyAPIView[Customer]):
    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer

    def perform_update(self, serializer: Any) -> None:
        customers.update_customer(serializer.instance, by=caller(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: Customer) -> None:
        customers.delete_customer(instance, by=caller(self.request))
