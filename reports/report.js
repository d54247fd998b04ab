"use strict";
// The page is complete without this script. It adds sorting, and the list of all samples with
// filters and search. All state is in the URL hash: every view is a link. Text from samples only
// ever becomes text (textContent), never markup.
(() => {
  const PAGE = 25;          // rows in the list at a time
  const LONG = 20000;       // characters shown of a text before its reader asks for the rest
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // ---- definitions, sorting, links from numbers to their samples

  document.addEventListener("click", event => {
    for (const open of all(".def[open]")) if (!open.contains(event.target)) open.open = false;
  });

  function sort(table, header) {
    const ascending = header.ariaSort === "descending" ||
      (!header.ariaSort && header.dataset.sort === "text");
    const column = [...header.parentNode.children].indexOf(header);
    for (const other of all("th", table.tHead)) other.removeAttribute("aria-sort");
    header.ariaSort = ascending ? "ascending" : "descending";
    const value = row => row.children[column].dataset.value;
    const compare = header.dataset.sort === "text"
      ? (a, b) => value(a).localeCompare(value(b))
      : (a, b) => value(a) - value(b);
    const rows = [...table.tBodies[0].rows].sort(compare);
    table.tBodies[0].append(...(ascending ? rows : rows.reverse()));
  }

  for (const table of all("[data-sortable]")) {
    for (const header of all("th[data-sort]", table)) {
      const button = make("button", "sort");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, header));
      header.append(button);
    }
  }

  for (const holder of all("[data-filter]")) {
    const link = make("a", "", holder.textContent || "see failed");
    link.href = "#" + holder.dataset.filter;
    if (holder.dataset.label) link.ariaLabel = holder.dataset.label;
    holder.replaceChildren(link);
  }

  // ---- samples, of a page that has some

  if (!$("#samples")) return;
  const FIELDS = ["suite", "category", "check", "task", "language"];
  const section = $("#samples"), live = $(".live"), list = $(".list"), viewer = $(".viewer");
  const form = $(".filters"), search = form.elements.q;
  const group = id => id.split(":")[0];
  const SHOW = [
    ["all", "All", () => true],
    ["failed", "Failed", (sample, outcome) => outcome === "fail" || outcome === "loose"],
    ["passed", "Passed", (sample, outcome) => outcome === "pass"],
    ["loose", "Loose only", (sample, outcome) => outcome === "loose"],
    ["truncated", "Truncated", sample => sample.truncated],
    ["unclosed", "Unclosed reasoning", sample => sample.unclosed],
    ["error", "Errors", sample => sample.error],
    ["missing", "Missing", sample => sample.missing],
  ];
  let samples = [], found = [], counts = {}, foundFor = null, shown = null;
  let typing = 0;                                  // a timer, while what is typed is not yet searched

  async function load() {
    const binary = atob($("#data").textContent);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const lines = (await new Response(stream).text()).trim();
    samples = JSON.parse("[" + lines.replaceAll("\n", ",") + "]");
    for (const sample of samples) {
      sample.name = [sample.suite, sample.item, sample.number ?? 0].join("/");
      sample.decisions ??= [];
    }
  }

  const haystack = sample => sample.haystack ??= [
    sample.item, ...sample.prompt.map(message => message.content), sample.answer ?? "",
    sample.reasoning ?? "", sample.trouble ?? "",
  ].join("\n").toLowerCase();

  function values(sample, field) {
    if (field === "check") return sample.decisions.map(decision => decision.id);
    if (field === "category") return sample.decisions.map(decision => group(decision.id));
    return sample[field] ? [sample[field]] : [];
  }

  function fillFilters() {
    for (const field of FIELDS) {
      const select = form.elements[field];
      const options = [...new Set(samples.flatMap(sample => values(sample, field)))].sort();
      select.append(...options.map(option => new Option(option, option)));
      select.parentNode.hidden = options.length < 2;
    }
  }

  function state() {
    const given = new URLSearchParams(location.hash.slice(1));
    const is = Object.fromEntries(given);
    return { show: "all", q: "", open: "", ...is, page: Math.max(1, parseInt(is.page, 10) || 1) };
  }

  function link(is, change) {
    const params = new URLSearchParams({ show: is.show });
    const next = { ...is, open: "", page: 1, ...change };
    for (const key of ["show", ...FIELDS, "q", "page", "open"]) {
      if (next[key] && !(key === "page" && next[key] === 1)) params.set(key, next[key]);
    }
    return "#" + params;
  }

  // The outcome of the instructions that the filters are about; null when the sample has none.
  function outcome(sample, is) {
    if (!is.check && !is.category) return sample.outcome;
    const about = sample.decisions.filter(decision =>
      (!is.check || decision.id === is.check) && (!is.category || group(decision.id) === is.category));
    if (!about.length) return null;
    return ["fail", "loose", "pass"].find(kind => about.some(decision => decision.outcome === kind));
  }

  // Set `found` and `counts` to what the filters let through.
  function find(is) {
    const key = link(is, {});
    if (key === foundFor) return;
    foundFor = key;
    const wanted = is.q.toLowerCase();
    const chosen = SHOW.find(([name]) => name === is.show) ?? SHOW[0];
    counts = Object.fromEntries(SHOW.map(([name]) => [name, 0]));
    found = samples.filter(sample => {
      const plain = ["suite", "task", "language"].every(field => !is[field] || sample[field] === is[field]);
      const result = plain ? outcome(sample, is) : null;
      if (result === null || (wanted && !haystack(sample).includes(wanted))) return false;
      for (const [name, , test] of SHOW) if (test(sample, result)) counts[name] += 1;
      return chosen[2](sample, result);
    });
  }

  const mark = kind => document.importNode($(".mark." + kind, $("#marks").content), true);

  // One line of a text: around the first hit of the search, else its beginning.
  function excerpt(element, text, wanted) {
    const at = wanted ? text.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
    const start = at < 40 ? 0 : text.indexOf(" ", at - 40) + 1;
    const flat = part => part.replace(/\s+/g, " ");
    if (at < 0) return element.append(flat(text.slice(0, 300)));
    element.append((start ? "… " : "") + flat(text.slice(start, at)),
      make("mark", "", flat(text.slice(at, at + wanted.length))),
      flat(text.slice(at + wanted.length, at + 300)));
  }

  function row(sample, is) {
    const item = make("li"), anchor = make("a");
    anchor.href = link(is, { page: is.page, open: sample.name });
    const prompt = make("span", "line prompt"), answer = make("span", "line answer"), end = make("span", "end");
    prompt.dir = answer.dir = "auto";
    excerpt(prompt, sample.prompt.at(-1).content, is.q);
    excerpt(answer, sample.answer || sample.trouble || "", is.q);
    const marks = make("span", "marks"), flag = SHOW.findLast(([name]) => sample[name] === true);
    if (flag) end.append(make("span", "flag", flag[0]));
    marks.append(...sample.decisions.map(decision => mark(decision.outcome)));
    end.append(make("span", "", sample.item));
    anchor.append(mark(sample.outcome), prompt, marks, answer, end);
    item.append(anchor);
    return item;
  }

  function point(anchor, href) {
    if (href) anchor.href = href; else anchor.removeAttribute("href");
  }

  function showList(is) {
    find(is);
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(is.page, last);
    for (const field of FIELDS) form.elements[field].value = is[field] ?? "";
    if (!typing && search.value !== is.q) search.value = is.q;
    $(".show").replaceChildren(...SHOW
      .filter(([name, , test], index) => index < 3 || name === is.show || samples.some(sample => test(sample, sample.outcome)))
      .map(([name, label]) => {
        const anchor = make("a", "", label);
        anchor.href = link(is, { show: name });
        anchor.append(" ", make("span", "", counts[name].toLocaleString("en")));
        if (name === is.show) anchor.ariaCurrent = "true";
        return anchor;
      }));
    $(".count").textContent = found.length
      ? `Samples ${(page - 1) * PAGE + 1} to ${Math.min(page * PAGE, found.length)} of ${found.length.toLocaleString("en")}`
      : "No sample fits these filters.";
    $(".rows").replaceChildren(...found.slice((page - 1) * PAGE, page * PAGE).map(sample => row(sample, is)));
    $(".pages").hidden = last === 1;
    $(".page").textContent = `Page ${page} of ${last}`;
    point($(".pages .previous"), page > 1 && link(is, { page: page - 1 }));
    point($(".pages .next"), page < last && link(is, { page: page + 1 }));
  }

  // Fill an element with a text; of a very long one the beginning, with a button for the rest.
  function fill(element, text) {
    element.textContent = text.slice(0, LONG);
    if (text.length <= LONG) return;
    const more = make("button", "more", `Show all ${text.length.toLocaleString("en")} characters`);
    more.addEventListener("click", () => { element.textContent = text; });
    element.append("…\n", more);
  }

  function fillList(parent, values, fillOne) {
    const blank = parent.firstElementChild;
    parent.replaceChildren(...values.map(value => {
      const copy = blank.cloneNode(true);
      fillOne(copy, value);
      return copy;
    }));
  }

  function fillPair(element, [name, value]) {
    $("dt", element).textContent = name;
    $("dd", element).textContent = value;
  }

  function render(sample) {
    const view = document.importNode($("#blank-sample").content, true);
    fillList($(".messages", view), sample.prompt, (element, message) => {
      $(".role", element).textContent = message.role;
      $(".role", element).hidden = sample.prompt.length === 1 && message.role === "user";
      fill($(".text", element), message.content);
    });
    fillList($(".decisions", view), sample.decisions, (element, decision) => {
      $(".mark", element).replaceWith(mark(decision.outcome));
      $(".check-title", element).textContent = decision.title;
      $(".check-id", element).textContent = decision.id;
      fillList($(".params", element), decision.params ?? [], fillPair);
      $(".reason", element).textContent = decision.reason;
      $(".modes", element).textContent = decision.modes;
    });
    fillList($(".facts", view), sample.facts ?? [], fillPair);
    fill($(".answer", view), sample.answer ?? "");
    for (const name of ["reasoning", "raw"]) {
      $("." + name, view).hidden = !sample[name];
      fill($(`.${name} .text`, view), sample[name] ?? "");
    }
    $(".trouble", view).hidden = !sample.trouble;
    $(".trouble", view).textContent = sample.trouble ?? "";
    return view;
  }

  function showSample(is, sample) {
    find(is);
    const at = found.indexOf(sample);
    const to = index => found[index] && link(is, { page: Math.floor(index / PAGE) + 1, open: found[index].name });
    point($(".back"), link(is, { page: at < 0 ? is.page : Math.floor(at / PAGE) + 1 }));
    point($(".steps .previous"), at > 0 && to(at - 1));
    point($(".steps .next"), to(at + 1));
    $(".position").textContent = at < 0 ? "not among the filtered samples" : `${at + 1} of ${found.length.toLocaleString("en")}`;
    const number = sample.number ? `, sample ${sample.number + 1}` : "";
    $("h3", viewer).replaceChildren(mark(sample.outcome), ` ${sample.suite} / ${sample.item}${number}`);
    $(".shown").replaceChildren(render(sample));
  }

  function update() {
    if (!location.hash.includes("=")) return;      // a link to a section
    const is = state(), was = shown;
    const sample = is.open && samples.find(candidate => candidate.name === is.open);
    list.hidden = Boolean(sample);
    viewer.hidden = !sample;
    if (sample) showSample(is, sample); else showList(is);
    shown = is;
    const moved = !was || was.open !== is.open || was.page !== is.page;
    const top = section.getBoundingClientRect().top;
    if (moved || top > innerHeight / 2) section.scrollIntoView();
    if (sample && !was?.open) $("h3", viewer).focus({ preventScroll: true });
    if (!sample && was?.open) {
      const row = all(".rows a").find(anchor => anchor.hash.endsWith(new URLSearchParams({ open: was.open })));
      row?.focus();
    }
  }

  function go(change, replace) {
    clearTimeout(typing);
    typing = 0;
    const hash = link({ ...state(), q: search.value }, change);
    if (replace) location.replace(hash); else location.hash = hash;
  }

  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", event => {
    if (event.target !== search) go({ [event.target.name]: event.target.value });
  });
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => go({}, true), 150);
  });

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      for (const open of all(".def[open]")) open.open = false;
      if (!viewer.hidden) $(".back").click(); else if (event.target === search) search.blur();
    }
    if (event.target.matches("input, select, textarea")) return;
    const keys = { ArrowLeft: ".steps .previous", ArrowRight: ".steps .next" };
    if (keys[event.key] && !viewer.hidden) $(keys[event.key]).click();
    if (event.key === "/" && viewer.hidden) {
      event.preventDefault();
      section.scrollIntoView();
      search.focus({ preventScroll: true });
    }
  });

  // Samples are unpacked when they are about to be seen, so that a big page opens at once.
  let started = false, ready = false;
  async function start() {
    if (started) return;
    started = true;
    await load();
    ready = true;
    fillFilters();
    const next = section.nextElementSibling, before = next.getBoundingClientRect().top;
    showList(state());
    // Who reads what follows stays there; at the top of a short page there is nothing to keep.
    if (scrollY && before < innerHeight) scrollBy(0, next.getBoundingClientRect().top - before);
    update();
    live.ariaBusy = "false";
  }

  if (typeof DecompressionStream === "undefined") return;
  $(".static").hidden = true;
  live.hidden = false;
  window.addEventListener("hashchange", () => ready ? update() : start());
  if (location.hash.includes("=")) start();
  else new IntersectionObserver((entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    start();
  }, { rootMargin: "800px" }).observe(section);
})();
