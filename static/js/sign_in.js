// A second click would ask for a second code, and only one of the two would be right.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (!event.target.closest(".entrance")) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
// Back from the page after it, the form may be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll(".entrance form")) sent.delete(form);
});
