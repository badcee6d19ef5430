"""Files in a bucket, over HTTP to a real server that speaks S3."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from conversations.models import Attachment

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def bucket(settings: Any) -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    options = {"bucket_name": "files", "endpoint_url": f"http://{host}:{port}", "region_name": "us-east-1"}
    options |= {"access_key": "a", "secret_key": "b", "addressing_style": "path", "file_overwrite": False}
    boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    ).create_bucket(Bucket="files")
    backend = {"BACKEND": "conversations.storage.bucket.BucketStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    yield "files"
    server.stop()


def test_a_file_is_kept_served_in_stretches_and_forgotten(bucket, api, alice, taken):
    attachment = Attachment(conversation=taken, filename="a.mp4", mime_type="video/mp4", size=len(BYTES))
    attachment.file.save("x", ContentFile(BYTES), save=False)
    attachment.save()
    url = f"/api/v1/attachments/{attachment.pk}"
    assert b"".join(api(alice).get(url).streaming_content) == BYTES
    part = api(alice).get(url, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, BYTES[1000:2000])
    default_storage.delete(attachment.file.name)
    assert api(alice).get(url).status_code == 404
