// Computes a display period as the site does: same rules, same month ends. Dates are texts such as 2026-05-20.
import { day, say } from "./words.js";

const two = (n) => String(n).padStart(2, "0");

/** The same day of a later month, clamped to that month's last day. */
export function addMonths(day, months) {
  const [y, m, d] = day.split("-").map(Number);
  const count = y * 12 + m - 1 + months;
  const year = Math.floor(count / 12), month = count % 12 + 1;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(Math.min(d, last))}`;
}

/** When display ends and from when repair may be applied for; `problem` where nothing can be computed. */
export function clock(rules, { kind, authority, severity, decided, stated }) {
  const applying = rules.rule_sets
    .filter((s) => s.kinds.includes(kind) && authority.includes(s.authority)
      && (!s.from || decided >= s.from) && (!s.until || decided < s.until))
    .map((s) => [s, s.grades.find((g) => g.severity === severity)])
    .filter(([, g]) => g);
  if (!applying.length) return { problem: "none" };
  if (!applying.every(([, g]) => g.shown)) return { problem: "hidden" };
  const ends = applying.map(([s, g]) => [addMonths(decided, g.longest), `${s.title}: ${say("自决定之日起 {span}", { span: g.words })}`]);
  if (rules.local_months) {
    ends.push([addMonths(decided, rules.local_months), `${say("地方信用法规最长期限")}: ${say("自决定之日起 {span}", { span: rules.local_words })}`]);
  }
  if (stated) ends.push([stated, say("来源单位确定的公示截止期")]);
  const [until, because] = ends.reduce((best, one) => (one[0] < best[0] ? one : best));
  const repair = applying.map(([, g]) => addMonths(decided, g.shortest)).reduce((a, b) => (b > a ? b : a));
  return { repair: repair < until ? repair : until, until, because };
}

/** Today in Beijing, whatever clock the reader's machine keeps. */
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}

function show(out, lines) {
  out.replaceChildren(...lines.map(([label, text]) => {
    const line = document.createElement("p"), name = document.createElement("b");
    name.textContent = label;
    line.append(name, text);
    return line;
  }));
}

function answer(rules, asked) {
  const found = clock(rules, asked), now = today();
  if (found.problem === "none") return [[say("没有适用的规则："), say("这样的记录本站不公示。请检查填写的内容，或者问作出决定的机关。")]];
  if (found.problem === "hidden") return [[say("不公示："), say("这一分级原则上不公示。义务履行完就可以申请修复。")]];
  const state = now >= found.until ? say("公示期已满，不再显示，不用申请。")
    : now >= found.repair ? say("公示期未满；其他条件也具备的，已经可以申请修复。") : say("公示期未满，还不能申请修复。");
  return [
    [say("最早可申请修复："), day(found.repair)],
    [say("公示到这一天零时为止："), day(found.until)],
    [say("依据："), found.because],
    [say("今天（北京时间 {now}）：", { now: day(now) }), state],
  ];
}

const form = document.querySelector("form[data-rules]");
if (form) {
  const rules = JSON.parse(form.dataset.rules), out = form.querySelector("output");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const asked = Object.fromEntries(["kind", "authority", "severity", "decided", "stated"].map((k) => [k, given.get(k) ?? ""]));
    show(out, asked.decided ? answer(rules, asked) : [[say("缺少决定日期："), say("请填写决定书上的日期。")]]);
  });
}
