from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IspConfig(AppConfig):
    name = "isp"
    verbose_name = _("Provider's system")
