// The query window: opens results in a new page, even in a sandbox without forms; tells its height to its embedder only.
const form = document.querySelector("form");
const field = form.elements.q;

function go() {
  const words = field.value.trim();
  if (words) window.open(`/search/#q=${encodeURIComponent(words)}`, "_blank", "noopener,noreferrer");
}

form.querySelector("button").addEventListener("click", (event) => {
  event.preventDefault(); // a sandbox would complain of the form
  go();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    go();
  }
});
field.addEventListener("input", () => {
  for (const link of document.querySelectorAll("a[data-query]")) {
    const words = field.value.trim();
    link.href = words ? link.dataset.query.replace("{q}", encodeURIComponent(words)) : link.dataset.home;
  }
});

// It listens to no message at all. Without a referrer nobody is told anything.
// Nobody can ask either, so the height is said again, ever more seldom: a page's own script may come later than this one.
const AGAIN = [250, 1000, 4000, 15000, 60000]; // milliseconds after the window stands

if (window.parent !== window && document.referrer) {
  const embedder = new URL(document.referrer).origin;
  const allowed = document.body.dataset.origins.split(" ").filter(Boolean);
  if (!allowed.length || allowed.includes(embedder)) {
    const tell = () => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      window.parent.postMessage({ type: "credit-city:height", height }, embedder);
    };
    new ResizeObserver(tell).observe(document.documentElement);
    for (const wait of AGAIN) setTimeout(tell, wait);
  }
}
