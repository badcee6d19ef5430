from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from conversations.storage import PIECE, Pieces


class BucketStorage(S3Storage):  # type: ignore[misc]  # the library has no types
    """A bucket of Amazon's or of anything that speaks like it. Browsers never go there: files pass through us."""

    def pieces(self, name: str, start: int, stop: int) -> Pieces:
        if stop <= start:
            return _read(None)
        key = self._normalize_name(clean_name(name))
        try:
            found = self.bucket.Object(key).get(Range=f"bytes={start}-{stop - 1}")
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(name) from error
            raise
        return _read(found["Body"])


def _read(body: Any) -> Pieces:
    if body is None:
        return
    try:
        yield from body.iter_chunks(PIECE)
    finally:
        body.close()
