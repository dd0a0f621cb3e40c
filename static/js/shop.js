// What makes the pages quicker and kinder; every page works without it.

// The request that failed last, and the one that each toast tells of: it can be tried again as it was.
let failed;
const toldBy = new WeakMap();

const toasts = () => document.getElementById("toasts");

// Errors come as fragments that name their own place; anything else that failed gets one sentence.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
    failed = requestConfig;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// A link with Ctrl, ⌘ or Shift opens a page of its own, as everywhere.
document.addEventListener(
  "click",
  (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[href]")) event.stopPropagation();
  },
  true,
);

// Filters that are not set need no place in the address.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData]) {
    if (value === "") detail.formData.delete(name);
  }
});

// A chosen theme shows at once, without another page.
document.addEventListener("shop:theme", ({ detail }) => {
  document.documentElement.dataset.theme = detail.theme;
  document.querySelector("meta[name=color-scheme]").content = detail.theme === "device" ? "light dark" : detail.theme;
});

// What failed says so once. Suggestions that fail are only missing.
function sayThat(notice, { requestConfig }) {
  if (requestConfig.elt.closest(".search-box")) return;
  failed = requestConfig;
  toasts().querySelector("[data-toast]:has([data-retry])")?.remove();
  toasts().append(document.getElementById(notice).content.cloneNode(true));
}
document.addEventListener("htmx:responseError", ({ detail }) => sayThat("toast-failed", detail));
document.addEventListener("htmx:sendError", ({ detail }) => sayThat("toast-unreachable", detail));
document.addEventListener("htmx:timeout", ({ detail }) => sayThat("toast-unreachable", detail));

function tryAgain({ elt, triggeringEvent }) {
  if (!elt.isConnected) location.reload();
  else if (elt instanceof HTMLFormElement) elt.requestSubmit(triggeringEvent?.submitter ?? null);
  else htmx.trigger(elt, triggeringEvent?.type ?? "click");
}

// What htmx puts into the page fades in (static/css/feedback.css).
document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) target.classList.add("arrived");
});

// Toasts leave by themselves, unless someone is at them, or when closed. What can be taken back stays longer.
const TOAST_SECONDS = 7;
const UNDO_SECONDS = 20;

function leave(toast) {
  toast.classList.add("toast--leaving");
  toast.addEventListener("animationend", () => toast.remove());
}

function leaveLater(toast) {
  const seconds = toast.querySelector("form") ? UNDO_SECONDS : TOAST_SECONDS;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else leave(toast);
  }, seconds * 1000);
}

new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!(node instanceof Element) || !node.matches("[data-toast]")) continue;
    node.querySelector("[data-close]")?.removeAttribute("hidden");
    toldBy.set(node, failed);
    leaveLater(node);
  }
}).observe(toasts(), { childList: true });

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-close], [data-retry]");
  if (pressed) leave(pressed.closest("[data-toast]"));
  if (pressed?.matches("[data-retry]")) tryAgain(toldBy.get(pressed.closest("[data-toast]")));
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
