"""Contact data and secrets in a text: numbers, addresses, cards, tokens. Pure, linear.

Works on the text as it reads (:class:`~bot.safety.folding.Folded`), with case and punctuation.
Public helplines are never flagged: their numbers are handed in, and a short number (up to six
digits) never counts as a person's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_FOLD_WORDS = {"double": 2, "triple": 3, "treble": 3}
_TENS = {"hundred": "00", "thousand": "000"}
_SPOKEN = re.compile(r"[a-z]+|[0-9]+")

_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}\s?(?:@|\(at\)|\[at\]|\{at\}| at )\s?"
    r"[a-z0-9-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\]|\{dot\}| dot )\s?[a-z0-9-]{2,24}){1,3}(?![\w@])"
)
_PHONE = re.compile(
    r"(?<![\w.,/#:+-])(?:\+|00)?\(?[0-9]{1,5}\)?(?:[ ./()-]{1,2}\(?[0-9]{2,6}\)?){1,5}"
    r"(?:\s?(?:x|ext\.?)\s?[0-9]{1,5})?(?![\w/:]|[.,-][0-9])"
    r"|(?<![\w.,/#:-])\+?[0-9]{9,13}(?![\w/:]|[.,-][0-9])"
)
_LONG_NUMBER = re.compile(r"(?<![\w-])[0-9](?:[ -]?[0-9]){11,18}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?(?!\w)")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)[0-9]{3}[- ](?!00)[0-9]{2}[- ](?!0000)[0-9]{4}(?![\w-])")
_NINO = re.compile(r"(?<!\w)[a-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d](?!\w)")
_IP4 = re.compile(
    r"(?<![\w.-])(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
    r"(?![\w-]|\.[0-9])"
)
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}(?:[0-9a-f]{1,4}|:)(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])")
_TOKEN = re.compile(
    r"(?<![\w./-])(?:[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{4,8}\.[A-Za-z0-9_-]{25,80}"
    r"|mfa\.[A-Za-z0-9_-]{60,100}|gh[pousr]_[A-Za-z0-9]{30,60}|xox[abpr]-[A-Za-z0-9-]{10,80}"
    r"|sk-[A-Za-z0-9_-]{20,80}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,40}"
    r"|eyJ[A-Za-z0-9_-]{8,200}\.eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,200})"
)
_SECRET = re.compile(
    r"(?i:\b(?:token|secret|api[_ -]?key|webhook|password|passwd|pwd|passcode|pw|wifi code|pin code"
    r"|cvc|cvv|cvv2|2fa code|backup code|seed phrase|recovery phrase|login)"
    r"\s{0,2}(?:is|=|:|->|=>)\s{0,2}[\"'`]?)(?=[^\s\"'`]{0,40}[0-9!@#$%^&*_=-])"
    r"([^\s\"'`]{5,120})"
)
_WEBHOOK = re.compile(r"discord(?:app)?\.com/api/webhooks/[0-9]{5,22}/[\w-]{10,90}")
_PASSWORD = re.compile(
    r"(?i)\b(?:user(?:name)?|login)\b[^\n]{0,40}\bpass(?:word)?\b\s{0,2}:?\s{0,2}\S{6,60}"
)

_STREET = (
    r"(?:street|str|st|road|rd|avenue|ave|av|lane|ln|drive|dr|court|ct|close|crescent|cres|mews|way"
    r"|place|pl|square|sq|terrace|boulevard|blvd|gardens|grove|row|hill|rise|walk|parade|park|quay"
    r"|circle|cir|highway|hwy|parkway|pkwy|trail|trl|alley|loop|turnpike|pike|esplanade|wharf|heights"
    r"|green|view|yard|gate|bridge street|stra(?:ss|ß)e|weg|gasse|platz|allee|ring|damm|ufer"
    r"|laan|straat|gracht|plein|rue|calle|via|viale|rua|avenida|ulica|plaza|piazza|gata|gatan"
    r"|vej|gade|katu|tie|tee|utca|cesta|vagen|veien|gate|strada|bulevardul|prospekt)"
)
_HOUSE = re.compile(r"(?<![\w.,:/$£€#-])[0-9]{1,5}[a-z]?(?![\w:%]|[.,/][0-9])", re.IGNORECASE)
_NAME = r"[A-Za-z'.À-ž-]"
_AFTER = re.compile(
    rf"[a-z]?,? (?:{_NAME}{{1,20}} ){{0,3}}{_NAME}{{0,20}}{_STREET}(?![\w'-])"
    rf"|,? (?:rue|rua|via|calle|avenue|boulevard|place|chemin|impasse) (?:{_NAME}{{1,20}} ?){{1,3}}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:(?:^|\s)(?:{_NAME}{{1,24}} ){{0,2}}{_NAME}{{0,20}}{_STREET}"
    rf"|(?:^|\s)(?:rue|calle|via|viale|rua|avenida|av|ul|ulica|plaza|piazza|strada|carrera|place)"
    rf" (?:{_NAME}{{1,20}} ){{0,3}}{_NAME}{{1,20}}),? (?:no\.? ?|nr\.? ?|number )?$",
    re.IGNORECASE,
)
_TIME = re.compile(r" ?(?:min|am|pm|h\b|days|years|%|o'?clock)", re.IGNORECASE)
_MOST = 12
"""Numbers of a text that are looked at as house numbers."""
_POSTCODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
    r"|(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH"
    r"|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|AE|AP|AA),? [0-9]{5}(?:-[0-9]{4})?"
    r"|[0-9]{4} ?[A-Z]{2})(?!\w)"
)
_UNIT = re.compile(
    r"(?i)(?<!\w)(?:apt|apartment|flat|suite|unit|room|ward|site|block|box|po box|house|fpo|apo)"
    r"\.? ?(?:no\.? ?|#)?[0-9]{1,5}[a-z]?(?!\w)"
)
_STATEMENT = re.compile(
    r"(?i)\b(?:ship|send|sent|deliver|statement|card|letter|post|mail|parcel|pay|address|billing|located|location|visit"
    r"|come|reside|residence|moved|meet|office)\b"
)
_CUE_PHONE = re.compile(
    r"(?i)\b(?:call|ring|text|phone|mobile|cell|number|tel|telephone|whatsapp|fax|desk|landline|contact|reach"
    r"|signal|sms|viber|dial|hmu|num|nummer|handy|celular)\b"
)
_CUE_NOT = re.compile(
    r"(?i)\b(?:meeting|zoom|room|code|order|ticket|case|reference|ref|version|build|score|isbn|id|serial|tracking"
    r"|invoice|model|flight|episode|calories|kcal|steps|mg|message|channel|guild|user id|snowflake|page|pages)\b"
)
_HELP = re.compile(
    r"(?i)\b(?:helpline|hotline|lifeline|samaritans|crisis|shout|emergency|ambulance|police|988|911|999|112"
    r"|support line|suicide|childline|poison control|non-?emergency|nhs|free(?:phone| and| call)|papyrus|trevor"
    r"|beyond ?blue|mind infoline|talk to someone|open 24|24/7|helpdesk|free to call|anonymous and free|refuge"
    r"|kids help|telefonseelsorge|rainn|befrienders|helpchat|warmline|advice line|switchboard|listening line)\b"
)
_HANDLE = re.compile(
    r"(?i)\b(?:add|my|hmu(?: on)?|follow|find|on|dm|message|the|his|her|here is|here's|heres)\s(?:me\s)?(?:on\s|my\s)?"
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|kik|telegram|tg|line id|line|wechat|facebook|fb|tiktok|twitter|discord|skype"
    r"|whatsapp|signal|steam|psn|xbox)(?:\s?(?:is|id|id is|:|=|@|-|->|handle|name|user(?:name)?|gamertag))?\s?@?"
    r"([a-z][\w.]{2,30}[\w])"
)
_BORN = re.compile(
    r"(?i)\b(?:dob|d\.o\.b\.?|born|date of birth|birthday)\b[^0-9\n]{0,14}[0-9]{1,2}(?:[./ -]|st |nd |rd |th )"
    r"(?:[0-9]{1,2}|[a-z]{3,9})[./ -]{1,2}(?:19|20)?[0-9]{2}\b"
)
_RECORD = re.compile(
    r"(?i)\b(?:patient|hospital|nhs|medicare|insurance|policy|passport|licen[cs]e|member|national insurance|ni|social security"
    r"|tax|student|employee|case|account|acct|acc|sort code|routing|steuer|ssn|bsn|aadhaar|pan|iban|nino|id card)"
    r"(?: (?:number|no|id|num|nr|card|security|code))?\.?\s?(?:is|:|=|#)?\s?#?([a-z]{0,3}[0-9][0-9a-z -]{4,20})"
)


_NAMED = re.compile(r"\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)\b")
_PLACES = (
    "snap", "insta", "ig", "kik", "telegram", "tg", "line", "wechat", "facebook", "fb", "tiktok",
    "twitter", "discord", "skype", "whatsapp", "signal", "steam", "psn", "xbox",
)  # fmt: skip
_SECRET_WORDS = (
    "token", "secret", "key", "webhook", "pass", "pwd", "pw", "code", "cv", "phrase", "login",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of contact data: its rule, how sure, and where in the folded text."""

    rule: str
    score: float
    start: int
    end: int


def find_personal(text: str, public: frozenset[str]) -> list[Found]:
    """Everything in ``text`` (case kept) that tells how to find or rob a person.

    ``public``: the digits of public numbers, which are never flagged.
    """
    low = text.lower()
    if len(low) != len(text):
        low = text
    found = list(_search(text, low, public))
    kept: list[Found] = []
    for one in sorted(found, key=lambda hit: -hit.score):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda hit: hit.start)


def _search(text: str, low: str, public: frozenset[str]) -> Iterator[Found]:
    digits = sum(character.isdigit() for character in low)
    if "@" in low or " at " in low or "(at)" in low or "[at]" in low:
        yield from _mails(low)
    if digits >= 5:
        yield from _numbers(low, public)
    if digits >= 1:
        yield from _addresses(text)
    yield from _secrets(text, low)
    if len(_NAMED.findall(low)) > 3:
        yield from _spoken(low)
    if any(place in low for place in _PLACES):
        for match in _HANDLE.finditer(text):
            if any(sign in match[1] for sign in "._0123456789"):
                yield Found("pii.handle", 0.8, *match.span())


def _mails(low: str) -> Iterator[Found]:
    for match in _MAIL.finditer(low):
        spaced = " at " in match[0] or " dot " in match[0]
        if spaced and not (" dot " in match[0] or re.search(r"\.[a-z]{2,4}$", match[0])):
            continue
        if spaced and " at " in match[0] and " dot " not in match[0]:
            continue
        yield Found("pii.email", 0.93, *match.span())


def _numbers(low: str, public: frozenset[str]) -> Iterator[Found]:
    helped = bool(_HELP.search(low))

    for match in _IP4.finditer(low):
        if not match[0].startswith(("127.", "0.", "192.168.", "10.")) and match[0].count(".") == 3:
            yield Found("pii.ip", 0.85, *match.span())
    for pattern in (_IP6, _MAC):
        for match in pattern.finditer(low):
            yield Found("pii.ip", 0.8, *match.span())
    for match in _LONG_NUMBER.finditer(low):
        number = re.sub(r"\D", "", match[0])
        before = low[max(0, match.start() - 40) : match.start()]
        if 13 <= len(number) <= 19 and (
            _luhn(number) or re.search(r"\b(?:card|visa|master|amex|credit)", before)
        ):
            if not (
                17 <= len(number) <= 19
                and match[0].isdigit()
                and not re.search(r"card|visa", before)
            ):
                yield Found("pii.card", 0.95, *match.span())
        elif 12 <= len(number) <= 19 and re.search(r"\b(?:card|visa|master|amex|credit)", before):
            yield Found("pii.card", 0.9, *match.span())
    for match in _IBAN.finditer(low):
        compact = match[0].replace(" ", "")
        if 15 <= len(compact) <= 34 and _iban(compact):
            yield Found("pii.iban", 0.95, *match.span())
    for match in _SSN.finditer(low):
        yield Found("pii.ssn", 0.9, *match.span())
    for match in _NINO.finditer(low):
        yield Found("pii.ssn", 0.85, *match.span())
    for match in _BORN.finditer(low):
        yield Found("pii.birth", 0.7, *match.span())
    for match in _RECORD.finditer(low):
        if sum(character.isdigit() for character in match[1]) >= 5:
            yield Found("pii.record", 0.8, *match.span())
    for match in _PHONE.finditer(low):
        number = re.sub(r"\D", "", re.split(r"x|ext", match[0])[0])
        if not 7 <= len(number) <= 15 or number in public or number.lstrip("0") in public:
            continue
        near = low[max(0, match.start() - 45) : match.start()]
        after = low[match.end() : match.end() + 40]
        cued = bool(_CUE_PHONE.search(near) or _CUE_PHONE.search(after)) or match[0][0] == "+"
        if helped or (_CUE_NOT.search(near) and not cued):
            continue
        if re.fullmatch(r"(?:19|20)[0-9]{2}[ /.-](?:19|20)?[0-9]{2,4}", match[0]) or _date(
            match[0]
        ):
            continue
        if number.startswith(
            ("800", "1800", "0800", "0808", "1888", "1877", "116", "0116", "1300")
        ):
            continue
        yield Found("pii.phone", 0.92 if cued else 0.75 if len(number) > 8 else 0.6, *match.span())
    for match in re.finditer(r"(?<![\w-])555-?[0-9]{4}(?![\w-])", low):
        yield Found("pii.phone", 0.85, *match.span())


_DATE = re.compile(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}")


def _date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and len(re.sub(r"\D", "", text)) <= 8


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _iban(compact: str) -> bool:
    """ISO 13616 check digits, or a country that has IBANs (people mistype)."""
    if not compact[:2].isalpha() or not compact[2:4].isdigit():
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def _addresses(text: str) -> Iterator[Found]:
    helped = bool(_HELP.search(text))
    strong = False
    for number in islice(_HOUSE.finditer(text), _MOST):
        for start, end in _streets(text, number):
            words = text[start:end].split()
            if len(words) < 2 or _prose(text[start:end]):
                continue
            capital = any(word[:1].isupper() for word in words)
            cue = text[max(0, start - 60) : end + 60]
            low = cue.lower()
            sure = capital or "address" in low or "live" in low or bool(_POSTCODE.search(cue))
            if sure and not helped:
                strong = True
                yield Found("pii.address", 0.9 if capital else 0.75, start, end)
    postcode = _POSTCODE.search(text)
    unit = _UNIT.search(text)
    if postcode and not strong and not helped:
        cue = text[max(0, postcode.start() - 70) : postcode.end() + 20]
        if unit or re.search(r"[0-9]{1,5} [A-Z]", cue[:-20]) or _STATEMENT.search(cue):
            yield Found("pii.address", 0.8, *postcode.span())
    if unit and not strong and not postcode and "\n" in text and re.search(r"[0-9]{4,6}", text):
        yield Found("pii.address", 0.7, *unit.span())


def _streets(text: str, number: re.Match[str]) -> Iterator[tuple[int, int]]:
    """A street after a house number, or before it."""
    after = _AFTER.match(text, number.end(), number.end() + 90)
    if after:
        yield number.start(), after.end()
    if not _TIME.match(text, number.end()):
        begin = max(0, number.start() - 70)
        before = _BEFORE.search(text[begin : number.start()])
        if before:
            yield begin + before.start(), number.end()


_PROSE = re.compile(
    r"(?i)\b(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|am|pm|mg|percent|people|times?|pages?|miles?|km|the way"
    r"|of|and|in|my|a|to|on|or|from|by|at|is|was|for|with|it|i|we|they|that|this|half|old|all|good|long|same|no)\b"
)


def _prose(text: str) -> bool:
    """Ordinary words between a number and "way", "park", "close": no address."""
    return bool(_PROSE.search(text))


def _secrets(text: str, low: str) -> Iterator[Found]:
    for match in _TOKEN.finditer(text):
        yield Found("pii.token", 0.95, *match.span())
    if "webhooks" in low:
        for match in _WEBHOOK.finditer(low):
            yield Found("pii.token", 0.95, *match.span())
    if not any(word in low for word in _SECRET_WORDS):
        return
    for match in _SECRET.finditer(text):
        value = match[1].lower()
        if not value.startswith(("http", "<@", "www.")) and "." not in value[-1:]:
            yield Found("pii.secret", 0.85, *match.span(1))
    for match in _PASSWORD.finditer(text):
        yield Found("pii.secret", 0.8, *match.span())


def _spoken(low: str) -> Iterator[Found]:
    """Seven digits and more said in words, figures and words mixed."""
    run = 0
    start = end = 0
    named = 0
    double = 1
    for match in _SPOKEN.finditer(low):
        word = match[0]
        if run and match.start() - end > 4:
            if run >= 7 and named >= 4:
                yield Found("pii.phone", 0.88, start, end)
            run = named = 0
            double = 1
        if word in _FOLD_WORDS:
            double = _FOLD_WORDS[word]
            if not run:
                start = match.start()
            end = match.end()
            continue
        size = (
            len(word)
            if word.isdigit()
            else 1
            if word in _DIGIT_WORDS
            else 2
            if word in _TENS and run
            else 0
        )
        if word == "o" and run:
            size = 1
        if size == 0:
            if run >= 7 and named >= 4:
                yield Found("pii.phone", 0.88, start, end)
            run = named = 0
            double = 1
            continue
        if not run and double == 1:
            start = match.start()
        run += size * double
        named += 0 if word.isdigit() else double
        double = 1
        end = match.end()
    if run >= 7 and named >= 4:
        yield Found("pii.phone", 0.88, start, end)
