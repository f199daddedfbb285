"""The country that a member's language most likely means, and its emergency number."""

from bot.discord.client import Interaction

LOCALES = {
    "en-GB": "GB",
    "de": "DE",
    "fr": "FR",
    "es-ES": "ES",
    "nl": "NL",
    "pt-BR": "BR",
    "hi": "IN",
}
"""Discord's languages that most likely mean one country, which is shown by name: one press changes
it. American English has no entry: it is Discord's default."""


def guess(interaction: Interaction) -> str | None:
    """Return the country that the member's language most likely means."""
    return LOCALES.get(str(interaction.locale))


def emergency(interaction: Interaction) -> str:
    """Return the number to call, with the guessed country's name; words if none is known."""
    client = interaction.client
    country = client.services.helplines.directory.countries.get(guess(interaction) or "")
    if country is None:
        return client.content.say("fork.number")
    numbers = " / ".join(country.emergency)
    return client.content.say("fork.number_in", numbers=numbers, country=country.name)
