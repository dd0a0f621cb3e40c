// The search box suggests, and listings change in place. Without this file both are plain forms and links.

const words = () => document.getElementById("search-words");
const options = () => [...document.querySelectorAll("#suggestion-list [role=option]")];
const chosen = () => document.querySelector("#suggestion-list [aria-selected=true]");

// Suggestions: the focus stays in the field; the arrows say which suggestion Enter would open.
function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    words().setAttribute("aria-activedescendant", option.id);
  } else {
    words().removeAttribute("aria-activedescendant");
  }
}

function closeSuggestions() {
  htmx.trigger(words(), "htmx:abort");
  document.getElementById("suggestions").replaceChildren();
  words().removeAttribute("aria-activedescendant");
  words().setAttribute("aria-expanded", "false");
}

function walk(step) {
  // The field itself stands between the last suggestion and the first.
  const stops = [null, ...options()];
  choose(stops.at((stops.indexOf(chosen()) + step + stops.length) % stops.length));
}

document.addEventListener("keydown", (event) => {
  if (event.target !== words()) {
    if (event.key === "Escape" && event.target.closest?.(".search-box")) {
      closeSuggestions();
      words().focus();
    }
    return;
  }
  const isOpen = options().length > 0;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    if (isOpen) walk(step);
    else htmx.trigger(words(), "shop:suggest");
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    chosen().click();
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault(); // the field keeps its words; a second Escape empties it
    closeSuggestions();
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target === words() && words().value === "") htmx.trigger(words(), "shop:suggest");
  if (!event.target.closest(".search-box") && options().length) closeSuggestions();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".search-box") && options().length) closeSuggestions();
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "suggestions") return;
  // An answer that comes after the shopper has moved on is of no use.
  if (!document.activeElement.closest(".search-box")) return closeSuggestions();
  words().setAttribute("aria-expanded", String(options().length > 0));
  words().removeAttribute("aria-activedescendant");
  const said = document.getElementById("suggestion-list")?.dataset.said ?? "";
  document.getElementById("suggestions-said").textContent = said;
});

// Listings: who types on after leaving a field does not get an answer to half a word into the fields.
document.addEventListener("input", ({ target }) => {
  if (target.matches("#filters input:not([type])")) htmx.trigger("#filters", "htmx:abort");
});

// On a phone "Show 12 products" closes the panel, and shows them.
document.addEventListener("submit", ({ target }) => {
  if (target.id === "filters") document.getElementById("filters-panel").open = false;
});

// What was clicked may be gone with the swap, a chip for instance: the focus goes on to the results.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const lost = document.activeElement === document.body;
  if (lost && detail.target.id === "results") {
    document.getElementById("results-title")?.focus({ preventScroll: true });
  }
});
