"""Where files are kept; `helpdesk.settings` takes it over."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from helpdesk.environment import envchoice, envstr, envurl

STATIC = {"BACKEND": "helpdesk.statics.VersionedStorage"}


def storages() -> dict[str, Any]:
    kind = envstr("MEDIA_STORAGE", "local").lower()
    if kind not in ("local", "s3"):
        raise ImproperlyConfigured(f"MEDIA_STORAGE must be local or s3, not {kind!r}")
    local = {"BACKEND": "conversations.storage.local.LocalStorage"}
    return {"default": _bucket() if kind == "s3" else local, "staticfiles": STATIC}


def _bucket() -> dict[str, Any]:
    name = envstr("S3_BUCKET")
    if not name:
        raise ImproperlyConfigured("S3_BUCKET is not set, but MEDIA_STORAGE is s3")
    options = {
        "bucket_name": name,
        "endpoint_url": envurl("S3_ENDPOINT", ("http", "https")) or None,
        "region_name": envstr("S3_REGION") or None,
        # Without keys the library looks where it always does: its own variables, a role of the machine.
        "access_key": envstr("S3_ACCESS_KEY") or None,
        "secret_key": envstr("S3_SECRET_KEY") or None,
        "location": envstr("S3_PREFIX"),
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
        "addressing_style": envchoice("S3_ADDRESSING", ("path", "virtual", "auto"), "path"),
        "signature_version": "s3v4",
    }
    return {"BACKEND": "conversations.storage.bucket.BucketStorage", "OPTIONS": options}
