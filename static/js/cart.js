// The cart in a drawer at the side, and printing. Without this the links lead to pages.

const drawer = document.getElementById("cart-drawer");

// What fills the drawer opens it.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target === drawer && !drawer.open && drawer.childElementCount) drawer.showModal();
});

// A press beside the drawer closes it; its own buttons and Escape do that without a script.
drawer?.addEventListener("click", (event) => {
  if (event.target === drawer) drawer.close();
});

// Closed it keeps nothing: what it showed may be wrong when it opens again.
drawer?.addEventListener("close", () => drawer.replaceChildren());

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
