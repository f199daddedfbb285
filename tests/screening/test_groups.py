"""Groups of people are named in peace; attacks on them are found.

Every sentence is built for every group, so that no group is treated unlike another: what speaks
against hatred, asks, tells, quotes, or comes from within passes; what attacks does not.
"""

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine

HARM = frozenset(Category) - {Category.CRISIS}

GROUPS = (
    "women",
    "black people",
    "Muslims",
    "Jewish people",
    "gay people",
    "lesbians",
    "bi people",
    "trans people",
    "trans women",
    "nonbinary people",
    "disabled people",
    "autistic people",
    "deaf people",
    "blind people",
    "wheelchair users",
    "immigrants",
    "refugees",
    "asylum seekers",
    "Mexicans",
    "Arabs",
    "Chinese people",
    "Indians",
    "Pakistanis",
    "Nigerians",
    "Roma people",
    "gypsies",
    "travellers",
    "Poles",
    "white people",
    "old people",
    "fat people",
    "homeless people",
    "Christians",
    "Hindus",
    "Sikhs",
    "people with schizophrenia",
    "bipolar people",
    "addicts",
    "girls",
    "feminists",
    "queer people",
)
MEMBERS = (
    "a woman",
    "a black man",
    "a Muslim",
    "a Jew",
    "a gay man",
    "a lesbian",
    "bisexual",
    "a trans woman",
    "nonbinary",
    "disabled",
    "autistic",
    "deaf",
    "blind",
    "a wheelchair user",
    "an immigrant",
    "a refugee",
    "Mexican",
    "an Arab",
    "Chinese",
    "Indian",
    "Pakistani",
    "Nigerian",
    "Roma",
    "a gypsy",
    "a traveller",
    "Polish",
    "white",
    "old",
    "fat",
    "homeless",
    "a Christian",
    "a Hindu",
    "a Sikh",
    "schizophrenic",
    "bipolar",
    "an addict",
    "a feminist",
    "queer",
)
ABOUT = (
    "{} are welcome here",
    "{} deserve the same rights as everyone",
    "i am proud of all the {} in this group",
    "are {} allowed to join this server?",
    "how can i support {} better?",
    "why do {} get treated so badly?",
    "why do people hate {}?",
    "i don't hate {}",
    "i don't understand why anyone would hate {}",
    "nobody should say that {} are vermin",
    "saying that all {} are stupid is wrong",
    "it's not true that {} are dangerous",
    "stop calling {} animals",
    "anyone who says {} are parasites gets reported",
    "my dad thinks {} are lazy and it hurts",
    "my boss said all {} are criminals and i walked out",
    "he shouted that {} should be deported",
    '"{} are vermin" was sprayed on our door',
    "the idea that {} are inferior is a lie",
    "i used to think {} were evil, i was so wrong",
    "{} are killed in my country and nobody cares",
    "{} are beaten up by the police here",
    "{} are not a burden",
    "{} are not disgusting, that comment is",
    "not all {} are the same",
    "i love {}",
    "i work with {} every day and they are great",
    "a group for {} would help me",
    "i lost my friends when i said {} should be safe here",
    "is it racist or wrong to ask {} where they are from?",
    "do {} have a higher risk of depression?",
    "the study says {} wait longer for help",
    "{} had to fight for that law",
    "i was bullied by {} at school and i'm scared, is that hateful of me?",
    "{} can be mean too, just like anyone",
    "my therapist works mostly with {}",
    "i fear for {} after the news",
    "the attack on {} last night made me sick",
    "how do i stop my uncle saying {} are trash?",
    "imagine saying that {} deserve to die. cruel",
    "it is disgusting how {} are treated",
    "i hate how {} are treated",
    "i hate that {} get blamed for everything",
    "i'm sick of people attacking {}",
    "i'm tired of {} being treated like dirt",
    "kicking out {} is wrong",
    "the sign said no {} allowed and i cried",
    "who else is angry about the lies told about {}?",
    "{} like me get spat at on the bus",
    "please make room for {} in the meeting",
    "can {} get free meds?",
    "what do {} call this word?",
    "are {} stupid? no. are they tired? yes",
    "my mum cleans for {} and they are kind",
    "{} deserve love, not hate",
    "fuck people who hate {}",
    "shame on anyone who hurts {}",
    "calling {} a disease is hate speech",
)
WITHIN = (
    "i'm {} and proud",
    "as someone who is {}, this helped me",
    "being {} is exhausting sometimes",
    "i hate being {} on days like this",
    "i was called a freak because i'm {}",
    "i'm {} and i feel like a burden",
    "i'm {} and my family says i'm disgusting",
    "why would god make me {}? i feel dirty",
    "is it ok that i'm {} here?",
    "i came out as {} and my dad said i should die",
    "my partner is {} and i love them",
    "people think i'm stupid because i'm {}",
    "i'm a {} idiot, i know",
    "they beat me up for being {}",
    "not every person who is {} thinks that",
)
SLURS = (
    "faggot",
    "tranny",
    "dyke",
    "retard",
    "cripple",
    "paki",
    "kike",
    "bitch",
    "slut",
    "whore",
    "spastic",
    "queer",
    "fag",
)
SLUR_TALK = (
    "he called me a {0} on the bus",
    "they shouted {0} at my son",
    '"{0}" was written on my locker',
    "i was called {0} all through school",
    "the word {0} makes me shake",
    "please don't use the word {0} here",
    "is {0} a slur?",
    "my brother says {0} all the time and i want him to stop",
    "as a {0} myself i say it with pride",
    "we {0}s have each other",
    "i'm a {0} and i'm tired",
    "stop calling people {0}, it's hateful",
    "my ex used to whisper {0} at me",
    "someone texted me: {0}",
    "banned for saying {0}? good",
)
TAKEN_BACK = (
    "she's a bad bitch and i love her",
    "my bitches and i are going out",
    "bitch, same",
    "what's up my niggas",
    "that's my nigga right there",
    "us dykes are going camping",
    "dyke march was amazing",
    "proud fag here",
    "crip time is real",
    "queer joy today",
    "we queers are loud",
    "my crip friends get it",
    "the slut walk helped me heal",
    "i call myself a mad woman and i like it",
    "fat and happy",
    "fat people can be healthy",
    "my fat ass is staying in bed",
    "bitch i'm tired",
    "i'm that bitch today",
    "son of a bitch, i stubbed my toe",
    "this disease is a bitch",
    "resting bitch face lol",
    "cheese and crackers",
    "a chink in the curtain",
    "spic and span kitchen",
    "the dyke broke and the village flooded",
    "a pack of fags please",
    "the coon dog sleeps",
    "retard the growth of mould",
)
ATTACKS = (
    "all {} are vermin",
    "{} are disgusting",
    "i hate {}",
    "kill all {}",
    "{} should be deported",
    "we need to get rid of {}",
    "{} are parasites and thieves",
    "the world would be better without {}",
    "no {} in this server, get out",
    "you {} are all trash",
    "{} don't deserve rights",
    "death to {}",
    "i can't stand {}, they're animals",
    "{} ruin this country",
    "stupid {} always whining",
    "never trust {}",
    "{} are not human",
)


def harmed(lines: list[str]) -> list[tuple[str, list[str]]]:
    """The lines that are read as harm, with what they are read as."""
    found = ((line, engine().read(line).flags & HARM) for line in lines)
    return [(line, sorted(flag.value for flag in flags)) for line, flags in found if flags]


@pytest.mark.parametrize("frame", ABOUT)
def test_a_group_is_spoken_about_in_peace(frame: str) -> None:
    assert harmed([frame.format(group) for group in GROUPS]) == []


@pytest.mark.parametrize("frame", WITHIN)
def test_members_of_a_group_speak_of_themselves_in_peace(frame: str) -> None:
    assert harmed([frame.format(member) for member in MEMBERS]) == []


@pytest.mark.parametrize("frame", SLUR_TALK)
def test_a_slur_told_asked_about_or_taken_back_passes(frame: str) -> None:
    assert harmed([frame.format(slur) for slur in SLURS]) == []


def test_words_taken_back_and_words_that_sound_alike_pass() -> None:
    assert harmed(list(TAKEN_BACK)) == []


@pytest.mark.parametrize("frame", ATTACKS)
def test_an_attack_on_any_group_is_found(frame: str) -> None:
    missed = [
        group for group in GROUPS if Category.HATE not in engine().read(frame.format(group)).flags
    ]

    assert missed == []
