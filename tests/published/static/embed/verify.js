// The verify page: what is published about a subject now, and whether the visitor came from a registered address.
const ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$/;
const place = document.getElementById("verify");
const validDays = Number(place.dataset.validDays);

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
    return state("unsure", "？ 无法核对来访网址", "浏览器没有告诉本页您从哪个网站来。请自己对照：网店的网址应当在下面登记的网站和店铺之中。");
  }
  if (!sites.length && !shops.length) {
    return state("unsure", "？ 无法核对来访网址", `您从 ${from} 来。该主体没有登记网站或店铺地址，无从比较。`);
  }
  if (sites.includes(from)) {
    return state("checked", "✓ 已核对域名", `您从 ${from} 来，它是该主体登记的网站。`);
  }
  if (shops.includes(from)) {
    return state("checked", "✓ 已核对平台域名", `您从 ${from} 来，该主体在这个平台登记了店铺。浏览器只告知域名，请再对照店铺名。`);
  }
  const box = state("differs", "✕ 来访网址不一致", `您从 ${from} 来，它不在该主体登记的网站和店铺之中。标识可能被冒用，请不要凭它付款或填写个人信息。`);
  const report = node("p");
  report.append(node("a", "怎样举报冒用标识", { href: document.querySelector("[data-report]").href }), "；也可以拨打 12315、12345。");
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

function levelWords(one) {
  if (!one) return "无等级（没有评价单位报送）";
  const year = one.year ? `，${one.year}年度` : "";
  const until = one.valid_until ? `，有效至 ${one.valid_until}` : "";
  return `${one.scheme_name}（${one.scheme_version || "版本未登记"}）：${one.label}${year}，${one.rated_by}${until}${one.expired ? "。已过期，不是现行等级" : ""}`;
}

function joined(texts) {
  return texts.flatMap((text, index) => (index ? ["；", address(text)] : [address(text)]));
}

function record(data) {
  const age = Math.floor((Date.now() - Date.parse(`${data.as_of}T00:00:00+08:00`)) / 86400000);
  const old = !data.demo && !(age <= validDays);
  const list = node("dl", "", { class: "facts" });
  row(list, "主体", data.name);
  row(list, data.id === data.basics.uscc ? "统一社会信用代码" : "本站编号", node("code", data.id));
  const standing = data.standing.label + (data.disputed ? "（异议中）" : "");
  row(list, "公示状态", old ? "未知：数据超过有效时间没有更新，不沿用旧结论" : standing);
  row(list, "信用等级", old ? "未知" : levelWords(data.level));
  row(list, "亮照", data.basics.licence_url ? address(data.basics.licence_url) : "没有登记亮照链接");
  row(list, "登记的网站", ...(data.sites.length ? joined(data.sites) : ["没有登记"]));
  const shops = data.shops.map((shop) => [`${shop.platform_name}：${shop.shop_name} `, address(shop.shop_url)]);
  row(list, "登记的店铺", ...(shops.length ? shops.flatMap((one, index) => (index ? ["；", ...one] : one)) : ["没有登记"]));
  const fresh = data.demo ? "演示数据，日期固定" : old ? `已 ${age} 天没有更新` : "在有效时间内";
  row(list, "数据截至", `${data.as_of}（${fresh}），发布号 ${data.release}`);
  return list;
}

function show(...parts) {
  place.replaceChildren(...parts);
}

async function verify() {
  const id = new URLSearchParams(location.search).get("s");
  if (id === null) return;
  if (!ID.test(id)) {
    show(state("differs", "✕ 编号不符合格式", "链接中的编号不是统一社会信用代码，也不是本站编号。这样的标识不是本站发出的。"));
    return;
  }
  try {
    const answer = await fetch(`/s/${id}/index.json`, { cache: "no-cache", credentials: "omit" });
    if (answer.status === 404 || answer.status === 410) {
      show(state("unsure", "？ 本站没有这个主体", "编号格式正确，但本站目前没有它的公示信息。这既不说明好，也不说明坏；如果页面声称有本站的等级，请不要相信。"));
      return;
    }
    const data = await answer.json();
    if (!answer.ok || data.version !== 1 || data.id !== id) throw new Error("shape");
    const more = node("p");
    more.append(node("a", "打开完整的信用记录", { href: `/s/${id}/` }));
    show(origin(data), record(data), more);
  } catch {
    show(state("unsure", "？ 暂时无法核对", "没有取到数据，请稍后再试，或者在信用查询页按名称和代码查询。"));
  }
}

verify();
