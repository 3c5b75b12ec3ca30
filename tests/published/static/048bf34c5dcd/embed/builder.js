// The snippet builder: the snippets of the page, written anew for the subject, look and kind of picture that are chosen.
import { language, prefix, say } from "../words.js";

const ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$/;
const builder = document.getElementById("builder");
const field = document.getElementById("code");
const told = document.getElementById("told");
const preview = document.getElementById("preview");
const snippets = [...document.querySelectorAll("pre[data-snippet] code")];
const { base } = builder.dataset;
let current = builder.dataset.id;
let written = current; // whose id stands in the snippets
let alt = builder.dataset.alt; // as it stands in HTML

const chosen = (name) => builder.elements[name].value;
const stem = (look, dark) => `badge${look === "flat" ? "" : `-${look}`}${dark ? "-dark" : ""}`;
const plain = (text) =>
  ["&lt; <", "&gt; >", "&quot; \"", "&#x27; '", "&amp; &"].reduce((all, one) => all.replaceAll(...one.split(" ")), text);

function image() {
  const [look, theme, kind] = ["look", "theme", "kind"].map(chosen);
  const folder = `${base}/s/${current}/`;
  if (kind === "png") {
    const file = `${folder}${stem(look, false)}`;
    return `<img src="${file}.png" srcset="${file}-2x.png 2x, ${file}-3x.png 3x" alt="${alt}">`;
  }
  const img = `<img src="${folder}${stem(look, theme === "dark")}.svg" alt="${alt}">`;
  if (theme !== "auto") return img;
  const dark = `<source srcset="${folder}${stem(look, true)}.svg" media="(prefers-color-scheme: dark)">`;
  return `<picture>${dark}${img}</picture>`;
}

function write() {
  const look = chosen("look");
  const file = `${stem(look, chosen("theme") === "dark")}.svg`;
  const verify = `${base}${language}/s/${current}/#verify`;
  const link = `<a href="${verify}" target="_blank" rel="noopener" referrerpolicy="origin">${image()}</a>`;
  const picture = `${base}/s/${current}/${stem(look, false)}`;
  const made = {
    html: link,
    markdown: `[![${plain(alt)}](${base}/s/${current}/${file})](${verify})`,
    alt: plain(alt),
    pictures: ["", "-2x", "-3x"].map((scale) => `${picture}${scale}.png`).join("\n"),
  };
  for (const one of snippets) {
    const { snippet } = one.parentElement.dataset;
    if (made[snippet]) one.textContent = made[snippet];
    else one.textContent = one.textContent.replaceAll(written, current).replaceAll(/look="[^"]*"/g, `look="${look}"`);
  }
  written = current;
  preview.src = `/s/${current}/${file}`;
  preview.alt = plain(alt);
  preview.parentElement.href = `${prefix}/s/${current}/#verify`;
  preview.parentElement.className = `on-${chosen("theme")}`;
  for (const one of builder.querySelectorAll("[data-png]")) one.disabled = !one.dataset.png.split(" ").includes(look);
  if (builder.elements.kind.selectedOptions[0]?.disabled) {
    builder.elements.kind.value = "svg";
    write();
  }
}

async function choose(typed) {
  const id = typed.trim();
  if (!ID.test(id)) {
    told.textContent = say("请输入 18 位统一社会信用代码，或本站编号。");
    return;
  }
  try {
    const answer = await fetch(`/s/${id}/index.json`, { credentials: "omit" });
    if (answer.status === 404 || answer.status === 410) {
      told.textContent = say("本站没有这个主体，没有标识可用。");
      return;
    }
    const data = await answer.json();
    const unfurled = await fetch(`/s/${id}/oembed.json`, { credentials: "omit" });
    const html = unfurled.ok ? String((await unfurled.json()).html) : "";
    current = id;
    alt = /alt="([^"<>]*)"/.exec(html)?.[1] ?? builder.dataset.said;
    write();
    told.textContent = say("以下代码用于：{name}", { name: data.name });
  } catch {
    told.textContent = say("没有取到数据，请稍后再试。");
  }
}

for (const one of snippets) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say("复制");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(one.textContent);
      button.textContent = say("已复制");
    } catch {
      button.textContent = say("请手动复制");
    }
  });
  one.parentElement.after(button);
}

builder.hidden = false;
builder.addEventListener("submit", (event) => {
  event.preventDefault();
  choose(field.value);
});
builder.addEventListener("change", (event) => {
  if (event.target !== field) write();
});
const asked = new URLSearchParams(location.search).get("s");
if (asked) {
  field.value = asked;
  choose(asked);
} else if (current) {
  write();
}
