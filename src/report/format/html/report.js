"use strict";
(() => {
  const root = document.documentElement;
  const form = document.querySelector("#filter form");
  const fields = ["who", "role", "rule", "at", "sev", "state"];
  const shown = document.querySelector("#filter output");

  /* Rows with what they can be filtered by, read once. */
  const lists = (text) => (text === undefined ? null : text.toLowerCase().split("\n"));
  const tables = [...document.querySelectorAll("[data-filter]")].map((box) => ({
    box,
    count: box.querySelector("[data-count]"),
    rows: [...box.querySelectorAll("[data-row]")].map((row) => ({
      row,
      who: lists(row.dataset.who),
      role: lists(row.dataset.role),
      rule: lists(row.dataset.rule),
      at: lists(row.dataset.at),
      sev: row.dataset.sev === undefined ? null : Number(row.dataset.sev),
      state: lists(row.dataset.state),
      vocabulary: row.dataset.states,
    })),
  }));

  const has = (values, wanted) => !values || values.some((value) => value.includes(wanted));
  const passes = (item, want) => {
    if (want.who && !has(item.who, want.who)) return false;
    if (want.role && !has(item.role, want.role)) return false;
    if (want.rule && item.rule && !item.rule.includes(want.rule)) return false;
    if (want.at && item.at && !item.at.some((value) => value.startsWith(want.at))) return false;
    if (want.sev && item.sev !== null && item.sev < Number(want.sev)) return false;
    if (want.state) {
      const [vocabulary, word] = want.state.split(":");
      if (item.vocabulary === vocabulary && !item.state.includes(word)) return false;
    }
    return true;
  };

  const wanted = () =>
    Object.fromEntries(fields.map((name) => [name, form.elements[name].value.trim().toLowerCase()]));

  const apply = () => {
    const want = wanted();
    let findings = 0;
    let all = 0;
    for (const table of tables) {
      let visible = 0;
      for (const item of table.rows) {
        const pass = passes(item, want);
        item.row.hidden = !pass;
        if (pass) visible += 1;
      }
      if (table.box.dataset.filter === "findings") {
        findings += visible;
        all += table.rows.length;
      }
      if (table.count) {
        table.count.textContent = visible === table.rows.length ? "" : ` (${visible} of ${table.rows.length} shown)`;
      }
      if (table.box.dataset.hide !== undefined) table.box.hidden = visible === 0 && table.rows.length > 0;
    }
    const active = Object.values(want).some(Boolean);
    shown.textContent = active ? `${findings} of ${all} findings pass the filter` : `${all} findings, no filter`;
    document.getElementById("clear").disabled = !active;
    return want;
  };

  const mirror = () => {
    const want = apply();
    const parts = fields.filter((name) => want[name]).map((name) => `${name}=${encodeURIComponent(form.elements[name].value.trim())}`);
    const hash = parts.length ? `#${parts.join("&")}` : location.pathname + location.search;
    history.replaceState(null, "", hash);
  };

  const from = (hash) => {
    const words = new URLSearchParams(hash.slice(1));
    for (const name of fields) form.elements[name].value = words.get(name) || "";
    apply();
  };

  /* A link to something inside a closed part opens the parts around it. */
  const reveal = () => {
    const hash = location.hash;
    if (hash.includes("=")) return from(hash);
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    if (!target) return;
    if (target.hidden || target.closest("[hidden]")) {
      form.reset();
      apply();
    }
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    const own = target.querySelector("details");
    if (own && target.matches("tr")) own.open = true;
    target.scrollIntoView();
  };

  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(mirror, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mirror();
  });
  document.getElementById("clear").addEventListener("click", () => {
    form.reset();
    mirror();
    form.elements.who.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-set]");
    if (!link) return;
    event.preventDefault();
    form.elements[link.dataset.set].value = link.dataset.value;
    mirror();
    document.getElementById("filter").scrollIntoView();
  });
  window.addEventListener("hashchange", reveal);

  /* Sorting: by data-v where a cell has it, else by its text. */
  const value = (row, at) => {
    const cell = row.cells[at];
    if (!cell) return "";
    return cell.dataset.v === undefined ? cell.textContent.trim().toLowerCase() : cell.dataset.v;
  };
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  for (const table of document.querySelectorAll("table[data-sort]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const numbers = head.classList.contains("num") || head.dataset.first === "descending";
        const now = head.getAttribute("aria-sort");
        const next = now === "none" ? (numbers ? "descending" : "ascending") : now === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", next);
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row, order) => ({ row, order, key: value(row, at) }));
        const last = rows.filter((item) => item.row.matches(".more"));
        const rest = rows.filter((item) => !item.row.matches(".more"));
        const sign = next === "ascending" ? 1 : -1;
        rest.sort((a, b) => sign * compare(a.key, b.key) || a.order - b.order);
        body.append(...rest.concat(last).map((item) => item.row));
      });
    });
  }

  /* Copying. */
  const copied = async (text, pre) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(pre.querySelector("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand("copy");
    }
  };
  for (const pre of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const done = await copied(pre.querySelector("code").textContent, pre);
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    pre.append(button);
  }

  /* Theme: as the system has it, or the other. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = document.getElementById("theme");
  const is = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const name = () => { theme.textContent = is() === "dark" ? "Light theme" : "Dark theme"; };
  theme.addEventListener("click", () => {
    root.dataset.theme = is() === "dark" ? "light" : "dark";
    name();
  });
  dark.addEventListener("change", name);
  name();

  /* Paper shows everything. */
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("unfold").addEventListener("click", () => {
    const parts = [...document.querySelectorAll("details")];
    const open = parts.some((part) => !part.open);
    parts.forEach((part) => { part.open = open; });
  });

  for (const part of document.querySelectorAll(".controls")) part.hidden = false;
  if (location.hash) reveal();
  if (!location.hash.includes("=")) apply();
})();
