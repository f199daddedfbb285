"""English that is not like the bench's: dialects, typing errors, names, borrowed words, faces."""

import pytest

from tests.screening.places import engine
from tests.screening.test_languages import load_languages

LINES = """
wagwan fam u good
dinnae ken whit tae dae wi masel
mi nuh know weh fi do again
how you dey my guy, wetin dey happen for there
i no fit shout abeg make we rest
eish bru that was lekker
wot u on abaht m8
ye ken fine well ah wisnae there
ah canny be daein wi this the noo
she's well jel innit
that's pure dead brilliant so it is
gonnae no dae that
howay man pet let's gan hyem
ay up duck ow do
y'all finna go to the store or nah
ion even know what to say bruh
deadass no cap fr fr
aight imma head out
we outchea vibin
lemme kno wen ur free
cn u plz halp me wit hw
teh quikc bronw fox jumsp
i cnat beleive that it hapened agian
wen i waz 5 mi mum lef
i vil do it tomorow with my mum
i vill do it
i wil cal yu latr
im so hapy 4 u gurl
idk y he do dat doe
wat is dis
dat is wat i ment
smh tbh ngl kinda mid
lmaooo bruhhh
asdfghjkl
kekw pog monkaS
gg ez pz
glhf wp
uwu owo rawr xd
:3 :3 owo
sus amogus
yeet skrrt
Naruto Sasuke Sakura
Sasuke vs Naruto
BTS jungkook jimin taehyung
Jose Maria Garcia Lopez
Lana del Rey - Ultraviolence
Xiaomi Huawei Oppo
Pikachu Charizard Bulbasaur Squirtle Eevee Snorlax
Mohammed and Fatima and Nguyen and Oluwaseun came over
Priya, Aarav and Siddharth are in my class
Wojciech Szczesny saved it
Zlatan Ibrahimovic
Saoirse and Niamh and Caoimhe say hello
Bjork is playing in Reykjavik
Krakow, Lodz and Gdansk in one week
from Oaxaca to Guanajuato by bus
Kuala Lumpur then Yogyakarta then Bali
pho bun cha banh mi
sushi sashimi ramen udon
i love pad thai and tom yum and som tam
jollof and egusi and suya tonight
paneer tikka and gulab jamun please
pierogi and bigos at grandma's
spaghetti carbonara, tiramisu, espresso
café crème brûlée
tacos al pastor
je ne sais quoi
c'est moi
c'est la vie
she has a certain je ne sais quoi
déjà vu all over again
bon appétit everyone
bon voyage!
El Niño year
Guten Morgen everyone
hola everyone, how are we
ciao for now
merci for the help
gracias guys
danke for that
arigato for the song
feliz navidad everyone!!
happy día de los muertos
hasta la vista baby
mi casa es su casa
que sera sera
hakuna matata
carpe diem and memento mori
inshallah it will be fine
wallah i did not do it
habibi come here
he says te quiero every night lol
my abuela makes the best tamales
my oma and opa live in Bremen
my babushka and my dedushka
my halmoni taught me kimchi
my lola and lolo say hi
the word schadenfreude is german
it means te extraño
my favourite song is called Quiero Morir
the song is called "Je veux mourir"
listening to Voglio Morire
in german class we read "ich will sterben"
the character says ich will sterben in the opera
quiero morir is the name of the track
ich will means i want
die die little houseplant
will war die out
der is a german article
ja rule and nein cat
no me neither
me la la la
la la la la
no no no no
du you want to go out
un believable
ok por
en suite room
al dente
per se
vice versa et cetera
ad hoc and pro bono
ಠ_ಠ
¯\\_(ツ)_/¯
ʕ•ᴥ•ʔ
(╯°□°)╯︵ ┻━┻
( ͡° ͜ʖ ͡°)
ლ(ಠ益ಠლ)
(づ｡◕‿‿◕｡)づ
♡ ♡ ♡
α β γ
π and σ are letters
Δx = v t
my Ω is 50 and my μ is 3
https://пример.рф
look: https://例え.テスト/道
my cat Möhre and my dog Señor
Beyoncé and Björk and Zoë
naïve façade
chale i tire
chale this exam go finish me
oya come chop
na so e be
abeg help me small
kya yaar, exam again
arre bhai relax
acha ok see you
lah can or not
walao eh so hot today
alamak i forgot
paiseh sorry sorry
haha sige see you
kia ora from Auckland
aloha from Maui
g'day mate how ya goin
arvo at the servo with a sanger
yeah nah she'll be right
craic was mighty
sláinte lads
tá grand so
hwyl for now
cwtch
oof size large
brb afk gtg ttyl
ty ily wbu hbu
pls dm me on insta
"""


@pytest.mark.parametrize("text", [line for line in LINES.splitlines() if line])
def test_other_english_stays_english(text: str) -> None:
    other = load_languages().read(text)

    assert other is None or not other.sure
    assert engine().read(text).language is None
