// The snippet builder: the snippets of the page, written for the subject whose code is typed in.
const ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$/;
const builder = document.getElementById("builder");
const field = document.getElementById("code");
const told = document.getElementById("told");
const preview = document.getElementById("preview");
const snippets = [...document.querySelectorAll("pre[data-snippet] code")];
let current = builder.dataset.id;

function use(id) {
  for (const one of snippets) one.textContent = one.textContent.replaceAll(current, id);
  current = id;
  preview.src = `/s/${id}/badge.svg`;
  preview.parentElement.href = `/verify/?s=${id}`;
}

async function choose(typed) {
  const id = typed.trim();
  if (!ID.test(id)) {
    told.textContent = "请输入 18 位统一社会信用代码，或本站编号。";
    return;
  }
  try {
    const answer = await fetch(`/s/${id}/index.json`, { credentials: "omit" });
    if (answer.status === 404 || answer.status === 410) {
      told.textContent = "本站没有这个主体，没有标识可用。";
      return;
    }
    const data = await answer.json();
    use(id);
    told.textContent = `以下代码用于：${data.name}`;
  } catch {
    told.textContent = "没有取到数据，请稍后再试。";
  }
}

for (const one of snippets) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "复制";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(one.textContent);
      button.textContent = "已复制";
    } catch {
      button.textContent = "请手动复制";
    }
  });
  one.parentElement.after(button);
}

builder.hidden = false;
builder.addEventListener("submit", (event) => {
  event.preventDefault();
  choose(field.value);
});
const asked = new URLSearchParams(location.search).get("s");
if (asked) {
  field.value = asked;
  choose(asked);
}
