"""Pictures that customers of the demo sent."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from conversations.models import Attachment
from helpdesk.demo.scene import Scene

PICTURES = Path(__file__).parent / "pictures"
MIME_TYPE = "image/png"


def attach(scene: Scene, name: str) -> dict[str, Any]:
    """Keep the picture in our own storage; the row follows with the others. Returns the message's media."""
    content = (PICTURES / name).read_bytes()
    attachment = Attachment(
        conversation=scene.conversation,
        filename=name,
        mime_type=MIME_TYPE,
        size=len(content),
        created_at=scene.at,
    )
    attachment.file.save(name, ContentFile(content), save=False)
    scene.attachments.append(attachment)
    return {
        "mime_type": MIME_TYPE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "filename": name,
        "size": len(content),
        "attachment_id": str(attachment.pk),
    }
