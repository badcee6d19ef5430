// The bot's pages for supervisors: htmx fetches and saves, as the templates say; what is chosen is counted here.
import "./page.js";
import "./picks.js";
