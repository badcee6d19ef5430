"""Customers. Agents keep their data; supervisors delete them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.tables import Row, Rows, describe_row, describe_rows
from accounts.calls import Command, body_of, caller, query_of
from conversations.api.representation import customer_card, iso
from conversations.api.shapes import CustomerCardShape
from conversations.exceptions import Forbidden
from conversations.models import Customer, Erasure, MergeCandidate
from conversations.phones import parse_phone
from conversations.search import customers_like
from conversations.services import customers, doubles, erasing, exporting, merging
from conversations.services.lookup import known_customer, known_to
from conversations.serving import export_response


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
            "birth",
            "notes",
            "attributes",
            "is_blocked",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("created_at", "updated_at")


class CustomerChangeSerializer(CustomerSerializer):
    known = serializers.DictField(
        required=False,
        write_only=True,
        help_text="The values that the writer saw, by field (`attributes.key` for one attribute). When one of them is "
        "another by now, nothing is changed, and the answer is 409 `changed_meanwhile`.",
    )

    class Meta(CustomerSerializer.Meta):
        fields = (*CustomerSerializer.Meta.fields, "known")  # type: ignore[assignment]


class MergeRequest(Command):
    other_id = serializers.UUIDField()


class EraseRequest(Command):
    confirm = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        max_length=200,
        help_text="The customer's name; the phone of one without a name.",
    )


class ErasureShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    customer_id = serializers.UUIDField(help_text="Of the row that is left, without anything in it.")
    by = serializers.CharField()
    at = serializers.DateTimeField()
    conversations = serializers.IntegerField()
    messages = serializers.IntegerField()
    files = serializers.IntegerField()
    finished_at = serializers.DateTimeField(
        allow_null=True, help_text="When no raw payload spoke of them any more, which takes about a minute."
    )


class MergeCandidateShape(serializers.Serializer[Any]):
    customer = CustomerCardShape()
    reason = serializers.ChoiceField(choices=MergeCandidate.Reason.values)
    created_at = serializers.DateTimeField()


class MergeCandidatesShape(serializers.Serializer[Any]):
    candidates = MergeCandidateShape(many=True)


class CustomerQuery(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="In names and phones.")


@describe_rows("Customer", "customers", get={"parameters": [CustomerQuery]})
class Customers(Rows[Customer]):
    """Newest first. Agents see those of whom they may see a conversation, and those without any."""

    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    list_name, ordering = "customers", ("-created_at", "-id")
    add = staticmethod(customers.create_customer)

    def get_queryset(self) -> QuerySet[Customer]:
        text = query_of(self.request, CustomerQuery).get("q", "").strip()
        rows = customers_like(text) if text else super().get_queryset()
        return rows.filter(known_to(caller(self.request)))


@describe_row("Customer", "customers")
class CustomerDetail(Row[Customer]):
    queryset = Customer.objects.all()
    serializer_class = CustomerChangeSerializer
    change = staticmethod(customers.update_customer)
    remove = staticmethod(customers.delete_customer)

    def get_queryset(self) -> QuerySet[Customer]:
        return super().get_queryset().filter(known_to(caller(self.request)))


@extend_schema(operation_id="listMergeCandidates", tags=["customers"], responses=MergeCandidatesShape)
@api_view(["GET"])
def merge_candidates(request: Request, pk: UUID) -> Response:
    """Who may be the same person: their ids came to match."""
    customer = known_customer(pk, caller(request))
    rows = [row for row in doubles.open_doubles(customer) if merging.may_merge(caller(request), row.first, row.second)]
    shown = [
        {"customer": customer_card(row.other_than(customer)), "reason": row.reason, "created_at": iso(row.created_at)}
        for row in rows
    ]
    return Response({"candidates": shown})


@extend_schema(operation_id="mergeCustomers", tags=["customers"], request=MergeRequest, responses=CustomerSerializer)
@api_view(["POST"])
def merge(request: Request, pk: UUID) -> Response:
    """The other customer becomes this one: conversations, ids and data. It cannot be taken back."""
    other_id = body_of(request, MergeRequest)["other_id"]
    return Response(CustomerSerializer(merging.merge_customers(pk, other_id, by=caller(request))).data)


@extend_schema(operation_id="dismissMerge", tags=["customers"], request=MergeRequest, responses={204: None})
@api_view(["POST"])
def dismiss_merge(request: Request, pk: UUID) -> Response:
    """They are two persons, and not offered again."""
    by, other_id = caller(request), body_of(request, MergeRequest)["other_id"]
    customer, other = known_customer(pk, by), known_customer(other_id, by)
    if not merging.may_merge(by, customer, other):
        raise Forbidden
    doubles.dismiss_double(customer, other, by=by)
    return Response(status=204)


@extend_schema(operation_id="eraseCustomer", tags=["customers"], request=EraseRequest, responses=ErasureShape)
@api_view(["POST"])
def erase(request: Request, pk: UUID) -> Response:
    """Everything personal is deleted; what was counted stays, under nobody. For supervisors. It cannot be taken back.
    409 `conversation_open`, `message_in_outbox` or `message_scheduled` as long as anything goes on."""
    erasure = erasing.erase_customer(pk, by=caller(request), confirm=body_of(request, EraseRequest)["confirm"])
    return Response(_erasure(erasure))


@extend_schema(
    operation_id="exportCustomer",
    tags=["customers"],
    request=None,
    responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, description="The archive.")},
)
@api_view(["POST"])
def export(request: Request, pk: UUID) -> HttpResponseBase:
    """All that is known of a customer and was exchanged with them, as JSON and files in a ZIP. For supervisors; each
    export is on record. 409 `is_group` for a group, `customer_erased` for who was erased."""
    return export_response(exporting.export_customer(pk, by=caller(request)))


def _erasure(row: Erasure) -> dict[str, object]:
    counts = {"conversations": row.conversations, "messages": row.messages, "files": row.files}
    return {
        "id": row.pk,
        "customer_id": str(row.customer_id),
        "by": row.by.name,
        "at": iso(row.at),
        **counts,
        "finished_at": iso(row.finished_at) if row.finished_at else None,
    }
