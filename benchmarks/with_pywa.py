"""The same webhook with pywa on FastAPI, as its README plugs it into one's own server. It stores nothing; the handler
counts, to show that each message was checked and parsed."""

from fastapi import FastAPI
from pywa import WhatsApp, types

from benchmarks.processes import ACCOUNT_ID, APP_SECRET, NUMBER_ID

application = FastAPI()
counted: list[str] = []
client = WhatsApp(
    phone_id=NUMBER_ID,
    token="bench-token",
    server=application,
    webhook_endpoint="/webhooks/whatsapp",
    verify_token="bench-verify",
    app_secret=APP_SECRET,
    waba_id=ACCOUNT_ID,
)


@client.on_message
def count(_: WhatsApp, message: types.Message) -> None:
    counted.append(message.id)


@application.get("/count")
def count_shown() -> int:
    return len(counted)
