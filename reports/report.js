"use strict";
// The page is complete without this script. It adds sorting and picking to the tables, two runs
// beside each other, and the list of all samples with filters and search. All state is in the URL
// hash: every view is a link. Text from samples only ever becomes text (textContent), never markup.
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

  // ---- find a model, pick columns

  const label = (text, input) => {
    const made = make("label");
    made.append(...(input.type === "checkbox" ? [input, text] : [make("span", "", text), input]));
    return made;
  };

  function field(type, name) {
    const input = make("input");
    input.type = type;
    input.name = name;
    return input;
  }

  function hideColumn(table, column, hidden) {
    for (const row of [...table.tHead.rows].slice(-1).concat(...table.tBodies[0].rows)) row.cells[column].hidden = hidden;
    const heads = [...table.tHead.rows].at(-1).cells;
    let at = 1;
    for (const family of all(".families th", table)) {
      const of = [...heads].slice(at, at += Number(family.dataset.columns ??= family.colSpan));
      const shown = of.filter(head => !head.hidden).length;
      family.hidden = !shown;
      family.colSpan = shown || 1;
    }
  }

  for (const table of all("[data-tools]")) {
    const tools = make("form", "tools"), search = field("search", "model"), picker = make("details", "def picker");
    const boxes = make("div", "note"), heads = [...table.tHead.rows].at(-1).cells;
    tools.ariaLabel = table.ariaLabel;
    tools.addEventListener("submit", event => event.preventDefault());
    search.autocomplete = "off";
    search.addEventListener("input", () => {
      for (const row of table.tBodies[0].rows) row.hidden = !$("th", row).textContent.toLowerCase().includes(search.value.toLowerCase());
    });
    const fixed = [...heads].findIndex(head => head.textContent === "Model");
    [...heads].forEach((head, column) => {
      if (column <= fixed) return;
      const box = field("checkbox", "column");
      box.checked = true;
      box.addEventListener("change", () => hideColumn(table, column, !box.checked));
      boxes.append(label(head.textContent, box));
    });
    picker.append(make("summary", "", "Columns"), boxes);
    tools.append(label("Find a model", search), picker);
    table.parentNode.before(tools);
  }

  // ---- what stands behind a number: one tap, or the arrow keys, away

  for (const line of all(".detail")) {
    const region = line.previousElementSibling, table = $("table", region);
    const cells = all("tbody td[title]", table);
    for (const cell of cells) cell.tabIndex = cell === cells[0] ? 0 : -1;
    const show = event => {
      const cell = event.target.closest("[title]");
      if (!cell) return;
      line.textContent = cell.title;
      const parts = [table, table.rows[table.tHead.rows.length - 1].cells[cell.cellIndex], $("th", cell.parentNode)];
      const see = parts.map(part => part.dataset.see).filter(Boolean);
      if (cell.matches("td") && see.length > 1) {
        const anchor = make("a", "", table.dataset.link ?? "see failed samples");
        anchor.href = "#" + see.join("&");
        line.append(" ", anchor);
      }
      line.hidden = false;
    };
    region.addEventListener("click", show);
    region.addEventListener("focusin", show);
    region.addEventListener("keydown", event => {
      const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      const cell = by && event.target.closest("td[title]");
      const next = cell && table.rows[cell.parentNode.rowIndex + by[0]]?.cells[cell.cellIndex + by[1]];
      if (!next || next.tabIndex < -1 || !next.matches("td[title]")) return;
      event.preventDefault();
      cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  }

  async function unpack(id) {
    const binary = atob($(id).textContent);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const lines = (await new Response(stream).text()).trim();
    return JSON.parse("[" + lines.replaceAll("\n", ",") + "]");
  }

  if (!$("#samples") || typeof DecompressionStream === "undefined") return;

  function fillList(parent, values, fillOne) {
    const blank = parent.firstElementChild;
    parent.replaceChildren(...values.map(value => {
      const copy = blank.cloneNode(true);
      fillOne(copy, value);
      return copy;
    }));
  }

  const mark = kind => document.importNode($(".mark." + kind, $("#marks").content), true);

  function point(anchor, href) {
    if (href) anchor.href = href; else anchor.removeAttribute("href");
  }

  // ---- two runs beside each other

  const contrast = $("#compare"), pick = contrast && $("form", contrast).elements;
  const percent = share => (100 * share).toFixed(1);
  const points = share => (share > 0 ? "+" : share < 0 ? "−" : "±") + Math.abs(100 * share).toFixed(1);
  let contrasts = null;

  // The differences that the second of two runs has over the first, whichever way they are kept.
  function differences(suite, first, second) {
    const kept = suite.pairs[`${first},${second}`];
    if (kept) return kept;
    return suite.pairs[`${second},${first}`]?.map(row => {
      if (!row) return row;
      const [one, other, value, low, high, p, n, wins, losses, clear] = row;
      return [other, one, -value, -high, -low, p, n, losses, wins, clear];
    });
  }

  function contrastRow(place, numbers, widest, given) {
    const row = document.importNode($("#blank-contrast").content, true).querySelector("tr");
    const [first, second, value, low, high, p, n, wins, losses, clear] = numbers;
    const texts = [place.label, n.toLocaleString("en"), percent(first), percent(second), points(value), `${points(low)} to ${points(high)}`, null, p < 0.001 ? "< 0.001" : p.toFixed(3), wins, losses];
    texts.forEach((text, column) => { if (text !== null) row.cells[column].textContent = text; });
    row.classList.toggle("clear", clear === 1);
    const at = share => `${50 + 48 * share / widest}%`;
    const [, line] = all("line", row);
    line.setAttribute("x1", at(low));
    line.setAttribute("x2", at(high));
    $("circle", row).setAttribute("cx", at(value));
    [[8, "better", wins], [9, "worse", losses]].forEach(([column, show, count]) => {
      if (!place.filter || !count) return;
      const anchor = make("a", "", count);
      anchor.href = "#" + new URLSearchParams({ show, run: given.second, against: given.first, suite: given.suite, ...place.filter });
      anchor.ariaLabel = `${place.label}: ${count} prompts on which the ${column === 8 ? "second" : "first"} run is better`;
      row.cells[column].replaceChildren(anchor);
    });
    return row;
  }

  async function showContrast(given) {
    contrasts ??= (await unpack("#contrasts"))[0];
    const { runs, suites } = contrasts, named = suites.map(suite => suite.name);
    if (!pick.first.length) {
      for (const name of ["first", "second"]) pick[name].append(...runs.map(run => new Option(run, run)));
      pick.suite.append(...named.map(name => new Option(name, name)));
      pick.suite.parentNode.hidden = named.length < 2;
    }
    const known = (name, list, other) => list.includes(given.get(name)) ? given.get(name) : other;
    const is = { suite: known("suite", named, named[0]), first: known("first", runs, runs[0]), second: known("second", runs, runs[1]) };
    for (const name in is) pick[name].value = is[name];
    const suite = suites[named.indexOf(is.suite)];
    const found = differences(suite, runs.indexOf(is.first), runs.indexOf(is.second));
    const notice = $(".notice", contrast), body = $("tbody", contrast);
    notice.hidden = Boolean(found);
    notice.textContent = is.first === is.second ? "Pick two different runs." : `Not both runs have answered ${is.suite}.`;
    body.replaceChildren();
    const rows = (found ?? []).map((numbers, place) => [suite.rows[place], numbers]).filter(([, numbers]) => numbers);
    const widest = Math.max(0.01, ...rows.flatMap(([, numbers]) => [-numbers[3], numbers[4]]));
    let group = "";
    for (const [place, numbers] of rows) {
      if (place.group !== group) {
        const head = make("th", "group", group = place.group), line = make("tr");
        head.colSpan = 10;
        head.scope = "rowgroup";
        line.append(head);
        body.append(line);
      }
      body.append(contrastRow(place, numbers, widest, is));
    }
    const ends = all(".scale span", contrast);
    ends[0].textContent = points(-widest);
    ends[2].textContent = points(widest);
  }

  // ---- samples

  const FIELDS = ["run", "against", "suite", "category", "check", "task", "language"];
  const section = $("#samples"), live = $(".live"), list = $(".list"), viewer = $(".viewer");
  const form = $("form", live), search = form.elements.q;
  const group = id => id.split(":")[0];
  const SHOW = [
    ["all", "All", () => true],
    ["failed", "Failed", (sample, { outcome }) => outcome === "fail" || outcome === "loose"],
    ["passed", "Passed", (sample, { outcome }) => outcome === "pass"],
    ["loose", "Loose only", (sample, { outcome }) => outcome === "loose"],
    ["differ", "Disagreement", (sample, { differs }) => differs],
    ["better", "Better", (sample, { lead }) => lead > 0],
    ["worse", "Worse", (sample, { lead }) => lead < 0],
    ["truncated", "Truncated", sample => sample.truncated],
    ["unclosed", "Unclosed reasoning", sample => sample.unclosed],
    ["error", "Errors", sample => sample.error],
    ["missing", "Missing", sample => sample.missing],
  ];
  let runs = [], prompts = [], samples = [], found = [], counts = {}, foundFor = null, shown = null;
  let filtered = [], filteredFor = null;
  let typing = 0;                                  // a timer, while what is typed is not yet searched

  const join = (...texts) => texts.join("\n").toLowerCase();

  async function load() {
    const [head, ...rows] = await unpack("#data");
    runs = head.runs;
    let of = null;
    for (const row of rows) {
      if (row.prompt) {
        of = Object.assign(row, { answers: [], asked: row.asked ?? [] });
        of.haystack = join(of.item, ...of.prompt.map(message => message.content));
        prompts.push(of);
        continue;
      }
      row.of = of;
      row.run ??= 0;
      row.decisions ??= [];
      row.name = [of.suite, of.item, row.number ?? 0, ...(runs.length > 1 ? [runs[row.run]] : [])].join("/");
      row.haystack = join(row.answer ?? "", row.reasoning ?? "", row.trouble ?? "");
      of.answers.push(row);
      samples.push(row);
    }
  }

  function values(field) {
    if (field === "run" || field === "against") return runs;
    const asked = of => of.asked.map(one => field === "check" ? one.id : group(one.id));
    const of = prompts.flatMap(of => field === "check" || field === "category" ? asked(of) : of[field] ? [of[field]] : []);
    return [...new Set(of)].sort();
  }

  function fillFilters() {
    for (const field of FIELDS) {
      const select = form.elements[field], options = values(field);
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

  // What each answer to a prompt makes of the instructions that the filters are about (all of them
  // without filters): its outcome, and how many it follows; null when the prompt has none.
  function judge(of, is) {
    if (!is.check && !is.category) {
      return of.answers.map(({ outcome }) => ({ outcome, score: outcome === "pass" ? 1 : 0 }));
    }
    const about = of.asked.flatMap(({ id }, place) =>
      (!is.check || id === is.check) && (!is.category || group(id) === is.category) ? [place] : []);
    return about.length ? of.answers.map(({ decisions }) => {
      const outcomes = about.map(place => decisions[place].outcome);
      return {
        outcome: ["fail", "loose", "pass"].find(kind => outcomes.includes(kind)),
        score: outcomes.filter(outcome => outcome === "pass").length,
      };
    }) : null;
  }

  // What the filters let through, whatever is searched for: of each prompt its answers, and of each
  // answer the kinds of SHOW that it is of, a bit for each.
  function filter(is) {
    const key = link(is, { show: "all", q: "" });
    if (key === filteredFor) return;
    filteredFor = key;
    filtered = [];
    const run = runs.indexOf(is.run), against = runs.indexOf(is.against);
    for (const of of prompts) {
      const plain = ["suite", "task", "language"].every(field => !is[field] || of[field] === is[field]);
      const judged = plain ? judge(of, is) : null;
      if (!judged) continue;
      const split = judged.some(({ score }) => score !== judged[0].score);
      const theirs = judged.filter((_, place) => of.answers[place].run === against).map(({ score }) => score);
      const mean = theirs.length ? theirs.reduce((sum, score) => sum + score) / theirs.length : null;
      const answers = [];
      of.answers.forEach((sample, place) => {
        if (run >= 0 && sample.run !== run) return;
        const { outcome, score } = judged[place], lead = mean === null ? 0 : score - mean;
        const result = { outcome, lead, differs: against < 0 ? split : lead !== 0 };
        const kinds = SHOW.reduce((bits, [, , test], bit) => bits | (test(sample, result) ? 1 << bit : 0), 0);
        answers.push({ sample, kinds });
      });
      filtered.push({ of, answers });
    }
  }

  // Set `found` and `counts` to what the filters and the search let through.
  function find(is) {
    const key = link(is, {});
    if (key === foundFor) return;
    foundFor = key;
    filter(is);
    const wanted = is.q.toLowerCase(), chosen = Math.max(0, SHOW.findIndex(([name]) => name === is.show));
    const tally = new Uint32Array(1 << SHOW.length);
    found = [];
    for (const { of, answers } of filtered) {
      const hit = of.haystack.includes(wanted);
      for (const { sample, kinds } of answers) {
        if (!hit && !sample.haystack.includes(wanted)) continue;
        tally[kinds] += 1;
        if (kinds >> chosen & 1) found.push(sample);
      }
    }
    counts = Object.fromEntries(SHOW.map(([name], bit) =>
      [name, tally.reduce((sum, count, kinds) => kinds >> bit & 1 ? sum + count : sum, 0)]));
  }

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
    excerpt(prompt, sample.of.prompt.at(-1).content, is.q);
    excerpt(answer, sample.answer || sample.trouble || "", is.q);
    const marks = make("span", "marks"), flag = SHOW.findLast(([name]) => sample[name] === true);
    if (flag) end.append(make("span", "flag", flag[0]));
    marks.append(...sample.decisions.map(decision => mark(decision.outcome)));
    if (runs.length > 1) end.append(make("span", "model", runs[sample.run]));
    end.append(make("span", "", sample.of.item));
    anchor.append(mark(sample.outcome), prompt, marks, answer, end);
    item.append(anchor);
    return item;
  }

  function showList(is) {
    find(is);
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(is.page, last);
    for (const field of FIELDS) form.elements[field].value = is[field] ?? "";
    if (!typing && search.value !== is.q) search.value = is.q;
    $(".show").replaceChildren(...SHOW
      .filter(([name], index) => index < 3 || name === is.show || usual.has(name) || (is.against && ["better", "worse"].includes(name)))
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
  function fill(element, text, most = LONG) {
    element.textContent = text.slice(0, most);
    if (text.length <= most) return;
    const more = make("button", "more", `Show all ${text.length.toLocaleString("en")} characters`);
    more.addEventListener("click", () => { element.textContent = text; });
    element.append("…\n", more);
  }

  function fillPair(element, [name, value]) {
    $("dt", element).textContent = name;
    $("dd", element).textContent = value;
  }

  function render(sample) {
    const view = document.importNode($("#blank-sample").content, true);
    fillList($(".messages", view), sample.of.prompt, (element, message) => {
      $(".role", element).textContent = message.role;
      $(".role", element).hidden = sample.of.prompt.length === 1 && message.role === "user";
      fill($(".text", element), message.content);
    });
    fillList($(".decisions", view), sample.of.asked, (element, asked) => {
      const decision = sample.decisions[sample.of.asked.indexOf(asked)];
      $(".mark", element).replaceWith(mark(decision.outcome));
      $(".check-title", element).textContent = asked.title;
      $(".check-id", element).textContent = asked.id;
      fillList($(".params", element), asked.params ?? [], fillPair);
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

  const who = sample => [...(runs.length > 1 ? [runs[sample.run]] : []), ...(sample.number ? [`sample ${sample.number + 1}`] : [])].join(", ");

  // The other answers to the same prompt: of other runs, and other samples of the same one.
  function others(sample, is) {
    const rest = sample.of.answers.filter(other => other !== sample);
    if (!rest.length) return "";
    const view = document.importNode($("#blank-others").content, true);
    $("h4", view).textContent = "Other answers to this prompt";
    fillList($(".beside", view), rest, (element, other) => {
      const anchor = make("a", "", who(other) || "sample 1"), text = $(".text", element);
      anchor.href = link(is, { page: is.page, open: other.name });
      $(".who", element).append(mark(other.outcome), " ", anchor);
      fillList($(".whys", element), other.decisions, (why, decision) => why.append(mark(decision.outcome), " ", decision.reason));
      text.ariaLabel = `Answer of ${anchor.textContent}`;
      fill(text, other.answer || other.trouble || "", 3000);
    });
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
    const by = who(sample);
    $("h3", viewer).replaceChildren(mark(sample.outcome), ` ${sample.of.suite} / ${sample.of.item}${by && ", " + by}`);
    $(".shown").replaceChildren(render(sample), others(sample, is));
  }

  function update() {
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
    const { name, value } = event.target, is = state();
    if (name === "q") return;
    const versus = name === "against" && (value ? is.show === "all" && "differ" : ["better", "worse"].includes(is.show) && "all");
    go({ [name]: value, ...(versus && { show: versus }) });
  });
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => go({}, true), 30);
  });

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
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
  let started = false, ready = false, usual = new Set();
  async function start() {
    if (started) return;
    started = true;
    await load();
    ready = true;
    fillFilters();
    usual = new Set(SHOW.filter(([, , test]) => samples.some(sample => test(sample, sample))).map(([name]) => name));
    if (runs.length > 1) usual.add("differ");
    const next = section.nextElementSibling, before = next.getBoundingClientRect().top;
    showList(state());
    // Who reads what follows stays there; at the top of a short page there is nothing to keep.
    if (scrollY && before < innerHeight) scrollBy(0, next.getBoundingClientRect().top - before);
    if (ofSamples()) update();
    live.ariaBusy = "false";
  }

  const given = () => new URLSearchParams(location.hash.slice(1));
  const ofContrast = () => contrast && (given().has("first") || given().has("second"));
  const ofSamples = () => location.hash.includes("=") && !ofContrast();

  async function route() {
    if (ofSamples()) return ready ? update() : start();
    if (!ofContrast()) return null;                // a link to a section
    await showContrast(given());
    return contrast.scrollIntoView();
  }

  for (const hint of all(".static")) hint.hidden = true;
  live.hidden = false;
  if (contrast) {
    $(".chosen").hidden = false;
    if (!ofContrast()) showContrast(new URLSearchParams());
    $("form", contrast).addEventListener("submit", event => event.preventDefault());
    $("form", contrast).addEventListener("change", () => {
      location.hash = "#" + new URLSearchParams(["suite", "first", "second"].map(name => [name, pick[name].value]));
    });
  }
  window.addEventListener("hashchange", route);
  route();
  if (!ofSamples()) new IntersectionObserver((entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    start();
  }, { rootMargin: "800px" }).observe(section);
})();
