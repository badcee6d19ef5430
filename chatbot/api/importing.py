"""Articles from files and pages, and what becomes of the changes that they propose."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.calls import Command, SteeringOnly, body_of, steering_caller
from accounts.models import Team
from chatbot.api.knowledge import ArticleSerializer
from chatbot.fetching import MAX_ADDRESS
from chatbot.importing.types import Piece
from chatbot.models import Article
from chatbot.services.import_sources import pieces_of_address, pieces_of_file
from chatbot.services.importing import Line, Outcome, Target, import_articles, weigh
from chatbot.services.proposed import accept_change, dismiss_change

TAGS = ["knowledge"]
MAX_CHOSEN = 500


class ImportRequest(serializers.Serializer[Any]):
    file = serializers.FileField(required=False, help_text="Markdown, CSV, PDF or HTML, at most 10 MB.")
    url = serializers.CharField(
        required=False,
        max_length=MAX_ADDRESS,
        help_text="Or a page's address: HTML, or what else a file may be. It must be public.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Only tell what would be done.")
    language = serializers.ChoiceField(
        choices=Article.Language.choices,
        default=Article.Language.PORTUGUESE.value,
        help_text="Of the articles that name none.",
    )
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, default=None, help_text="As with the language."
    )
    only = serializers.ListField(
        child=serializers.CharField(max_length=64),
        max_length=MAX_CHOSEN,
        required=False,
        help_text="The `key`s of those that are wanted; left out: all.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("url" in attrs):
            raise serializers.ValidationError({"file": [_("Give either a file or an address.")]})
        return attrs


class ProblemShape(serializers.Serializer[Any]):
    field = serializers.CharField(allow_blank=True, help_text="The article's; empty: all of it.")
    detail = serializers.CharField()


class ImportedShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Stands for exactly this text.")
    title = serializers.CharField(allow_blank=True)
    content = serializers.CharField(allow_blank=True)
    questions = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(allow_blank=True)
    team = serializers.IntegerField(allow_null=True)
    line = serializers.IntegerField(allow_null=True, help_text="Where it begins; the page in a PDF.")
    outcome = serializers.ChoiceField(
        choices=Outcome.values,
        help_text="`new`: becomes a draft. `changed`: there is an article of this title with another text; becomes a "
        "proposed change. `same`: there already, perhaps edited since. `waiting`: proposed already. `invalid`: see "
        "`problems`.",
    )
    article = serializers.IntegerField(allow_null=True, help_text="The one that it is, or would change.")
    is_imported = serializers.BooleanField()
    problems = ProblemShape(many=True)


class CountsShape(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    waiting = serializers.IntegerField()
    invalid = serializers.IntegerField()
    imported = serializers.IntegerField()


class ImportShape(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    counts = CountsShape()
    articles = ImportedShape(many=True)


class DecisionRequest(Command):
    digest = serializers.CharField(max_length=64, help_text="`proposed_change.digest`, as it was read.")


@extend_schema(operation_id="importKnowledge", tags=TAGS, request=ImportRequest, responses=ImportShape)
@api_view(["POST"])
@permission_classes([SteeringOnly])
def import_knowledge(request: Request) -> Response:
    """Articles from a file or a page. New ones become drafts; for an article that is there already the other text
    becomes a proposed change. Nothing reaches customers by this, and the same file twice doubles nothing."""
    data, by = body_of(request, ImportRequest), steering_caller(request)
    pieces, source = _read(data)
    target = Target(language=data["language"], team=data["team"], source=source)
    if data["dry_run"]:
        return Response(result_data(weigh(pieces, target), target.source, is_dry=True))
    lines = import_articles(pieces, target, by=by, only=data.get("only"))
    return Response(result_data(lines, target.source, is_dry=False))


@extend_schema(operation_id="acceptChange", tags=TAGS, request=DecisionRequest, responses=ArticleSerializer)
@api_view(["POST"])
@permission_classes([SteeringOnly])
def accept(request: Request, pk: int) -> Response:
    """Let the proposed text take the article's place. The article's status stays as it is."""
    digest = body_of(request, DecisionRequest)["digest"]
    accepted = accept_change(pk, by=steering_caller(request), digest=digest)
    return Response(ArticleSerializer(accepted).data)


@extend_schema(operation_id="dismissChange", tags=TAGS, request=DecisionRequest, responses={204: None})
@api_view(["POST"])
@permission_classes([SteeringOnly])
def dismiss(request: Request, pk: int) -> Response:
    """Drop the proposed text; the article stays as it is."""
    dismiss_change(pk, by=steering_caller(request), digest=body_of(request, DecisionRequest)["digest"])
    return Response(status=204)


def _read(data: dict[str, Any]) -> tuple[list[Piece], str]:
    if "url" in data:
        return pieces_of_address(data["url"])
    return pieces_of_file(data["file"]), data["file"].name


def result_data(lines: Sequence[Line], source: str, *, is_dry: bool) -> dict[str, Any]:
    counts = Counter(line.outcome.value for line in lines)
    return {
        "dry_run": is_dry,
        "source": source,
        "counts": {
            **{outcome: counts[outcome] for outcome in Outcome.values},
            "imported": sum(line.is_imported for line in lines),
        },
        "articles": [line_data(line) for line in lines],
    }


def line_data(line: Line) -> dict[str, Any]:
    piece = line.piece
    return {
        "key": line.digest,
        "title": piece.title,
        "content": piece.content,
        "questions": list(piece.questions),
        "language": line.language,
        "team": line.team.pk if line.team else None,
        "line": piece.place or None,
        "outcome": line.outcome.value,
        "article": line.article_id,
        "is_imported": line.is_imported,
        "problems": [{"field": problem.field, "detail": problem.detail} for problem in line.problems],
    }
