// The elder version: shows any page of this site in large type under one address, such as /elder/#/lists/.
//
// The choice lasts because it is part of the address: every link leads on to /elder/#…. So there is no cookie, nothing is
// stored, and a million reports need no second copy. Without a script the links lead to the ordinary pages.
const home = document.getElementById("home"), view = document.getElementById("view"), out = document.getElementById("leave");
const prefix = document.documentElement.dataset.prefix ?? "";
const title = document.title, here = location.pathname;
let turn = 0;

/** The page and the place in it that the address asks for; nothing at the start page. */
function asked() {
  const found = /^#(\/(?!\/)[^#]*)(?:#(.+))?$/.exec(location.hash);
  return found && { path: found[1], anchor: decodeURIComponent(found[2] ?? "") };
}

/** A page as a document in which nothing runs. */
function load(path) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document";
    request.onload = () => (request.response?.querySelector("main") ? resolve(request.response) : reject(new Error(path)));
    request.onerror = () => reject(new Error(path));
    request.send();
  });
}

/** Where a link leads within the elder version; nothing for files and other sites. */
function within(link, path) {
  const raw = link.getAttribute("href");
  if (raw?.startsWith("#")) return path && `#${path}${raw}`;
  const to = new URL(link.href, location.origin);
  if (to.origin !== location.origin || !to.pathname.endsWith("/") || to.pathname.startsWith(`${prefix}/elder/`)) return "";
  return [`${prefix}/`, `${prefix}/search/`].includes(to.pathname) ? here : `${here}#${to.pathname}${to.hash}`;
}

function fill(doc, path) {
  const parts = [...doc.querySelector("main").childNodes].map((node) => document.importNode(node, true));
  view.replaceChildren(...parts);
  for (const element of view.querySelectorAll("noscript, script")) element.remove();
  for (const link of view.querySelectorAll("a[href]")) {
    const to = within(link, path);
    if (to) link.setAttribute("href", to);
  }
  document.title = doc.title;
  out.href = path;
}

async function show() {
  const mine = (turn += 1), want = asked();
  for (const size of document.querySelectorAll(".top [data-size]")) size.hash = want ? location.hash : "";
  if (!want) {
    view.replaceChildren();
    home.hidden = false;
    document.title = title;
    out.href = `${prefix}/`;
    return;
  }
  try {
    const doc = await load(want.path);
    if (mine !== turn) return;
    if (doc.querySelector('script[src]:not([src^="/search/"], [src*="/words-"], [src$="/site.js"])')) return location.replace(want.path); // it needs its script
    home.hidden = true;
    fill(doc, want.path);
    const place = want.anchor && document.getElementById(want.anchor);
    if (place) place.scrollIntoView();
    else { document.getElementById("main").focus(); scrollTo(0, 0); }
  } catch {
    location.replace(want.path);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const to = within(link, "");
  if (to && link.closest("#home")) {
    event.preventDefault();
    location.assign(to);
  }
});
view.addEventListener("submit", (event) => {
  const text = event.target.elements.q?.value;
  if (text === undefined) return;
  event.preventDefault();
  location.assign(`${here}?${new URLSearchParams({ q: text })}`);
});
addEventListener("hashchange", show);
show();
