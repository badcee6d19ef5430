"""The supervisors' templates: what Meta has, what it says of it, and writing new ones."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from conversations.exceptions import Invalid, NotFound
from dashboard.http import DeskRequest, command, done, for_people, go_to, see_anew
from dashboard.template_form import MOST_BUTTONS, field_of, fits_the_form, text_from, values_of
from whatsapp.models import BusinessNumber, Template, TemplateCategory, TemplateStatus
from whatsapp.models.template import OWN_STATUSES
from whatsapp.services.templates import authoring, submission, sync
from whatsapp.services.templates.authoring import CHANGEABLE, Text
from whatsapp.services.templates.header_files import upload_example
from whatsapp.services.templates.rendering import bubble_of
from whatsapp.services.templates.slots import MEDIA_HEADERS

BUTTONS = (
    ("QUICK_REPLY", _("Quick reply")),
    ("URL", _("Link")),
    ("PHONE_NUMBER", _("Call")),
    ("COPY_CODE", _("Copy code")),
    ("CATALOG", _("Catalogue")),
    ("MPM", _("List of products")),
    ("FLOW", _("Form (flow)")),
)


@require_GET
@for_people
def rows(request: DeskRequest) -> HttpResponse:
    _require_steering(request)
    wanted = request.GET.get("status", "")
    templates = Template.objects.all()
    if wanted in TemplateStatus.values:
        templates = templates.filter(status=wanted)
    elif wanted != "all":
        templates = templates.exclude(status=TemplateStatus.DELETED)
    query = request.GET.get("q", "").strip()[:100]
    context = {
        "templates": templates.filter(name__icontains=query) if query else templates,
        "statuses": TemplateStatus.choices,
        "wanted": wanted,
        "query": query,
    }
    return render(request, "templates/page.html", context)


@require_GET
@for_people
def editor(request: DeskRequest, template_id: int = 0) -> HttpResponse:
    _require_steering(request)
    template = get_object_or_404(Template, pk=template_id) if template_id else None
    text = authoring.text_of(template) if template else Text("", "pt_BR", TemplateCategory.UTILITY, ())
    values, fits = values_of(text), fits_the_form(text)
    spare: list[dict[str, str]] = [{}] * (MOST_BUTTONS - len(values["buttons"]))
    context = {
        "template": template,
        "values": values,
        "button_rows": [*values["buttons"], *spare],
        "button_kinds": BUTTONS,
        "categories": TemplateCategory.choices,
        "accounts": _accounts(template),
        "bubble": bubble_of(_shown(text), []),
        "is_editable": template is None or (template.status in (*CHANGEABLE, TemplateStatus.DRAFT) and fits),
        "fits": fits,
        "is_own": template is None or template.status in OWN_STATUSES,
    }
    return render(request, "templates/editor.html", context)


@command
def preview(request: DeskRequest) -> HttpResponse:
    """As it would look, and what Meta would refuse, by the form's fields."""
    _require_steering(request)
    text = text_from(request.POST)
    bubble = render_to_string("parts/_template_bubble.html", {"bubble": bubble_of(_shown(text), [])}, request)
    problems = {field_of(problem.attr, text): problem.detail for problem in reversed(text.problems())}
    return JsonResponse({"bubble": bubble, "problems": problems, "variables": _variables(text)})


@command
def save(request: DeskRequest, template_id: int = 0) -> HttpResponse:
    """As a draft; with `submit` it goes to WhatsApp as well."""
    _require_steering(request)
    text = text_from(request.POST)
    try:
        template = _saved(request, template_id, text)
    except Invalid as error:
        error.attr = field_of(error.attr or "", text)
        raise
    if request.POST.get("submit"):
        submission.submit_template(template, by=request.user)
    return go_to("template", template.pk)


@command
def delete(request: DeskRequest, template_id: int) -> HttpResponse:
    """Whoever deletes writes its name, as it stands above the form."""
    _require_steering(request)
    template = get_object_or_404(Template, pk=template_id)
    if request.POST.get("confirm", "").strip() != template.name:
        raise Invalid(_("Write the template's name."), attr="confirm")
    submission.delete_template(template, by=request.user)
    return go_to("template_rows")


@command
def header(request: DeskRequest) -> HttpResponse:
    """The example file of a header: what is submitted then names it by its handle."""
    _require_steering(request)
    file, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if not isinstance(file, UploadedFile) or kind not in MEDIA_HEADERS:
        raise Invalid(_("Choose a file."), attr="header")
    account_id = sync.chosen_account(request.POST.get("business_account_id", ""))
    return done(handle=upload_example(account_id, file=file, kind=kind.lower(), by=request.user))


@command
def synchronise(request: DeskRequest) -> HttpResponse:
    _require_steering(request)
    sync.sync_all(by=request.user)
    return see_anew()


def _saved(request: DeskRequest, template_id: int, text: Text) -> Template:
    if not template_id:
        account_id = sync.chosen_account(request.POST.get("business_account_id", ""))
        return authoring.create_draft(text, by=request.user, business_account_id=account_id)
    row = get_object_or_404(Template, pk=template_id)
    if not fits_the_form(authoring.text_of(row)):
        raise Invalid(_("It has a part that this form has no fields for: change it over the API."))
    # Neither can be changed any more.
    kept = Text(row.name, row.language, text.category, text.components)
    return authoring.change_template(row, kept, by=request.user)


def _accounts(template: Template | None) -> list[tuple[str, str]]:
    """Each with the names of its numbers, which say more than its id; empty where there is nothing to choose."""
    known = sync.business_accounts()
    if template or len(known) < 2:  # noqa: PLR2004
        return []
    names: dict[str, list[str]] = {account: [] for account in known}
    for number in BusinessNumber.objects.select_related("channel").filter(business_account_id__in=known):
        names[number.business_account_id].append(number.channel.name)
    return [(account, f"{', '.join(found)} ({account})" if found else account) for account, found in names.items()]


def _shown(text: Text) -> Template:
    return Template(name=text.name, category=text.category, components=list(text.components))


def _variables(text: Text) -> list[str]:
    """The fields for examples that the form needs."""
    return list(values_of(text)["examples"])


def _require_steering(request: DeskRequest) -> None:
    if not request.user.is_steering:
        raise NotFound
