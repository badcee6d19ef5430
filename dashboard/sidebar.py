"""The administration's menu: what supervisors look for, in the order of how often they do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

Entry = dict[str, Any]


def navigation(request: HttpRequest) -> list[Entry]:
    return [
        _group(
            _("People"),
            _row(_("Accounts"), "badge", "accounts_user"),
            _row(_("Teams"), "groups", "accounts_team"),
            _row(_("SLA of the teams"), "timer", "conversations_slapolicy"),
            _row(_("Reasons of pauses"), "coffee", "accounts_pausereason"),
            _row(_("Presence"), "schedule", "accounts_presenceperiod"),
            _row(_("Customers"), "person", "conversations_customer"),
        ),
        _group(
            _("Conversations"),
            _row(_("Conversations"), "forum", "conversations_conversation"),
            _row(_("Messages"), "chat", "conversations_message"),
            _row(_("SLA measurements"), "timer", "conversations_slaclock"),
            _row(_("Timeline"), "timeline", "conversations_timelineentry"),
            _row(_("Attachments"), "attach_file", "conversations_attachment"),
        ),
        _group(
            _("Prepared"),
            _row(_("Canned responses"), "bolt", "conversations_cannedresponse"),
            _row(_("Labels"), "sell", "conversations_label"),
            _row(_("Customer attributes"), "list_alt", "conversations_customerattribute"),
            _row(_("Templates"), "article", "whatsapp_template"),
        ),
        _group(
            _("Bot"),
            _row(_("Knowledge"), "menu_book", "chatbot_article"),
            {"title": _("Settings"), "icon": "tune", "link": reverse("dashboard:bot_settings")},
            _row(_("Turns"), "smart_toy", "chatbot_turn"),
            _row(_("Tool calls"), "build", "chatbot_toolcall"),
            _row(_("Actions"), "task_alt", "chatbot_action"),
            _row(_("Provider's system"), "lan", "isp_system"),
        ),
        _group(
            _("Connections"),
            _row(_("Business numbers"), "call", "whatsapp_businessnumber"),
            _row(_("Alerts"), "notifications", "whatsapp_alert"),
            _row(_("Channels"), "hub", "conversations_channel"),
            _row(_("Received payloads"), "inbox", "whatsapp_payload"),
            _row(_("Webhooks"), "webhook", "conversations_webhook"),
            _row(_("Webhook deliveries"), "outbox", "conversations_webhookdelivery"),
        ),
    ]


def _group(title: str, *rows: Entry) -> Entry:
    return {"title": title, "separator": True, "items": list(rows)}


def _row(title: str, icon: str, model: str) -> Entry:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{model}_changelist")}
