// What is published about a subject now, and whether the visitor came from a registered address: on the verify page,
// which reads the subject from its own address, and on a subject's page, which says everything else itself.
import { namesSubject, verify as check } from "/embed/v1/verify.js";
import { day, prefix, quoted, say } from "../words.js";

const PROOF = "/.well-known/credit-subject.json";
const ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$/;
const place = document.getElementById("verify");
const { id: own, issuer } = place.dataset; // on the verify page there is no subject of its own

function node(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function host(text) {
  try {
    const url = new URL(text.includes("://") ? text : `https://${text}`);
    return /^https?:$/.test(url.protocol) && url.host.includes(".") ? url.host : "";
  } catch {
    return "";
  }
}

function address(text) {
  return /^https?:\/\//.test(text) && host(text) ? node("a", text, { href: text, rel: "nofollow noopener noreferrer" }) : text;
}

function state(kind, title, told) {
  const box = node("section", "", { class: `state ${kind}`, role: "status" });
  box.append(node("h2", title), node("p", told));
  return box;
}

// Three honest states: checked, cannot tell, does not match. Nothing to compare is never a match.
function origin(data) {
  const from = document.referrer ? new URL(document.referrer).host : "";
  const sites = data.sites.map(host).filter(Boolean);
  const shops = data.shops.map((shop) => host(shop.shop_url)).filter(Boolean);
  if (!from || from === location.host) {
    return state("unsure", say("？ 无法核对来访网址"), say("浏览器没有告诉本页您从哪个网站来。请自己对照：网店的网址应当在下面登记的网站和店铺之中。"));
  }
  if (!sites.length && !shops.length) {
    return state("unsure", say("？ 无法核对来访网址"), say("您从 {from} 来。该主体没有登记网站或店铺地址，无从比较。", { from }));
  }
  if (sites.includes(from)) {
    return state("checked", say("✓ 已核对域名"), say("您从 {from} 来，它是该主体登记的网站。", { from }));
  }
  if (shops.includes(from)) {
    return state("checked", say("✓ 已核对平台域名"), say("您从 {from} 来，该主体在这个平台登记了店铺。浏览器只告知域名，请再对照店铺名。", { from }));
  }
  const box = state("differs", say("✕ 来访网址不一致"), say("您从 {from} 来，它不在该主体登记的网站和店铺之中。标识可能被冒用，请不要凭它付款或填写个人信息。", { from }));
  const report = node("p");
  report.append(node("a", say("怎样举报冒用标识"), { href: document.querySelector("[data-report]").href }), say("；也可以拨打 12315、12345。"));
  box.append(report);
  return box;
}

function row(list, label, ...values) {
  const line = node("div");
  const said = node("dd");
  said.append(...values);
  line.append(node("dt", label), said);
  list.append(line);
}

/** A text that stands in the data, as it is. */
const words = (text) => (quoted.lang ? node("span", text, quoted) : text);

function levelWords(one) {
  if (!one) return [say("无等级（没有评价单位报送）")];
  return [
    words(one.scheme_name), say("（"), words(one.scheme_version || say("版本未登记")), say("）"), say("："), words(one.label),
    one.year ? say("，{year}年度", { year: one.year }) : "", say("，"), words(one.rated_by),
    one.valid_until ? say("，有效至 {day}", { day: day(one.valid_until) }) : "",
    one.expired ? say("。已过期，不是现行等级") : "",
  ];
}

function joined(lists) {
  return lists.flatMap((one, index) => (index ? [say("；"), ...one] : one));
}

// The other half of the proof: what the site itself says. Asked only when the visitor wants it; another host is asked.
function askSite(site, id) {
  const button = node("button", say("请该网站自己证明"), { type: "button", class: "ask" });
  const said = node("span", "", { role: "status" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = ` ${say("正在询问")}`;
    try {
      const answer = await fetch(`https://${site}${PROOF}`, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        cache: "no-cache",
        signal: AbortSignal.timeout(8000),
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const named = namesSubject((await answer.text()).slice(0, 65536), { issuer, subject: id });
      said.textContent = ` ${named ? say("✓ 已互认：该网站也写明它属于这个主体") : say("✕ 不一致：该网站没有写明属于这个主体")}`;
    } catch {
      said.textContent = ` ${say("？ 无法核对：该网站没有放证明文件，或者不让浏览器读取")}`;
    }
    button.disabled = false;
  });
  return [" ", button, said];
}

async function signature(data) {
  const get = (path) => fetch(path, { cache: "no-cache", credentials: "omit" });
  const keys = await (await get("/.well-known/jwks.json")).json();
  if (!keys.keys.length) return say("本站目前不签名");
  const answer = await get(`/s/${data.id}/status.jwt`);
  if (!answer.ok) return say("本版没有签名状态");
  const now = Math.floor(Date.now() / 1000);
  try {
    const said = await check((await answer.text()).trim(), keys, { issuer, subject: data.id, now, newest: data.release });
    if (said.standing !== data.standing.id) return say("✕ 签名状态与本页不一致，请不要采用");
    const until = new Date(said.exp * 1000).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
    return say("✓ 签名有效，至北京时间 {until}", { until });
  } catch (error) {
    if (error.reason === "unsupported") return say("？ 浏览器不会检查签名");
    return error.reason === "expired" ? say("签名已过有效期，不能采用") : say("✕ 签名不能采用");
  }
}

const isOld = (data) => !data.demo && !(Date.now() < Date.parse(data.valid_until));

/** How fresh the release is, and what its signature says. */
function dated(list, data, signed) {
  const until = new Date(data.valid_until).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
  const fresh = data.demo ? say("演示数据，日期固定") : isOld(data) ? say("已过有效时间") : say("有效至北京时间 {until}", { until });
  row(list, say("签名"), signed);
  row(list, say("数据截至"), say("{day}（{fresh}），发布号 {release}", { day: day(data.as_of), fresh, release: data.release }));
  return list;
}

function record(data, signed) {
  const old = isOld(data);
  const list = node("dl", "", { class: "facts" });
  row(list, say("主体"), words(data.name));
  row(list, data.id === data.basics.uscc ? say("统一社会信用代码") : say("本站编号"), node("code", data.id));
  const standing = say(data.standing.label) + (data.disputed ? say("（异议中）") : "");
  row(list, say("公示状态"), old ? say("未知：数据超过有效时间没有更新，不沿用旧结论") : standing);
  row(list, say("信用等级"), ...(old ? [say("未知")] : levelWords(data.level)));
  row(list, say("亮照"), data.basics.licence_url ? address(data.basics.licence_url) : say("没有登记亮照链接"));
  const sites = data.sites.map((site) => [address(site), ...(host(site) ? askSite(host(site), data.id) : [])]);
  row(list, say("登记的网站"), ...(sites.length ? joined(sites) : [say("没有登记")]));
  const shops = data.shops.map((shop) => [words(`${shop.platform_name}：${shop.shop_name}`), " ", address(shop.shop_url)]);
  row(list, say("登记的店铺"), ...(shops.length ? joined(shops) : [say("没有登记")]));
  return dated(list, data, signed);
}

/** Who is asked about: on the verify page what its address names, in its query or, told to no server, behind its hash. */
function asked() {
  return own ?? new URLSearchParams(location.search).get("s") ?? new URLSearchParams(location.hash.slice(1)).get("s");
}

function show(...parts) {
  (place.querySelector(".told") ?? place).replaceChildren(...parts);
}

async function verify() {
  const id = asked();
  if (id === null) return;
  if (!ID.test(id)) {
    show(state("differs", say("✕ 编号不符合格式"), say("链接中的编号不是统一社会信用代码，也不是本站编号。这样的标识不是本站发出的。")));
    return;
  }
  try {
    const answer = await fetch(`/s/${id}/index.json`, { cache: "no-cache", credentials: "omit" });
    if (answer.status === 404 || answer.status === 410) {
      show(state("unsure", say("？ 本站没有这个主体"), say("编号格式正确，但本站目前没有它的公示信息。这既不说明好，也不说明坏；如果页面声称有本站的等级，请不要相信。")));
      return;
    }
    const data = await answer.json();
    if (!answer.ok || data.version !== 1 || data.id !== id) throw new Error("shape");
    const now = await (await fetch("/release.json", { cache: "no-cache", credentials: "omit" })).json();
    Object.assign(data, { release: now.release, as_of: now.as_of, valid_until: now.valid_until }); // its own are older
    const signed = await signature(data).catch(() => say("没有取到签名"));
    const more = node("p");
    if (own) more.append(node("a", say("请登记的网站自己证明"), { href: `${prefix}/verify/#s=${id}` }));
    else more.append(node("a", say("打开完整的信用记录"), { href: `${prefix}/s/${id}/` }));
    const told = say("本站的数据截至 {day}，已经过了有效时间，不再作数。请稍后再试，或者向主办单位询问。", { day: day(data.as_of) });
    const aged = isOld(data) ? [state("unsure", say("？ 状态未知"), told)] : [];
    const facts = own ? dated(node("dl", "", { class: "facts" }), data, signed) : record(data, signed);
    show(...aged, origin(data), facts, ...(own && !data.sites.some(host) ? [] : [more]));
  } catch {
    show(state("unsure", say("？ 暂时无法核对"), say("没有取到数据，请稍后再试，或者在信用查询页按名称和代码查询。")));
  }
}

verify();
