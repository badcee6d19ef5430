"""What customers of TechISP and its people wrote to each other in the last two weeks."""

from helpdesk.demo.histories import bot, finance, now, past, queue, sales, support

STORIES = (
    *past.STORIES,
    *support.STORIES,
    *finance.STORIES,
    *sales.STORIES,
    *bot.STORIES,
    *queue.STORIES,
    *now.STORIES,
)
