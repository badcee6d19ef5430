"""Every route of the API, in one place. A path is itself with or without its trailing slash."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path, re_path
from django.urls.converters import StringConverter, UUIDConverter, register_converter

from accounts.api import auth, people, presence
from chatbot.api import assist, importing, knowledge, questions
from conversations.api import catalogue, conversations, customers, followers, macros, messages, scheduled, sla
from dashboard.api import bot_figures, numbers
from helpdesk import docs
from helpdesk.errors import api_not_found
from whatsapp.api import campaigns, sending, templates
from whatsapp.api import numbers as whatsapp_numbers


class IdConverter(StringConverter):
    """A row's number; what no bigint can hold is no path."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


class AnyCaseUUIDConverter(UUIDConverter):
    """Some clients write them in capitals."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


register_converter(IdConverter, "id")
register_converter(AnyCaseUUIDConverter, "uid")
View = Callable[..., Any]


def route(address: str, view: View, name: str) -> list[URLPattern]:
    # The twin with the slash has no name, so that links are built without.
    return [path(address, view, name=f"api-{name}"), path(f"{address}/", view)]


CONVERSATION = "conversations/<uid:conversation_id>"
urlpatterns: list[URLPattern] = [
    *route("auth/login", auth.login, "login"),
    *route("auth/refresh", auth.refresh, "refresh"),
    *route("auth/logout", auth.logout, "logout"),
    *route("auth/me", auth.me, "me"),
    *route("conversations", conversations.conversations, "conversations"),
    *route(CONVERSATION, conversations.conversation, "conversation"),
    *route(f"{CONVERSATION}/messages", messages.messages, "messages"),
    *route(f"{CONVERSATION}/messages/<id:message_id>/retry", messages.retry, "retry"),
    *route(f"{CONVERSATION}/messages/<id:message_id>/leave", messages.leave, "leave"),
    *route(f"{CONVERSATION}/messages/<id:message_id>/forward", messages.forward, "forward"),
    *route(f"{CONVERSATION}/scheduled", scheduled.scheduled, "scheduled"),
    *route(f"{CONVERSATION}/scheduled/<id:scheduled_id>", scheduled.scheduled_one, "scheduled-one"),
    *route(f"{CONVERSATION}/followers", followers.followers, "followers"),
    *route(f"{CONVERSATION}/followers/<id:agent_id>", followers.follower, "follower"),
    *route(f"{CONVERSATION}/macros/<id:macro_id>", macros.macro_run, "macro-run"),
    *route(f"{CONVERSATION}/transfer", conversations.transfer, "transfer"),
    *route(f"{CONVERSATION}/close", conversations.close, "close"),
    *route(f"{CONVERSATION}/reopen", conversations.reopen, "reopen"),
    *route(f"{CONVERSATION}/assign", conversations.assign, "assign"),
    *route(f"{CONVERSATION}/labels", conversations.labels, "conversation-labels"),
    *route(f"{CONVERSATION}/priority", conversations.priority, "priority"),
    *route(f"{CONVERSATION}/snooze", conversations.snooze, "snooze"),
    *route(f"{CONVERSATION}/wait", conversations.wait, "wait"),
    *route(f"{CONVERSATION}/resume", conversations.resume, "resume"),
    *route(f"{CONVERSATION}/return-to-bot", conversations.return_to_bot, "return-to-bot"),
    *route(f"{CONVERSATION}/assist", assist.assist, "assist"),
    *route(f"{CONVERSATION}/assist/<int:draft_id>", assist.outcome, "tell_assist"),
    *route(f"{CONVERSATION}/read", conversations.read, "read"),
    *route(f"{CONVERSATION}/unread", conversations.unread, "unread"),
    *route("attachments/<uid:attachment_id>", messages.attachment, "attachment"),
    *route("attachments/<uid:attachment_id>/thumbnail", messages.thumbnail, "thumbnail"),
    *route("attachments/<uid:attachment_id>/retry", messages.fetch, "fetch-attachment"),
    *route("whatsapp/numbers", whatsapp_numbers.numbers, "whatsapp-numbers"),
    *route("whatsapp/send", sending.send, "send"),
    *route("whatsapp/send-template", sending.send_a_template, "send-template"),
    *route("whatsapp/templates", templates.templates, "templates"),
    *route("whatsapp/templates/sync", templates.synchronise, "templates-sync"),
    *route("whatsapp/templates/<id:pk>", templates.template, "template"),
    *route("whatsapp/templates/<id:pk>/preview", templates.preview, "template-preview"),
    *route("whatsapp/templates/<id:pk>/submit", templates.submit, "template-submit"),
    *route("chatbot/message", questions.message, "chatbot-message"),
    *route("chatbot/escalate", questions.escalate, "chatbot-escalate"),
    *route("chatbot/figures", bot_figures.figures, "chatbot-figures"),
    *route("dashboard/metrics", numbers.metrics, "dashboard-metrics"),
    *route("dashboard/agents", numbers.agents, "dashboard-agents"),
    *route("dashboard/queue", numbers.queue, "dashboard-queue"),
    *route("agents", people.Agents.as_view(), "agents"),
    *route("agents/<id:pk>", people.Agent.as_view(), "agent"),
    *route("presence", presence.presence, "presence"),
    *route("presence/periods", presence.Periods.as_view(), "presence-periods"),
    *route("pause-reasons", presence.PauseReasons.as_view(), "pause-reasons"),
    *route("pause-reasons/<id:pk>", presence.PauseReasonDetail.as_view(), "pause-reason"),
    *route("teams", people.Teams.as_view(), "teams"),
    *route("teams/<id:pk>", people.TeamDetail.as_view(), "team"),
    *route("teams/<id:pk>/sla", sla.team_sla, "team-sla"),
    *route("customers", customers.Customers.as_view(), "customers"),
    *route("customers/<uid:pk>", customers.CustomerDetail.as_view(), "customer"),
    *route("customers/<uid:pk>/merge-candidates", customers.merge_candidates, "merge-candidates"),
    *route("customers/<uid:pk>/merge", customers.merge, "customer-merge"),
    *route("customers/<uid:pk>/erase", customers.erase, "customer-erase"),
    *route("customers/<uid:pk>/export", customers.export, "customer-export"),
    *route("customers/<uid:pk>/dismiss-merge", customers.dismiss_merge, "customer-dismiss-merge"),
    *route("customer-attributes", catalogue.CustomerAttributes.as_view(), "customer-attributes"),
    *route("customer-attributes/<id:pk>", catalogue.CustomerAttributeDetail.as_view(), "customer-attribute"),
    *route("labels", catalogue.Labels.as_view(), "labels"),
    *route("labels/<id:pk>", catalogue.LabelDetail.as_view(), "label"),
    *route("canned-responses", catalogue.CannedResponses.as_view(), "canned-responses"),
    *route("canned-responses/<id:pk>", catalogue.CannedResponseDetail.as_view(), "canned-response"),
    *route("macros", macros.Macros.as_view(), "macros"),
    *route("macros/<id:pk>", macros.MacroDetail.as_view(), "macro"),
    *route("webhooks", catalogue.Webhooks.as_view(), "webhooks"),
    *route("webhooks/<id:pk>", catalogue.WebhookDetail.as_view(), "webhook"),
    *route("webhooks/<id:pk>/deliveries", catalogue.WebhookDeliveries.as_view(), "webhook-deliveries"),
    *route("knowledge", knowledge.Articles.as_view(), "articles"),
    *route("knowledge/import", importing.import_knowledge, "import-articles"),
    *route("knowledge/<id:pk>", knowledge.ArticleDetail.as_view(), "article"),
    *route("knowledge/<id:pk>/accept-change", importing.accept, "accept-change"),
    *route("knowledge/<id:pk>/dismiss-change", importing.dismiss, "dismiss-change"),
    *route("campaigns", campaigns.Campaigns.as_view(), "campaigns"),
    *route("campaigns/<id:pk>", campaigns.CampaignDetail.as_view(), "campaign"),
    *route("campaigns/<id:pk>/start", campaigns.start, "campaign-start"),
    *route("campaigns/<id:pk>/pause", campaigns.pause, "campaign-pause"),
    *route("campaigns/<id:pk>/cancel", campaigns.cancel, "campaign-cancel"),
    *route("campaigns/<id:pk>/recipients", campaigns.Recipients.as_view(), "campaign-recipients"),
    *route("schema", docs.Description.as_view(), "schema"),
    *route("docs", docs.page, "docs"),
    re_path(r"^.*$", api_not_found),
]
