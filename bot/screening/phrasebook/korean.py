"""What follows a Korean noun in the same word: particles, and beginnings of endings.

Our own list, after the particles and endings that any grammar of Korean names. No native speaker
has checked it yet.
"""

_PARTICLES = (
    "은 는 이 가 을 를 의 에 께 와 과 랑 도 만 로 야 아 나 요 들 님 씨 에서 에게 께서 "
    "한테 하고 이랑 까지 부터 으로 라고 이라고 라는 이라는 라면 이라면 이야 이다 다 "
    "처럼 보다 마다 조차 마저 밖에 뿐 대로 네 들이 들은 들을 들의 들도 들아 들만 들에게 "
    "들한테 님이 님은 님을 에는 에도 에서는 에게는 한테는 만은 까지도 에선 로는 으로는 "
    "로서 으로서 인 임 냐 이냐 니 이니 죠 이죠 네요 군 구나 이구나 이요 이여 여 든지 "
    "이든지 거나 이거나"
)
_AFTER_ONE = (
    "은 는 이 가 을 를 의 에 와 과 도 만 야 아 들 들이 들은 들아 들을 이다 이야 이네 에게 "
    "한테 이랑 처럼 보다 이라고 이라는 같은 같이 같네"
)
_ENDINGS = (
    "이었 였 입니 이에요 예요 이에여 이야 이래 이라 라고 라는 라며 라서 라니 라도 인데 "
    "인지 인가 인간 이지 이잖 잖아 이니까 니까 이네 네요 이냐 이더 이던 이면 이며 이고 "
    "같은 같이 같아 같애 같다 같네 처럼 들이 들은 들을 들아 들의 들도 들한 들에 들끼 "
    "하다 하는 하고 하지 하면 하게 하네 하니 하자 하라 했 해 한다 한테 한거 한놈 할 함 "
    "합니 새끼 놈 년 따위 주제 정도 뿐이 밖에 까지 부터 에서 에게 께서 으로 이랑 한테"
)

PARTICLES = frozenset(_PARTICLES.split())
"""Whole particles."""

AFTER_ONE = frozenset(_AFTER_ONE.split())
"""Those that rarely make another word of a single syllable."""

ENDINGS = tuple(_ENDINGS.split())
"""Beginnings of endings, as of the copula and of a verb with 하다, and of words for people."""
