"""Pages and the API."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from dashboard.views.login import sign_out
from helpdesk.errors import api_not_found
from helpdesk.health import health

handler400 = "helpdesk.errors.bad_request"
handler403 = "helpdesk.errors.permission_denied"
handler404 = "helpdesk.errors.not_found"
handler500 = "helpdesk.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health),
    path("health/", health),
    path("api/v1/", include("helpdesk.api")),
    re_path(r"^api(?:/|$)", api_not_found),
    # Whatever way somebody signs out, the browser keeps nothing of theirs.
    path("admin/logout/", sign_out),
    path("admin/", admin.site.urls),
]

if settings.SIMULATOR:
    urlpatterns += [path("simulator/", include("whatsapp.simulator.urls"))]
urlpatterns += [path("", include("dashboard.urls"))]
