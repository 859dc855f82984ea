/* The page: sliders, the map of what each party gets, and what is said of an agreement. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const live = new window.Live(data), $ = id => document.getElementById(id);
  const weighing = data.parties.map((p, k) => k).filter(k => data.parties[k].weighs);
  const weights = data.parties.map(p => p.weights.slice());
  const fixed = data.parties.map(() => null);
  const say = x => x === null || !isFinite(x) ? "–" : x.toFixed(3);
  const short = x => x === null || !isFinite(x) ? "–" : String(Number(x.toPrecision(4)));
  const MOST = 1e12, NEAREST = 200; // of a weight, in a file; of agreements that keys go through without a zone
  let found = null, chosen = null, moved = false;

  function element(tag, text, parent) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  function write(place, text) { if (place.textContent !== text) place.textContent = text; }
  /* A slider with its label; said is what it is called without its surroundings. */
  function slider(parent, label, said, id, range, value, show, act) {
    const row = element("label", null, parent);
    row.className = "slider"; row.htmlFor = id;
    element("span", label, row);
    const input = element("input", null, row), output = element("output", null, row);
    input.type = "range"; input.id = id; input.min = range[0]; input.max = range[1]; input.step = (range[1] - range[0]) / 1000;
    input.value = value === null ? range[0] : value; input.setAttribute("aria-label", said);
    output.setAttribute("aria-live", "off"); output.textContent = show(value);
    input.addEventListener("input", () => { moved = true; act(Number(input.value)); refresh(); });
    return { input: input, output: output, show: show };
  }
  const controls = [];
  for (const k of weighing) {
    const party = data.parties[k], box = element("details", null, $("sliders"));
    box.open = true;
    element("span", party.label, element("summary", null, box)).style.borderColor = party.colour;
    const top = Math.min(Math.max(...party.weights.filter(w => w !== null), 1e-9) * 2, MOST);
    party.weights.forEach((w, i) => {
      if (w === null) return;
      const issue = data.issues[i], act = x => { weights[k][i] = x; };
      const one = slider(box, issue.label, party.label + ": weight of " + issue.label, "w." + party.id + "." + issue.id, [0, top], w, short, act);
      controls.push({ ...one, now: () => weights[k][i] });
    });
    const r = party.reservation.value, range = [Math.min(0, r), Math.max(1, r)];
    const one = slider(box, "Walk-away value", party.label + ": walk-away value", "r." + party.id, range, r, say, x => { fixed[k] = x; });
    controls.push({ ...one, now: () => found ? found.reservations[k] : fixed[k] });
  }
  const sample = data.sample ? " (sample)" : "";
  function refresh() {
    found = live.recompute(weights, fixed);
    write($("live-problem"), found ? "" : "All weights of a party are 0: move one up.");
    for (const c of controls) {
      const x = c.now();
      if (x !== null && Number(c.input.value) !== x) c.input.value = x;
      write(c.output, c.show(x));
    }
    document.body.classList.toggle("moved", moved);
    write($("live-answer"), answer());
    write($("live-critical"), found ? "r* = " + say(found.critical) + sample : "");
    if (canvas) solutions();
    if (found && chosen !== null) describe(chosen, true); else { chosen = null; $("agreement").textContent = ""; draw(); }
    changes();
  }
  function answer() {
    if (!found) return "";
    if (!found.zone.length) return "No agreement is acceptable" + sample + ".";
    const others = canvas ? ", " + found.frontier.length.toLocaleString("en") + " that no other dominates" : "";
    return "Zone of possible agreement" + sample + ": " + found.zone.length.toLocaleString("en") + " acceptable" + others + ".";
  }
  function solutions() {
    const body = $("live-solutions"); body.textContent = "";
    for (const name in found ? found.solutions : {}) {
      const row = element("tr", null, body), title = data.solutions[name].title, place = found.solutions[name].place;
      element("th", title + " (" + data.solutions[name].mark + ")" + sample, row).scope = "row";
      for (const k of data.bargaining) element("td", say(found.utility(k, place)), row);
      const button = element("button", "read", element("td", null, row));
      button.type = "button"; button.setAttribute("aria-label", "Read what " + title + " says");
      button.addEventListener("click", () => describe(place));
    }
  }
  /* YAML takes some ids for something else: numbers, yes and no. */
  const plain = id => /^[A-Za-z_][\w-]*$/.test(id) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(id) ? id : JSON.stringify(id);
  function changes() {
    const set = [], yaml = [];
    for (const k of found ? weighing : []) {
      const party = data.parties[k], lines = [];
      if (party.weights.some((w, i) => w !== weights[k][i])) {
        const named = data.issues.map((x, i) => [x.id, weights[k][i]]).filter(x => x[1] !== null);
        const own = "parties." + party.id + ".", all = "{" + named.map(x => plain(x[0]) + ": " + x[1]).join(", ") + "}";
        // An order goes, as weights take its place; shares become points, as they need not sum to 1 now.
        const first = { order: ["order", "null"], shares: ["weights_are", "points"] }[party.given];
        if (first) { set.push("--set '" + own + first.join("=") + "'"); lines.push(first.join(": ")); }
        if (party.given === "numbers" || party.given === "shares")
          data.issues.forEach((x, i) => { if (weights[k][i] !== party.weights[i]) set.push("--set '" + own + "weights." + x.id + "=" + weights[k][i] + "'"); });
        else set.push("--set '" + own + "weights=" + all + "'");
        lines.push("weights: " + all);
      }
      if (fixed[k] !== null) { set.push("--set 'parties." + party.id + ".reservation=" + fixed[k] + "'"); lines.push("reservation: " + fixed[k]); }
      if (lines.length) yaml.push("        " + plain(party.id) + ":", ...lines.map(x => "          " + x));
    }
    write($("as-set"), set.length ? data.state.asked + set.join(" ") : "nothing has been moved");
    // A variant is laid over the last round, whatever rounds set; of a variant's page it goes into that variant.
    const name = data.state.variant || "moved";
    const asked = data.state.variant ? "into the changes of the variant " + name : "sim run FILE " + data.state.asked + "--variant moved";
    write($("as-yaml"), yaml.length ? "# " + asked + "\nvariants:\n  " + plain(name) + ":\n    changes:\n      parties:\n" + yaml.join("\n") : "# nothing has been moved");
  }
  const canvas = $("map"), pair = data.bargaining.slice(0, 2);
  const xs = new Float64Array(live.many), ys = new Float64Array(live.many); // where each agreement is drawn
  // Drawn in the page's own pixels; the scale holds 0 to 1, and what lies beyond it.
  let wide = 0, tall = 0, low = 0, high = 1;
  const across = u => 40 + (u - low) / (high - low) * (wide - 60), up = u => tall - 34 - (u - low) / (high - low) * (tall - 54);
  function fit() {
    if (!canvas) return;
    const dots = window.devicePixelRatio || 1;
    wide = canvas.clientWidth; tall = canvas.clientHeight;
    canvas.width = Math.round(wide * dots); canvas.height = Math.round(tall * dots);
    canvas.getContext("2d").setTransform(dots, 0, 0, dots, 0, 0);
  }
  function place(last) {
    low = 0; high = 1;
    for (let a = 0; a < live.many; a++) {
      xs[a] = found.utility(pair[0], a); ys[a] = found.utility(last, a);
      low = Math.min(low, xs[a], ys[a]); high = Math.max(high, xs[a], ys[a]);
    }
    for (let a = 0; a < live.many; a++) { xs[a] = across(xs[a]); ys[a] = up(ys[a]); }
  }
  function cut(g, text, room) {
    if (g.measureText(text).width <= room) return text;
    let many = text.length;
    while (many > 1 && g.measureText(text.slice(0, many) + "…").width > room) many--;
    return text.slice(0, many) + "…";
  }
  function frame(g, last, ink) {
    g.clearRect(0, 0, wide, tall);
    g.strokeStyle = g.fillStyle = ink; g.lineWidth = 1; g.font = "13px sans-serif";
    g.strokeRect(40, 20, wide - 60, tall - 54);
    g.textAlign = "center";
    for (const u of [0, 0.25, 0.5, 0.75, 1]) { g.fillText(u, across(u), tall - 20); g.fillText(u, 20, up(u) + 4); }
    g.textAlign = "right"; g.fillText(cut(g, data.parties[pair[0]].label, wide - 80) + " →", wide - 20, tall - 4);
    g.textAlign = "left"; g.fillText("↑ " + cut(g, data.parties[last].label, wide - 60), 4, 14);
  }
  function lines(g) {
    pair.forEach((k, side) => {
      const r = found.reservations[k];
      if (r === null) return;
      g.lineWidth = 1.5; g.setLineDash(side === 0 ? [6, 4] : [2, 3]); g.beginPath();
      if (side === 0) { g.moveTo(across(r), 20); g.lineTo(across(r), tall - 34); } else { g.moveTo(40, up(r)); g.lineTo(wide - 20, up(r)); }
      g.stroke(); g.setLineDash([]);
    });
  }
  function points(g, ink, paper) { // the reference points, those of one spot with one label
    const spots = new Map();
    for (const name in found.solutions) {
      const a = found.solutions[name].place, at = xs[a].toFixed(1) + " " + ys[a].toFixed(1);
      if (!spots.has(at)) spots.set(at, { a: a, marks: [] });
      spots.get(at).marks.push(data.solutions[name].mark);
    }
    const taken = [], clear = (x, y, w) => taken.every(b => x > b[0] + b[2] || x + w < b[0] || Math.abs(y - b[1]) > 13);
    g.lineWidth = 2;
    for (const spot of spots.values()) {
      const x = xs[spot.a], y = ys[spot.a];
      g.beginPath(); g.moveTo(x - 6, y); g.lineTo(x, y - 6); g.lineTo(x + 6, y); g.lineTo(x, y + 6); g.closePath();
      g.fillStyle = paper; g.fill(); g.strokeStyle = g.fillStyle = ink; g.stroke();
      const text = spot.marks.join(", "), w = g.measureText(text).width;
      const free = [[x + 9, y - 5], [x + 9, y + 14], [x - 9 - w, y + 14], [x - 9 - w, y - 5]].find(p => clear(p[0], p[1], w)) || [x + 9, y - 5];
      taken.push([...free, w]); g.fillText(text, ...free);
    }
  }
  function draw() {
    if (!canvas) return;
    if (!found) { canvas.getContext("2d").clearRect(0, 0, wide, tall); return; }
    const style = getComputedStyle(document.body), ink = style.color, g = canvas.getContext("2d"), last = pair[pair.length - 1];
    place(last); frame(g, last, ink);
    const marks = (rows, colour, size) => { g.fillStyle = colour; for (const a of rows) g.fillRect(xs[a] - size / 2, ys[a] - size / 2, size, size); };
    const rest = [];
    for (let a = 0; a < live.many; a++) if (!found.acceptable[a]) rest.push(a);
    marks(rest, "#8a8a8a", 2); marks(found.zone, "#3f86c6", 2.5); marks(found.frontier, ink, 4);
    g.strokeStyle = ink; lines(g); points(g, ink, style.backgroundColor);
    if (chosen !== null) { g.strokeStyle = "#d04a02"; g.lineWidth = 2; g.beginPath(); g.arc(xs[chosen], ys[chosen], 9, 0, 7); g.stroke(); }
    canvas.setAttribute("aria-label", "What each party gets from every agreement within red lines. " + $("live-answer").textContent);
  }
  function describe(a, quiet) { // quietly where a slider has moved and nobody asked to read
    chosen = a;
    const box = $("agreement"); box.setAttribute("aria-live", quiet ? "off" : "polite"); box.textContent = "";
    element("h3", found.acceptable[a] ? "An acceptable agreement" : "An agreement that is not acceptable", box);
    const against = data.consent.everyone.filter(k => !found.accepts[k][a] && (!live.where[k] || live.where[k][a]));
    if (against.length) element("p", "Not accepted by " + against.map(k => data.parties[k].label).join(", ") + ".", box);
    const list = element("dl", null, box);
    data.issues.forEach((issue, i) => { element("dt", issue.label, list); element("dd", issue.options[live.digits[i][a]], list); });
    for (const k of weighing) {
      const party = data.parties[k], moves = [];
      data.issues.forEach((issue, i) => {
        const most = Math.max(...party.values[i]);
        if (!weights[k][i] || party.values[i][live.digits[i][a]] >= most) return;
        moves.push(issue.label + " (from “" + issue.options[party.values[i].indexOf(most)] + "”)");
      });
      element("p", party.label + " gets " + say(found.utility(k, a)) + ", without an agreement " + say(found.reservations[k]) + ". It moves on: " + (moves.join("; ") || "nothing") + ".", box);
    }
    draw();
  }
  function nearest(event) {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    let best = null, least = 400;
    for (let a = 0; a < live.many; a++) { const d = (xs[a] - x) ** 2 + (ys[a] - y) ** 2; if (d < least) { least = d; best = a; } }
    return best;
  }
  /* What arrow keys go through: the frontier, or without a zone what comes nearest to being acceptable. */
  function row() {
    if (found.frontier.length) return found.frontier;
    const gain = a => Math.min(...data.bargaining.map(k => found.utility(k, a) - (found.reservations[k] || 0)));
    const gains = Float64Array.from({ length: live.many }, (_, a) => gain(a));
    return [...gains.keys()].sort((a, b) => gains[b] - gains[a]).slice(0, NEAREST);
  }
  if (canvas) {
    canvas.addEventListener("pointermove", event => { const a = found && nearest(event); if (a !== null && a !== chosen) describe(a); });
    canvas.addEventListener("click", event => { const a = found && nearest(event); if (a !== null) describe(a); });
    canvas.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const among = step && found ? row() : [];
      if (!among.length) return;
      event.preventDefault();
      const at = among.indexOf(chosen);
      describe(among[at < 0 ? (step > 0 ? 0 : among.length - 1) : (at + step + among.length) % among.length]);
    });
  }
  for (const id of ["as-set", "as-yaml"])
    $("copy-" + id).addEventListener("click", () => {
      const range = document.createRange(); range.selectNodeContents($(id));
      const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);
      if (navigator.clipboard) navigator.clipboard.writeText($(id).textContent).catch(() => document.execCommand("copy"));
      else document.execCommand("copy");
    });
  $("reset").addEventListener("click", () => {
    data.parties.forEach((p, k) => { p.weights.forEach((w, i) => { weights[k][i] = w; }); fixed[k] = null; });
    moved = false; refresh();
  });
  fit(); refresh();
  window.addEventListener("resize", () => { fit(); draw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  window.page = { live: live, weights: weights, fixed: fixed, refresh: refresh, found: () => found };
})();
