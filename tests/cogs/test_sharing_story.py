"""The heart of it: somebody shares, somebody answers, and nobody's name is anywhere."""

from tests.harness import Room, text_of


async def test_a_share_is_answered_and_shows_no_name(room: Room) -> None:
    post = await room.share("Alice", "I had a hard week.")
    said = await room.reply("Bob", post, "I am glad you told us.")

    assert "posted" in said.content
    assert "I had a hard week." in text_of(post)
    answers = [text_of(m) for m in room.posts(room.thread())]
    assert any("I am glad you told us." in text for text in answers)
    everything = text_of(post) + "".join(answers)
    assert "Alice" not in everything
    assert "Bob" not in everything
