import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0017_blocked_customers")]

    operations = [
        migrations.AddIndex(
            model_name="timelineentry",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("text", config="helpdesk_pt"),
                condition=models.Q(("kind", "note")),
                name="timeline_note_search",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("document", ""), _negated=True), fields=["document"], name="customer_document"
            ),
        ),
    ]
