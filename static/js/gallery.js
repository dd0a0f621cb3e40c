// The gallery of a product: a mouse magnifies, thumbnails lead, and a picture opens large in a dialog.
// Without this, thumbnails are links to the pictures and a picture opens by itself.

const gallery = document.querySelector("[data-gallery]");
const lightbox = document.getElementById("lightbox");
const shown = (track) => Math.round(track.scrollLeft / track.clientWidth);

function show(track, place, behavior) {
  track.scrollTo({ left: place * track.clientWidth, behavior });
}

if (lightbox) {
  const track = gallery.querySelector("[data-track]");
  const large = lightbox.querySelector("[data-track]");
  const pictures = [...track.querySelectorAll("[data-zoom]")];
  const thumbnails = [...gallery.querySelectorAll("[data-slide]")];
  const magnify = lightbox.querySelector("[data-magnify]");

  for (const picture of pictures) {
    picture.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse") return;
      const { left, top, width, height } = picture.getBoundingClientRect();
      picture.style.setProperty("--x", `${((event.clientX - left) / width) * 100}%`);
      picture.style.setProperty("--y", `${((event.clientY - top) / height) * 100}%`);
      picture.classList.add("is-magnified");
    });
    picture.addEventListener("pointerleave", () => picture.classList.remove("is-magnified"));
    picture.addEventListener("click", (event) => {
      event.preventDefault();
      picture.classList.remove("is-magnified");
      lightbox.showModal();
      place = pictures.indexOf(picture);
      show(large, place, "instant");
    });
  }

  gallery.addEventListener("click", (event) => {
    const thumbnail = event.target.closest("[data-slide]");
    if (!thumbnail) return;
    event.preventDefault();
    show(track, Number(thumbnail.dataset.slide));
  });

  track.addEventListener("scroll", () => {
    thumbnails.forEach((thumbnail, place) => {
      if (place === shown(track)) thumbnail.setAttribute("aria-current", "true");
      else thumbnail.removeAttribute("aria-current");
    });
  });

  // Remembered, because a closed dialog has no width to reckon with.
  let place = 0;
  large.addEventListener("scroll", () => {
    if (lightbox.open) place = shown(large);
  });

  function setMagnified(on) {
    lightbox.classList.toggle("is-magnified", on);
    magnify.setAttribute("aria-pressed", String(on));
    const slide = large.children[place];
    slide.scrollTo((slide.scrollWidth - slide.clientWidth) / 2, (slide.scrollHeight - slide.clientHeight) / 2);
  }

  magnify.addEventListener("click", () => setMagnified(!lightbox.classList.contains("is-magnified")));

  const step = (by) => show(large, Math.max(0, Math.min(pictures.length - 1, shown(large) + by)));

  lightbox.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });

  // Magnified, the arrows move the picture itself.
  lightbox.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || lightbox.classList.contains("is-magnified")) return;
    event.preventDefault();
    step(by);
  });

  lightbox.addEventListener("close", () => {
    setMagnified(false);
    show(track, place, "instant");
  });
}
