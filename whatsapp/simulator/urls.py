"""Everything under `/simulator/`."""

from django.urls import path

from whatsapp.simulator.api import account, customers, faults, media, messages, templates, webhooks
from whatsapp.simulator.gate import when_simulating
from whatsapp.simulator.graph.views import graph
from whatsapp.simulator.page import panel
from whatsapp.simulator.page import views as page

app_name = "simulator"
urlpatterns = [
    path("", when_simulating(page.phone), name="phone"),
    path("chat/<int:person_id>", when_simulating(page.chat), name="chat"),
    path("meta", when_simulating(panel.panel), name="meta"),
    path("meta/state", when_simulating(panel.state), name="meta_state"),
    path("live", when_simulating(page.live), name="live"),
    path("api/messages", when_simulating(messages.messages), name="messages"),
    path("api/messages/<str:wamid>/played", when_simulating(messages.played), name="played"),
    path("api/changes", when_simulating(messages.changes), name="changes"),
    path("api/customers", when_simulating(customers.customers), name="customers"),
    path("api/customers/<str:reference>", when_simulating(customers.customer), name="customer"),
    path("api/customers/<str:reference>/read", when_simulating(customers.read), name="read"),
    path("api/media", when_simulating(media.upload), name="upload"),
    path("api/media/<str:external_id>", when_simulating(media.show), name="media"),
    path("api/media/<str:external_id>/expire", when_simulating(media.expire), name="expire"),
    path("api/account", when_simulating(account.account), name="account"),
    path("api/templates", when_simulating(templates.templates), name="templates"),
    path("api/templates/<str:external_id>", when_simulating(templates.template), name="template"),
    path("api/faults/<int:fault_id>", when_simulating(faults.fault), name="fault"),
    path("api/faults", when_simulating(faults.faults), name="faults"),
    path("api/webhooks", when_simulating(webhooks.webhooks), name="webhooks"),
    path("graph/<str:version>/<path:path>", when_simulating(graph), name="graph"),
]
