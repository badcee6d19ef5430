"""Files: fetched from Meta, made into what WhatsApp takes, and uploaded to it."""
