// Listings change in place. Without this file their filters are a plain form, and their chips plain links.
//
// The form alone says what is wanted. Chips speak through it, so that a box ticked a moment before goes the same way, and
// an answer to what is no longer wanted is dropped: the form asks again by itself.

const filters = () => document.getElementById("filters");
const said = (form) => new URLSearchParams(new FormData(form)).toString();
const told = new WeakMap(); // what the server knows each form to say, or is being told

const remember = () => filters() && told.set(filters(), said(filters()));

document.addEventListener("htmx:load", remember);
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt === filters()) remember();
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "results" && said(filters()) !== told.get(filters())) detail.shouldSwap = false;
});

// A chip clears its filter; one that names none clears all of them. The order of a search is a switch of its own.
function take({ filter, value }) {
  const form = filters();
  if (filter === "ranking") {
    form.elements.ranking.disabled = value !== form.elements.ranking.value;
    return;
  }
  for (const field of form.querySelectorAll("input:not([type=hidden])")) {
    if (filter && field.name !== filter) continue;
    if (field.type === "text") field.value = "";
    else if (!filter || field.value === value) field.checked = false;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-filter]");
  if (!link || !filters() || event.button !== 0) return;
  event.preventDefault();
  take(link.dataset);
  htmx.trigger(filters(), "shop:filter");
});

// On a phone "Show 12 products" closes the panel, and shows them.
document.addEventListener("submit", ({ target }) => {
  if (target === filters()) document.getElementById("filters-panel").open = false;
});

// What was clicked may be gone with the swap, a chip for instance: the focus goes on to the results.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const lost = document.activeElement === document.body;
  if (lost && detail.target?.id === "results") {
    document.getElementById("results-title")?.focus({ preventScroll: true });
  }
});
