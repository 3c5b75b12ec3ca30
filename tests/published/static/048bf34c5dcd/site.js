// Small comforts: a button that copies this page's address, fields that narrow a table, the check behind a badge.
// Nothing needs them.
import { say } from "./words.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button"), told = document.createElement("span");
  button.type = "button";
  button.textContent = say("复制地址");
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(place.dataset.copy);
      told.textContent = ` ${say("已复制")}`;
    } catch {
      told.textContent = ` ${say("浏览器不允许复制，请手动选取")}`;
    }
  });
  place.append(" ", button, told);
}

// What the address asks for goes along to another version of the page.
for (const link of document.querySelectorAll(".top a[rel=alternate]")) {
  link.addEventListener("click", () => Object.assign(link, { search: location.search, hash: location.hash }));
}

// A badge leads to #verify: only then does a subject's page ask where the visitor came from.
const check = () => location.hash === "#verify" && document.getElementById("verify") && import("./embed/verify.js");
check();
addEventListener("hashchange", check);

for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll(box.dataset.filter)], told = box.querySelector("[role=status]");
  const fields = [...box.querySelectorAll("input, select")], words = () => fields.map((field) => field.value.trim().toLowerCase()).filter(Boolean);
  box.hidden = false;
  box.addEventListener("input", () => {
    const wanted = words();
    for (const row of rows) row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
    told.textContent = wanted.length ? say("符合的有 {count} 项", { count: rows.filter((row) => !row.hidden).length }) : "";
  });
}
