"""Tells whether a text gives a number as that of a service. Pure, linear.

- A word nearby makes no number public: the text has to name the service as its owner, directly
  before the number ("the helpline is ...") or directly after it ("... is the helpline").
- The number of a mobile phone leads to a person, even where a service is named as its owner.
"""

import re

_SERVICE = (
    r"(?:(?:help|hot|life|child|warm|info|text|prayer|tip|quit|nurse|drugs?|victims?|crisis"
    r"|suicide|support|advice|listening|youth|distress|abuse|rape|emergency|duty|safeguarding"
    r"|bereavement|domestic (?:abuse|violence)|mental health|self.?harm)"
    r" ?(?:lines?|hotlines?|helplines?|numbers?|teams?|cent(?:re|er)s?|services?|prevention)"
    r"|mobile crisis|samaritans?|child ?line|papyrus|trevor(?: project)?|beyond ?blue"
    r"|befrienders|rainn"
    r"|poison control|switchboard|victim support|victims? support|non-?emergency|helpdesk|helpchat"
    r"|refuge|shelters?|surpin|kids help phone|nhs(?: direct)?|a&e|hospital|surgery|clinic|gp"
    r"|police(?: station)?|ambulance|doctor'?s office|intake"
    r"|telefonseelsorge|zelfmoord\w*|zelfdoding\w*|sj[aä]lvmord\w*|selvmord\w*|telefon zaufania"
    r"|tel[eé]fono de la esperanza|telefono amico|sorgentelefon|krisentelefon|sos amiti[eé]"
    r"|numm?er gegen kummer|kinder- und jugendtelefon|rat auf draht|seelsorge|linka bezpe\w*"
    r"|kriisipuhelin|livslinien|b[oø]rnetelefonen|mental helse|kirkens sos|tele manas|icall"
    r"|aasra|kiran|vandrevala|sadag|inochi no denwa|cvv|disque|eran|sneha)(?!\w)"
)
_BEFORE = re.compile(rf"(?<!\w){_SERVICE}(?:'s)?(?P<between>[^0-9.!?\n]{{0,30}})\Z")
"""A service, and what stands between its name and its number."""
_AFTER = re.compile(
    r"\W{0,3}(?:(?:is|was|it'?s|that'?s|thats|for|=)(?: (?:the|a|an|our|your|their))?"
    rf"(?P<between>(?: [a-z]{{2,14}}){{0,2}}) |\()(?:the )?{_SERVICE}"
)
_PERSON = re.compile(
    r"\b(?:my|me|mine|his|him|her|hers|he|she|i|i'm|im|us|our|mum|mom|dad|ex|wife|husband"
    r"|boyfriend|girlfriend|bf|gf|bro|sis|brother|sister|or|and|then)\b"
)
"""Words after which a number may be a person's rather than the service's."""
_MESSENGER = re.compile(r"\b(?:whats ?app|telegram|signal|viber|kik|snap(?:chat)?|imessage)\b")
_NOT_FIGURES = re.compile(r"[^0-9]")
_MOBILE = re.compile(
    r"(?:0044|44)?0?7[1-9][0-9]{8}"  # Britain
    r"|(?:00353|353)0?8[35679][0-9]{7}|08[35679][0-9]{7}"  # Ireland
    r"|(?:0061|61)0?4[0-9]{8}|04[0-9]{8}"  # Australia
    r"|(?:0064|64)0?2[0-9]{7,9}|02[127][0-9]{6,7}"  # New Zealand
    r"|(?:0091|91)[6-9][0-9]{9}|0[6-9][0-9]{9}"  # India and Japan
    r"|(?:00234|234)0?[789][01][0-9]{8}|0[789][01][0-9]{8}"  # Nigeria
    r"|(?:0027|27)0?[678][0-9]{8}"  # South Africa
    r"|(?:0049|49)0?1[567][0-9]{8,9}"  # Germany; at home these begin like British landlines
    r"|(?:0033|33)0?[67][0-9]{8}|0[67][0-9]{8}"  # France and the Netherlands
    r"|(?:0031|31)0?6[0-9]{8}|(?:0034|34)[67][0-9]{8}"  # the Netherlands, Spain
)
"""Ranges of mobile phones in the plans of the regulators, with and without a country's code."""

_FREE = ("0800", "0808", "0300")
"""Free and public ranges that look like a mobile phone of another country."""


def is_mobile(written: str) -> bool:
    """Return whether a number is in a range of mobile phones."""
    figures = _NOT_FIGURES.sub("", written)
    return not figures.startswith(_FREE) and _MOBILE.fullmatch(figures) is not None


def is_public(low: str, start: int, end: int) -> bool:
    """Return whether ``low[start:end]`` is a number that the text gives as that of a service."""
    if is_mobile(low[start:end]):
        return False
    before = low[max(0, start - 70) : start]
    if _MESSENGER.search(before, max(0, len(before) - 25)):
        return False
    named = _BEFORE.search(before)
    if named is not None and not _PERSON.search(named["between"]):
        return True
    said = _AFTER.match(low, end, end + 60)
    return said is not None and not _PERSON.search(said["between"] or "")
