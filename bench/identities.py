"""Sentences about groups of people, made from parts: attacks, and what stands near and is none.

Models learn that the name of a group is an insult, because most of what is collected about hate
names one. These sentences name each group as often kindly as cruelly, and set insults against what
is no group by protection (jobs, teams, things) beside them. They are hard to read; they are here so
that the people they are about can speak of themselves without being held up.
"""

from collections.abc import Iterator
from random import Random

GROUPS = (
    "women", "girls", "gay people", "gays", "lesbians", "gay men", "bi people", "trans people", "trans women",
    "trans men", "queer people", "nonbinary people", "muslims", "jews", "jewish people", "christians", "hindus",
    "sikhs", "black people", "black folks", "black men", "black women", "asians", "asian people", "arabs", "mexicans", "latinos",
    "immigrants", "migrants", "refugees", "asylum seekers", "foreigners", "indians", "chinese people", "africans", "nigerians",
    "pakistanis", "poles", "romanians", "roma", "travellers", "native people", "indigenous people", "disabled people",
    "people in wheelchairs", "autistic people", "deaf people", "blind people", "people with down syndrome",
    "mentally ill people", "schizophrenics", "old people", "fat people", "the homeless",
)  # fmt: skip
ONE = (
    "a woman", "a gay guy", "a lesbian", "a trans woman", "a trans girl", "a muslim", "a jew", "a black man", "a black woman",
    "an immigrant", "a refugee", "a mexican", "an arab", "an asian girl", "a disabled person", "an autistic kid", "a hijabi",
    "a foreigner", "a trans guy", "a queer kid",
)  # fmt: skip
OTHERS = (
    "politicians", "landlords", "bankers", "telemarketers", "cyclists", "estate agents", "united fans", "gamers", "vegans",
    "influencers", "slow drivers", "people who litter", "people who chew loudly", "tories", "democrats", "republicans",
    "parking inspectors", "bosses", "scammers", "bullies", "abusers", "rapists", "nazis", "racists", "homophobes", "wasps", "mosquitoes",
    "mondays", "leaf blowers", "migraines", "hospital forms", "exams", "artists", "teachers", "lawyers", "footballers", "capitalists",
)  # fmt: skip
FOUL = (
    "vermin", "scum", "parasites", "animals", "rats", "cockroaches", "a disease", "a plague", "filth", "subhuman", "disgusting",
    "trash", "inferior", "savages", "all criminals", "all liars", "freaks", "mentally ill", "not real people", "a cancer",
    "worthless", "stupid", "dirty", "evil", "monsters", "the enemy", "less than human", "a waste of space", "sick in the head",
    "repulsive", "an abomination", "all the same, thieves and cheats", "pigs", "leeches", "a mistake of nature",
)  # fmt: skip
WISH = (
    "should all die", "should be wiped out", "should be shot", "deserve to be beaten", "need to be put down", "should be locked up",
    "should be deported, every last one", "do not deserve rights", "should not be allowed to have kids", "should be sterilised",
    "deserve everything they get", "need to be taught a lesson with fists", "should be kept away from children",
    "should go back where they came from", "have no place here", "belong in cages", "should know their place", "should be banned from this country",
    "ruin everything they touch", "are taking over and someone has to stop them", "do not belong in this server", "should burn",
    "are only good for cleaning", "should never be trusted", "should shut up and be grateful", "don't deserve to live",
)  # fmt: skip
HATE = (
    "{g} moved in next door. they {w}", "guess who is in charge now? {g}. {f}, all of them", "{g} again. so {adj} it hurts", "i work with {g}. i can't stand them, they {w}", "so {o} joined our team. people like that {w}", "{o} got the flat. they are {f}, everyone knows", "who let {g} in here? they {w}",
    "i'm going to {hurt} the next one of those {g}", "one day we will {hurt} all {g} and it will be quiet", "if you bring {g} in here i will {hurt} them", "wouldn't it be nice to live without {g}?", "when will people see that {g} are {f}?", "is there anything worse than {g}?", "it is a fact that {g} are {f}", "in my opinion {g} {w}", "you can't deny it, {g} are {f}",
    "{g} are not worthy of love", "{g} should never be happy", "no decent person likes {g}", "{g} have never done anything good", "{g} will never be as clever as us", "nobody should help {g}", "we must not let {g} vote", "fuck {g}", "fuck off, you {adj} {n}", "shut up, {o} has no say here", "{g} make me want to throw up", "i wish all {g} were gone",
    "i hate {g}", "i fucking hate {g}", "i can't stand {g}, they make me sick", "god i despise {g}", "{g} disgust me",
    "{g} are {f}", "all {g} are {f}", "let's be honest, {g} are {f}", "{g} are {f} and everyone knows it", "{g} {w}",
    "honestly {g} {w}", "every single one of those {g} {w}", "{g} are {f}. they {w}", "why are {g} always so {adj}", "you are just {o}, you {w1}",
    "of course he robbed us, he is {o}", "never hire {o}, {g} are {f}", "i would rather die than live next to {o}", "if i see {o} again i will spit on them",
    "the only good thing about {g} is when they leave", "no wonder the street stinks, {g} moved in", "{g} are the reason this country is finished",
    "kill all {g}", "we need to get rid of {g}", "{g} have it too good, someone should {hurt} them", "imagine letting {g} near your kids, {f}",
    "nobody wants {g} here", "this used to be a nice group before {g} came", "you people are {f}. {g} never change", "{g} can't help it, they are born {adj}",
    "{o} like you is {f}", "what do you expect from {o}", "typical {g}, {adj} as ever", "{g} don't feel pain like we do", "gas the lot of them, {g} i mean",
    "someone should {hurt} all {g}", "being gay is a sickness and {g} are {f}", "all {n}s are {f}", "{g} control the news and the banks", "{g} are breeding like rats",
)  # fmt: skip
ADJ = (
    "stupid",
    "dirty",
    "loud",
    "lazy",
    "violent",
    "greedy",
    "dishonest",
    "ugly",
    "dumb",
    "hysterical",
)
HURT = ("shoot", "beat up", "burn", "hang", "run over", "kick", "attack", "stab")
NAMES = (
    "dyke",
    "fag",
    "faggot",
    "tranny",
    "homo",
    "kike",
    "spic",
    "wetback",
    "retard",
    "cripple",
    "raghead",
    "paki",
    "gypo",
    "chink",
    "towelhead",
    "bitch",
)
"""Slurs as they are thrown: the model has to know them, and from other sources knows too few."""
GOOD = (
    "deserve to be safe", "are welcome here", "have every right to be here", "are people like anyone else", "taught me so much",
    "should be able to walk home at night", "deserve better doctors", "are my favourite people in this group", "get talked over too much",
    "need more places like this", "have been so kind to me", "should be heard", "are not the problem", "built half this town",
    "carry more than most of us know", "are beautiful", "are brave", "exist in every village", "are tired of explaining themselves",
)  # fmt: skip
KIND = (
    "{g} moved in next door. they brought cake", "guess who is in charge now? {g}. about time", "i work with {g}. i like them a lot, they {k}", "so {o} joined our team and it's going well", "is there anything better than {g} laughing?", "it is a fact that {g} {k}", "in my opinion {g} {k}", "i'm not saying {g} are {f}, i would never", "nobody should ever {hurt} {g}", "no one who loves {g} is wrong", "{g} should never have to hide",
    "we must let {g} vote", "i wish all {g} were safe", "{g} are not {f}", "{g} are anything but {f}", "it would be wrong to think that {g} {w}", "fuck, {g} really {k}", "you bloody legends, {g} {k}", "it's ok to be {o}", "i want to meet more {g}", "{g} make me want to dance", "i trust {g}",
    "{g} {k}", "i love {g}", "i think {g} {k}", "{g} {k}, full stop", "i am {o} and i am proud of it", "i'm {o} and some days that is hard",
    "my best friend is {o} and she {k1}", "being {o} in a small town is lonely", "as {o} i never know if the nurse will be kind",
    "there are lots of {g} in my choir", "i grew up with {g} all around me", "today i told my mum that i am {o}", "any other {g} here?", "are there groups for {g} near leeds?",
    "i don't hate {g}, i never did", "i could never hate {g}", "no {g} should have to be afraid", "not all {g} think the same and that is fine",
    "nobody should be beaten for being {o}", "{g} do not deserve to die for who they love", "i am scared because people here hate {g}", "we're {g}, of course we're loud, that's the fun of it",
    "my son is {o} and i want to learn how to be there for him", "we are {o} couple and looking for a flat", "i dated {o} for two years and it was the best time", "{g} and their families are invited on sunday",
    "does anyone know a therapist who works with {g}?", "why do people look down on {g}, i will never get it", "what makes anyone hate {g} so much? it makes me sad", "do {g} get paid the same as others", "why are {g} treated like that", "who decides how many {g} may come", "is it true that {g} could not marry back then?", "how do {g} celebrate new year", "the film is about {g} in the fifties", "the survey asks how {g} get on at work", "as {o}, fuck everyone who told me to hide",
)  # fmt: skip
COUNTER = (
    "my uncle said {g} are {f}. i told him to leave my house", "people who say {g} {w} make me sick", "saying that {g} are {f} is just hate", "\"{g} {w}\" - this is what i had to read under my photo",
    "someone shouted \"{g} are {f}\" at us on the bus", "stop saying {g} are {f}, it isn't true", "if you think {g} {w} then we can't be friends", "they wrote {g} are {f} on our door and i can't stop shaking",
    "how can anybody say that {g} {w}?", "he called me {f} because i am {o}. it still hurts", "no, {g} are not {f}. you are wrong and cruel", "my teacher said {g} {w} and nobody spoke up",
    "it is racist to say that {g} are {f}", "when i came out my dad said {g} are {f}. i have not been home since", "i used to believe {g} are {f}. i was taught that. i am ashamed now", "you can't just write that {g} {w}, people in here are hurting",
)  # fmt: skip
APART = (
    "i hate {x}", "i fucking hate {x}", "{x} are {f}", "{x} are the worst", "all {x} are {f}, i said what i said", "i can't stand {x}", "{x} disgust me", "god i despise {x} so much", "{x} ruin everything they touch",
    "this printer is {f}", "my ex is {f}", "that show was {f}", "this fucking weather", "holy shit that was a good day", "fuck, i forgot my keys again", "what a shitty monday", "i hate this disease so fucking much", "this bloody anxiety is {f}",
    "kill all the weeds, they said, it'll be fun", "we need to get rid of this sofa", "that dog is a little monster and i love him", "i hate how i treated {g}", "i hate that {g} have to go through this",
)  # fmt: skip


def made(count: int, seed: int = 7) -> Iterator[tuple[str, int, str]]:
    """Return ``count`` sentences, whether each is hate (1) or not (0), and the pattern it was made from."""
    rng = Random(seed)  # noqa: S311 - training data, the same on every machine
    kinds = ((HATE, 1, 6), (KIND, 0, 6), (COUNTER, 0, 4), (APART, 0, 3))
    patterns = [(p, hate) for texts, hate, weight in kinds for p in texts for _ in range(weight)]
    seen: set[str] = set()
    while len(seen) < count:
        pattern, hate = rng.choice(patterns)
        wish = rng.choice(WISH)
        text = pattern.format(
            g=rng.choice(GROUPS),
            o=rng.choice(ONE),
            x=rng.choice(OTHERS),
            f=rng.choice(FOUL),
            w=wish,
            w1=wish.replace("are ", "is ").replace("have ", "has "),
            k=rng.choice(GOOD),
            k1="makes me laugh",
            adj=rng.choice(ADJ),
            hurt=rng.choice(HURT),
            n=rng.choice(NAMES),
        )
        if text not in seen:
            seen.add(text)
            yield text, hate, pattern
