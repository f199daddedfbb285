"""A claim is young only where Discord surely still knows its nonce."""

from bot.core.delivery.claims import KNOWN_SECONDS, YOUNG_SECONDS, Claims


def _claims(times: list[float]) -> Claims:
    """Claims whose monotonic clock shows the last of ``times``."""
    return Claims(lambda: times[-1])


def test_a_claim_of_another_process_is_as_old_as_the_wall_clock_says() -> None:
    claims = _claims([0])

    assert claims.young("a", 1000, 1000 + YOUNG_SECONDS - 1)
    assert not claims.young("b", 1000, 1000 + YOUNG_SECONDS)
    assert not claims.young("c", 1001, 1000)


def test_a_claim_of_this_process_is_old_as_soon_as_either_clock_says_so() -> None:
    times = [0.0]
    claims = _claims(times)
    claims.made("a")
    claims.made("b")
    times.append(YOUNG_SECONDS - 1)
    by_both = claims.young("a", 1000, 1000)
    times.append(YOUNG_SECONDS)

    assert by_both
    assert not claims.young("a", 1000, 1000)
    assert not claims.young("b", 1000, 1000 + YOUNG_SECONDS)


def test_a_clock_that_was_set_back_makes_no_claim_of_another_process_young() -> None:
    claims = _claims([0])
    claims.made("mine")
    claims.distrust_the_clock()

    assert not claims.young("a", 1000, 1001)
    assert claims.young("mine", 1000, 1001)


def test_what_was_old_once_is_old_until_its_claim_has_ended() -> None:
    claims = _claims([0])
    once = claims.young("a", 1000, 900)
    later = claims.young("a", 1000, 1001)
    claims.ended("a")
    claims.made("a")

    assert (once, later) == (False, False)
    assert claims.young("a", 2000, 2001)


def test_a_nonce_holds_for_no_longer_than_the_clock_says_that_shows_more_time() -> None:
    times = [0.0]
    claims = _claims(times)
    claims.made("mine")
    times.append(30.0)

    assert claims.left("mine", 1000, 1010) == KNOWN_SECONDS - 30
    assert claims.left("mine", 1000, 1050) == KNOWN_SECONDS - 50
    assert claims.left("another process's", 1000, 1010) == KNOWN_SECONDS - 10
