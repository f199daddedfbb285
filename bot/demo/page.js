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

// Discord shows such a link by its place, not by its numbers.
new MutationObserver(() => {
  for (const link of document.querySelectorAll('a[href^="https://discord.com/channels/"]')) {
    if (link.textContent === link.href) link.textContent = "› the message";
  }
}).observe(document, { childList: true, subtree: true });
