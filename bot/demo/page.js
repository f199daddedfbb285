"use strict";
// Threads and links into Discord lead to the demo's own pages; nothing leaves this computer.
addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const thread = target?.closest(".thread-summary")?.closest("[data-message-id]");
  const link = target?.closest('a[href^="https://discord.com/channels/"]');
  const place = thread?.dataset.messageId ?? link?.getAttribute("href").split("/")[5];
  if (!place) return;
  event.preventDefault();
  event.stopPropagation();
  const person = document.getElementById("viewer-picker").value;
  open(`/open/${place}/${person}`, "_blank");
}, true);

// Discord shows who a card mentions by name; simcord does so outside of cards alone.
const names = fetch("/demo/places.json").then((answer) => answer.json()).then(({ places }) =>
  new Map(places.flatMap((place) => place.people.map(({ id, name }) => [id, name]))));
async function nameMentions() {
  const known = await names;
  for (const card of document.querySelectorAll(".embed-card")) {
    if (!card.textContent.includes("<@")) continue;
    const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const said = texts.currentNode;
      const named = said.data.replace(/<@!?(\d+)>/g, (raw, id) => known.has(id) ? `@${known.get(id)}` : raw);
      if (named !== said.data) said.data = named; // another write would call us again, for ever
    }
  }
}

// Discord shows such a link by its place, not by its numbers.
new MutationObserver(() => {
  void nameMentions();
  for (const link of document.querySelectorAll('a[href^="https://discord.com/channels/"]')) {
    if (link.textContent === link.href) link.textContent = "› the message";
  }
}).observe(document, { childList: true, subtree: true });

// Discord asks for suggestions when an option is entered; simcord only once something is typed.
addEventListener("focusin", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches(".command-option-input")) return;
  setTimeout(() => {
    if (field.value || !document.querySelector(".command-empty")) return;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
});

// Who reads the newest message goes on doing so when another comes, or a picture has loaded.
addEventListener("load", () => {
  const timeline = document.getElementById("channel-timeline");
  const near = () => timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 60;
  let follows = true;
  let moved = 0;
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    timeline.addEventListener(kind, () => { moved = performance.now(); }, { passive: true });
  }
  timeline.addEventListener("pointerdown", (event) => {
    if (event.target === timeline) moved = Infinity; // the scroll bar, until the button is let go
  });
  addEventListener("pointerup", () => { if (moved === Infinity) moved = performance.now(); });
  timeline.addEventListener("scroll", () => {
    if (near()) follows = true;
    else if (moved === Infinity || performance.now() - moved < 500) follows = false;
  }, { passive: true });
  const stay = new ResizeObserver(() => {
    if (follows) timeline.scrollTop = timeline.scrollHeight;
  });
  stay.observe(timeline);
  stay.observe(document.getElementById("channel-message-list"));
});
