// The home page learns that the shopper's list was made anew. A shelf that nobody sees is exchanged quietly; one that is
// being looked at stays as it is, and a button says that there are other products.
(() => {
  "use strict";

  const FIRST = 4000; // milliseconds; a list is ready a second or two after the click that changed it
  const LONGEST = 120000;
  const MOST = 20; // questions, until the page is looked at anew

  const live = document.querySelector("[data-news]");
  const button = live?.querySelector("button[hidden].live__button");
  if (!button) return;

  let pause = FIRST;
  let asked = 0;
  let timer = null;

  const shelf = () => live.querySelector("[data-slate]");

  const later = () => {
    clearTimeout(timer);
    if (document.hidden || !button.hidden || asked >= MOST) return;
    timer = setTimeout(ask, pause);
    pause = Math.min(pause * 2, LONGEST);
  };

  const ask = async () => {
    const slate = shelf()?.dataset.slate;
    if (!slate) return;
    asked += 1;
    try {
      const answer = await fetch(live.dataset.news.replace("00000000-0000-0000-0000-000000000000", slate));
      if (answer.status === 200 && shelf()?.dataset.slate === slate) return tell();
    } catch {
      // Not online: the next question comes later anyway.
    }
    later();
  };

  const tell = () => {
    if (isLookedAt()) button.hidden = false;
    else exchange();
  };

  const isLookedAt = () => {
    const { top, bottom } = shelf().getBoundingClientRect();
    return (bottom > 0 && top < innerHeight) || shelf().querySelector(".shelf__row").matches(":hover, :focus-within");
  };

  const exchange = async () => {
    const cards = [...document.querySelectorAll("main [data-product]")].filter((card) => !live.contains(card));
    const values = { product_id: cards.map((card) => card.dataset.product) };
    const bottom = live.getBoundingClientRect().bottom;
    await htmx.ajax("GET", live.dataset.shelf, { source: live, target: shelf(), swap: "outerHTML", values });
    // A shelf that was scrolled past must not move what is being read below it.
    if (bottom < 0) scrollBy({ top: live.getBoundingClientRect().bottom - bottom, behavior: "instant" });
    begin();
  };

  const begin = () => {
    pause = FIRST;
    asked = 0;
    later();
  };

  button.addEventListener("click", async () => {
    button.hidden = true;
    await exchange();
    const head = shelf()?.querySelector("h2");
    head?.setAttribute("tabindex", "-1");
    head?.focus({ preventScroll: true });
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden && button.hidden) begin();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && button.hidden) begin();
  });
  begin();
})();
