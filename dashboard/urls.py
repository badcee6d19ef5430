"""The pages. With a slash too many a page is found all the same (see helpdesk.errors)."""

from django.urls import path
from django.views.i18n import JavaScriptCatalog

from dashboard.views import alerts, commands, inbox, login, offers, overview, profile, templates, thread, ui, writing

app_name = "dashboard"

conversation = "inbox/<uuid:conversation_id>"
urlpatterns = [
    path("", inbox.page, name="inbox"),
    path("login", login.sign_in, name="login"),
    path("logout", login.sign_out, name="logout"),
    path("language", login.choose_language, name="language"),
    path("overview", overview.overview, name="overview"),
    path("templates", templates.rows, name="template_rows"),
    path("templates/new", templates.editor, name="new_template"),
    path("templates/preview", templates.preview, name="preview_template"),
    path("templates/save", templates.save, name="create_template"),
    path("templates/sync", templates.synchronise, name="sync_templates"),
    path("templates/<int:template_id>", templates.editor, name="template"),
    path("templates/<int:template_id>/save", templates.save, name="save_template"),
    path("templates/<int:template_id>/delete", templates.delete, name="delete_template"),
    path("alerts", alerts.banner, name="alerts"),
    path("alerts/<int:alert_id>/seen", alerts.acknowledge, name="acknowledge_alert"),
    path("ui", ui.parts, name="ui"),
    path("presence", profile.presence, name="presence"),
    path("jsi18n", JavaScriptCatalog.as_view(packages=["dashboard"]), name="catalogue"),
    path("inbox/rows", inbox.rows, name="rows"),
    path("inbox/cards", inbox.cards, name="cards"),
    path("inbox/cards/<uuid:conversation_id>", inbox.card, name="card"),
    path("inbox/messages/<int:message_id>/retry", writing.retry, name="retry"),
    path("inbox/messages/<int:message_id>/leave", writing.leave, name="leave"),
    path("inbox/files/<uuid:attachment_id>/retry", writing.fetch, name="fetch_file"),
    path(conversation, inbox.page, name="conversation"),
    path(f"{conversation}/pane", thread.pane, name="pane"),
    path(f"{conversation}/older", thread.older, name="older"),
    path(f"{conversation}/thread", thread.additions, name="additions"),
    path(f"{conversation}/sync", thread.sync, name="sync"),
    path(f"{conversation}/panel", thread.panel, name="panel"),
    path(f"{conversation}/responses", thread.responses, name="responses"),
    path(f"{conversation}/receivers", thread.receivers, name="receivers"),
    path(f"{conversation}/templates", offers.choose, name="templates"),
    path(f"{conversation}/messages", writing.write, name="write"),
    path(f"{conversation}/reactions", writing.react, name="react"),
    path(f"{conversation}/files", writing.send_file, name="send_file"),
    path(f"{conversation}/templates/send", offers.send, name="send_offer"),
    path(f"{conversation}/templates/preview", offers.preview, name="preview_offer"),
    path(f"{conversation}/notes", writing.note, name="note"),
    path(f"{conversation}/take", commands.take, name="take"),
    path(f"{conversation}/transfer", commands.transfer, name="transfer"),
    path(f"{conversation}/close", commands.close, name="close"),
    path(f"{conversation}/reopen", commands.reopen, name="reopen"),
    path(f"{conversation}/wait", commands.wait, name="wait"),
    path(f"{conversation}/resume", commands.resume, name="resume"),
    path(f"{conversation}/bot", commands.return_to_bot, name="return_to_bot"),
    path(f"{conversation}/priority", commands.priority, name="priority"),
    path(f"{conversation}/labels", commands.labels, name="labels"),
    path(f"{conversation}/merge", commands.merge, name="merge"),
    path(f"{conversation}/dismiss-merge", commands.dismiss_merge, name="dismiss_merge"),
    path(f"{conversation}/read", commands.mark_read, name="mark_read"),
]
