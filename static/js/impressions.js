// Reports which cards of a slate were seen: at least half of the card on the screen, for one second. Each place is
// reported once. A click proves that its card was seen, however quick it was.
(() => {
  "use strict";

  const ADDRESS = "/api/v1/events/";
  const HALF = 0.5;
  const LONG_ENOUGH = 1000; // milliseconds
  const BATCH = 50;
  const PAUSE = 2000; // milliseconds between seeing and telling, so that a row of cards travels together

  const timers = new Map(); // card → the second that runs while it stays visible
  const reported = new Set(); // "slate position"
  let waiting = [];
  let pause = null;

  const newId = () => {
    // crypto.randomUUID is absent where a demo is looked at over plain http from another machine.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const send = () => {
    clearTimeout(pause);
    pause = null;
    while (waiting.length) {
      const body = JSON.stringify({ events: waiting.splice(0, BATCH) });
      const queued = navigator.sendBeacon && navigator.sendBeacon(ADDRESS, body);
      // What is not counted is no reason to disturb anyone.
      if (!queued) fetch(ADDRESS, { method: "POST", body, keepalive: true }).catch(() => {});
    }
  };

  const report = (card) => {
    stop(card);
    observer.unobserve(card);
    const slate = card.closest("[data-slate]")?.dataset.slate; // it may have left the page meanwhile
    const position = Number(card.dataset.position);
    const place = `${slate} ${position}`;
    if (!slate || !position || reported.has(place)) return;
    reported.add(place);
    waiting.push({ id: newId(), type: "impression", slate, position, at: new Date().toISOString() });
    if (waiting.length >= BATCH) send();
    else pause = pause || setTimeout(send, PAUSE);
  };

  const start = (card) => {
    if (!timers.has(card)) timers.set(card, setTimeout(() => report(card), LONG_ENOUGH));
  };

  const stop = (card) => {
    clearTimeout(timers.get(card));
    timers.delete(card);
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio } of entries) {
        if (isIntersecting && intersectionRatio >= HALF && !document.hidden) start(target);
        else stop(target);
      }
    },
    { threshold: HALF },
  );

  const watch = (root) => {
    // htmx may swap in a shelf, something around shelves, or cards of a shelf that stays.
    for (const card of root.querySelectorAll("[data-position]")) {
      if (card.closest("[data-slate]")) observer.observe(card);
    }
    if (root.matches?.("[data-slate] [data-position]")) observer.observe(root);
  };

  document.addEventListener("DOMContentLoaded", () => watch(document));
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
  document.addEventListener(
    "click",
    (event) => {
      const card = event.target.closest("[data-slate] [data-position]");
      if (card && event.target.closest("a[href]")) report(card);
    },
    true,
  );
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      for (const card of [...timers.keys()]) stop(card);
      send();
    } else {
      // What stayed on the screen crosses no threshold by itself: watch it anew.
      observer.disconnect();
      watch(document);
    }
  });
  // Safari does not always say that a page is hidden before it leaves it.
  addEventListener("pagehide", send);
})();
