// The look-up page and every search box: reads what is asked, shows what is found, keeps the address shareable.

import { attach } from "./box.js";
import { ask, configuration } from "./engine.js";
import { LONGEST } from "./names.js";
import { element, message, result, title, wording } from "./view.js";
import { prefix, say } from "./words.js";

const PAGE = 10;
const FACETS = { standing: say("公示状态"), lists: say("名单"), kinds: say("类型"), district: say("区县"), level: say("等级") };
const base = new URL("../..", import.meta.url); // of the look-up: scripts/<set>/ lie under it
const room = document.getElementById("lookup");
const status = element("p", { role: "status", class: "lookup-count" });
const found = element("div");
let turn = 0;

/** Before anything is added to the page its style must be there, or what is there would move. */
function styled() {
  const sheet = element("link", { rel: "stylesheet", href: new URL("lookup.css", import.meta.url).href });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
}

/** What the address asks for: after #, which is never sent to a server; other sites may still lead here with ?q=. */
function asked() {
  const values = new URLSearchParams(/^#(.*&)?q=/.test(location.hash) ? location.hash.slice(1) : location.search);
  const filters = Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, values.get(facet) ?? ""]));
  return { text: values.get("q") ?? "", filters, page: Math.max(1, Number.parseInt(values.get("page"), 10) || 1) };
}

function addressOf({ text, filters, page }) {
  const values = new URLSearchParams({ q: text });
  for (const [facet, value] of Object.entries(filters)) if (value) values.set(facet, value);
  if (page > 1) values.set("page", page);
  return `#${values}`;
}

function go(request) {
  history.pushState(null, "", location.pathname + addressOf(request));
  return show(request);
}

async function show(request) {
  const mine = (turn += 1);
  if (!request.text.trim()) return fill("");
  room.setAttribute("aria-busy", "true");
  const outcome = await ask(request.text, request.filters, true);
  const labels = outcome.hits.length || outcome.state === "filtered" ? wording((await configuration()).config.words) : null;
  if (mine !== turn) return undefined;
  room.removeAttribute("aria-busy");
  room.dataset.state = outcome.state;
  room.dataset.engine = outcome.engine ?? "";
  if (outcome.state === "empty") return fill(say("请输入名称或代码。"));
  if (!labels) return fill(title(outcome), message(outcome), ...told(outcome));
  if (outcome.state === "filtered") return fill(title(outcome), ...told(outcome), filters(request, outcome, labels), message(outcome));
  return fill(summary(outcome), ...told(outcome), filters(request, outcome, labels), ...listing(request, outcome, labels));
}

/** The sentence that is read out stays where it is and changes; a message shows it as its own heading. */
function fill(sentence, ...content) {
  status.classList.toggle("hide", content.some((part) => part.classList?.contains("lookup-note")));
  status.textContent = sentence;
  found.replaceChildren(...content);
}

function summary(outcome) {
  const [only] = outcome.hits;
  if (outcome.query.kind === "code") {
    return say("查到 1 个主体，代码一致。")
      + (only?.standing === "none" ? say("它未列入本站公示的名单，也没有公示的失信信息；这不等于信用良好。") : "");
  }
  const near = outcome.hits.length && outcome.hits.every((hit) => hit.near);
  const listed = { count: outcome.hits.length };
  if (near) return say("没有名称完全符合的主体；下面 {count} 个名称相近，可能不是您要找的，请核对代码。", listed);
  if (outcome.complete) return say("查到 {count} 个主体。同名的请核对代码。", { count: outcome.total });
  return outcome.total > outcome.hits.length
    ? say("约有 {total} 个主体符合，只列出最接近的 {count} 个；请输入更完整的名称。", { ...listed, total: outcome.total })
    : say("列出 {count} 个主体，可能还有其他主体没有列出；请输入更完整的名称。", listed);
}

/** What the reader has to know of how it was found. */
const told = (outcome) => [
  outcome.fellBack && outcome.engine && say("查询服务没有应答，以下是用本站静态文件查得的结果。"),
  outcome.query.cut && say("输入过长，只按前 {count} 个字查询，后面的没有用上。", { count: LONGEST }),
].filter(Boolean).map((text) => element("p", { class: "src" }, text));

function filters(request, outcome, labels) {
  const set = element("fieldset", { class: "lookup-filters" }, element("legend", { class: "hide" }, say("筛选")));
  for (const [facet, title] of Object.entries(FACETS)) {
    const counts = Object.entries(outcome.counts[facet] ?? {}).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const chosen = request.filters[facet];
    if (chosen && !counts.some(([value]) => value === chosen)) counts.push([chosen, 0]);
    if (counts.length < 2 && !chosen) continue;
    const choice = element("select", { name: facet }, element("option", { value: "" }, say("全部")),
      ...counts.map(([value, count]) =>
        element("option", { value, selected: value === chosen }, `${say(labels[facet].get(value) ?? value)} (${count})`)));
    choice.addEventListener("change", () =>
      go({ ...request, filters: { ...request.filters, [facet]: choice.value }, page: 1 }));
    set.append(element("label", {}, title, choice));
  }
  return set;
}

function listing(request, outcome, labels) {
  const last = Math.max(1, Math.ceil(outcome.hits.length / PAGE));
  const page = Math.min(request.page, last);
  const hits = outcome.hits.slice((page - 1) * PAGE, page * PAGE);
  const list = element("ol", { class: "lookup-results", start: (page - 1) * PAGE + 1 },
    ...hits.map((hit) => result(hit, labels, outcome.query.text)));
  if (last === 1) return [list];
  const pages = element("nav", { class: "lookup-pages", "aria-label": say("结果分页") });
  for (let number = 1; number <= last; number += 1) {
    const button = element("button", { type: "button", "aria-label": say("第 {number} 页", { number }), "aria-current": number === page ? "page" : null }, String(number));
    button.addEventListener("click", async () => {
      await go({ ...request, page: number });
      room.scrollIntoView();
      found.querySelector("a")?.focus({ preventScroll: true });
    });
    pages.append(button);
  }
  return [list, pages];
}

async function start() {
  await styled();
  const inputs = document.querySelectorAll('form[role="search"] input[name="q"], input[data-lookup]');
  for (const input of inputs) {
    attach(input, (text, event) => {
      event.preventDefault();
      const request = { text, filters: {}, page: 1 };
      return room ? go(request) : location.assign(prefix + base.pathname + addressOf(request));
    });
    input.addEventListener("focus", prepare, { once: true });
  }
  if (!room) {
    const request = asked(); // a form sent before this script ran
    return request.text ? location.replace(prefix + base.pathname + addressOf(request)) : undefined;
  }
  room.removeAttribute("aria-live"); // the count is announced, not every result
  room.replaceChildren(status, found);
  const arrive = () => {
    const request = asked();
    if (request.text && location.search) history.replaceState(null, "", location.pathname + addressOf(request));
    for (const input of inputs) input.value = request.text;
    return show(request);
  };
  addEventListener("popstate", arrive);
  addEventListener("hashchange", arrive);
  prepare();
  return arrive();
}

/** The configuration is read before the first query asks for it; what fails here, fails again there and is told. */
const prepare = () => void configuration().catch(() => {});

start();
