// The search box suggests. Without this file it is a plain form.

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

let dismissed = false; // whatever is still on its way is not wanted any more

function suggest() {
  dismissed = false;
  htmx.trigger(words(), "shop:suggest");
}

function closeSuggestions() {
  dismissed = true;
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
    else suggest();
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    chosen().click();
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault(); // the field keeps its words; a second Escape empties it
    closeSuggestions();
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target === words() && words().value === "") suggest();
  if (!event.target.closest(".search-box") && options().length) closeSuggestions();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".search-box") && options().length) closeSuggestions();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "suggestions" && dismissed) detail.shouldSwap = false;
});

document.addEventListener("input", ({ target }) => {
  if (target === words()) dismissed = false;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "suggestions") return;
  words().setAttribute("aria-expanded", String(options().length > 0));
  words().removeAttribute("aria-activedescendant");
  const said = document.getElementById("suggestion-list")?.dataset.said ?? "";
  document.getElementById("suggestions-said").textContent = said;
});
