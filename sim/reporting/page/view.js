/* The page: sliders, the map of what each party gets, and what is said of an agreement. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const live = new window.Live(data), $ = id => document.getElementById(id);
  const weighing = data.parties.map((p, k) => k).filter(k => data.parties[k].weighs);
  const weights = data.parties.map(p => p.weights.slice());
  const fixed = data.parties.map(() => null);
  const say = x => x === null || !isFinite(x) ? "–" : x.toFixed(3);
  let found = null, chosen = null, moved = false;

  function element(tag, text, parent) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  function slider(parent, label, id, max, value, act) {
    const row = element("label", null, parent);
    row.className = "slider"; row.htmlFor = id;
    element("span", label, row);
    const input = element("input", null, row), output = element("output", null, row);
    input.type = "range"; input.id = id; input.min = 0; input.max = max; input.step = max / 1000;
    input.value = value; output.textContent = say(Number(value));
    input.addEventListener("input", () => { moved = true; act(Number(input.value)); refresh(); });
    return { input: input, output: output };
  }
  const controls = [];
  for (const k of weighing) {
    const party = data.parties[k], box = element("fieldset", null, $("sliders"));
    element("legend", party.label, box).style.borderColor = party.colour;
    const top = Math.max(...party.weights.filter(w => w !== null), 1e-9) * 2;
    party.weights.forEach((w, i) => {
      if (w === null) return;
      const one = slider(box, data.issues[i].label, "w-" + party.id + "-" + data.issues[i].id, top, w, x => { weights[k][i] = x; });
      controls.push({ ...one, now: () => weights[k][i] });
    });
    const r = slider(box, "No-agreement value", "r-" + party.id, 1, party.reservation.value || 0, x => { fixed[k] = x; });
    controls.push({ ...r, now: () => found && found.reservations[k] !== null ? found.reservations[k] : 0 });
  }
  const sample = data.sample ? " (sample)" : "";
  function refresh() {
    const next = live.recompute(weights, fixed);
    $("live-problem").textContent = next ? "" : "All weights of a party are 0: move one up.";
    if (!next) return;
    found = next;
    for (const c of controls) { const x = c.now(); c.input.value = x; c.output.textContent = say(x); }
    $("live-answer").textContent = found.zone.length
      ? "Zone of possible agreement" + sample + ": " + found.zone.length.toLocaleString("en") + " acceptable, " + found.frontier.length.toLocaleString("en") + " that no other dominates."
      : "No agreement is acceptable" + sample + ".";
    $("live-critical").textContent = "r* = " + say(found.critical) + sample;
    const body = $("live-solutions"); body.textContent = "";
    for (const name in found.solutions) {
      const row = element("tr", null, body);
      element("th", { nash: "Nash", kalai_smorodinsky: "Kalai–Smorodinsky", egalitarian: "Egalitarian*", utilitarian: "Utilitarian*" }[name] + sample, row).scope = "row";
      for (const k of data.bargaining) element("td", say(found.utility(k, found.solutions[name].place)), row);
      const cell = element("td", null, row), button = element("button", "what it says", cell);
      button.type = "button"; button.addEventListener("click", () => describe(found.solutions[name].place));
    }
    document.body.classList.toggle("moved", moved);
    draw(); changes();
  }
  function changes() {
    const set = [], yaml = [];
    for (const k of weighing) {
      const party = data.parties[k], lines = [];
      if (party.weights.some((w, i) => w !== weights[k][i])) {
        const named = data.issues.map((x, i) => [x.id, weights[k][i]]).filter(x => x[1] !== null);
        const own = "parties." + party.id + ".", all = "{" + named.map(x => x.join(": ")).join(", ") + "}";
        // An order goes, as weights take its place; shares become points, as they need not sum to 1 now.
        const first = { order: ["order", "null"], shares: ["weights_are", "points"] }[party.given];
        if (first) { set.push("--set '" + own + first.join("=") + "'"); lines.push("    " + first.join(": ")); }
        if (party.given === "numbers" || party.given === "shares")
          data.issues.forEach((x, i) => { if (weights[k][i] !== party.weights[i]) set.push("--set '" + own + "weights." + x.id + "=" + weights[k][i] + "'"); });
        else set.push("--set '" + own + "weights=" + all + "'");
        lines.push("    weights: " + all);
      }
      if (fixed[k] !== null) { set.push("--set 'parties." + party.id + ".reservation=" + fixed[k] + "'"); lines.push("    reservation: " + fixed[k]); }
      if (lines.length) yaml.push("  " + party.id + ":", ...lines);
    }
    $("as-set").textContent = set.join(" ") || "nothing has been moved";
    $("as-yaml").textContent = yaml.length ? "parties:\n" + yaml.join("\n") : "# nothing has been moved";
  }
  const canvas = $("map"), pair = data.bargaining.slice(0, 2);
  const xs = new Float64Array(live.many), ys = new Float64Array(live.many); // where each agreement is drawn
  const across = u => 40 + u * (canvas.width - 60), up = u => canvas.height - 34 - u * (canvas.height - 54);
  function draw() {
    if (!pair.length) return;
    const ink = getComputedStyle(document.body).color, g = canvas.getContext("2d"), last = pair[pair.length - 1];
    for (let a = 0; a < live.many; a++) { xs[a] = across(found.utility(pair[0], a)); ys[a] = up(found.utility(last, a)); }
    g.clearRect(0, 0, canvas.width, canvas.height);
    g.strokeStyle = g.fillStyle = ink; g.lineWidth = 1; g.font = "13px sans-serif";
    g.strokeRect(40, 20, canvas.width - 60, canvas.height - 54);
    g.textAlign = "center";
    for (const u of [0, 0.25, 0.5, 0.75, 1]) { g.fillText(u, across(u), canvas.height - 20); g.fillText(u, 22, up(u) + 4); }
    g.textAlign = "right"; g.fillText(data.parties[pair[0]].label + " →", canvas.width - 20, canvas.height - 4);
    g.textAlign = "left"; g.fillText("↑ " + data.parties[last].label, 4, 14);
    const marks = (rows, colour, size) => { g.fillStyle = colour; for (const a of rows) g.fillRect(xs[a] - size / 2, ys[a] - size / 2, size, size); };
    const rest = [];
    for (let a = 0; a < live.many; a++) if (!found.acceptable[a]) rest.push(a);
    marks(rest, "#a8a8a866", 2); marks(found.zone, "#5c9ad4", 2.5); marks(found.frontier, ink, 4);
    pair.forEach((k, side) => {
      const r = found.reservations[k];
      if (r === null) return;
      g.strokeStyle = ink; g.lineWidth = 1.5; g.setLineDash(side === 0 ? [6, 4] : [2, 3]); g.beginPath();
      if (side === 0) { g.moveTo(across(r), 20); g.lineTo(across(r), canvas.height - 34); } else { g.moveTo(40, up(r)); g.lineTo(canvas.width - 20, up(r)); }
      g.stroke(); g.setLineDash([]);
    });
    if (chosen !== null) { g.strokeStyle = "#d04a02"; g.lineWidth = 2; g.beginPath(); g.arc(xs[chosen], ys[chosen], 7, 0, 7); g.stroke(); }
    canvas.setAttribute("aria-label", "What each party gets from every agreement within red lines. " + $("live-answer").textContent);
  }
  function describe(a) {
    chosen = a;
    const box = $("agreement"); box.textContent = "";
    element("h3", found.acceptable[a] ? "An acceptable agreement" : "An agreement that is not acceptable", box);
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
    const x = (event.clientX - box.left) * canvas.width / box.width, y = (event.clientY - box.top) * canvas.height / box.height;
    let best = null, least = 400;
    for (let a = 0; a < live.many; a++) { const d = (xs[a] - x) ** 2 + (ys[a] - y) ** 2; if (d < least) { least = d; best = a; } }
    return best;
  }
  canvas.addEventListener("pointermove", event => { const a = nearest(event); if (a !== null && a !== chosen) describe(a); });
  canvas.addEventListener("click", event => { const a = nearest(event); if (a !== null) describe(a); });
  canvas.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !found.frontier.length) return;
    event.preventDefault();
    const at = found.frontier.indexOf(chosen);
    describe(found.frontier[(at + step + found.frontier.length) % found.frontier.length]);
  });
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
  refresh();
  window.page = { live: live, weights: weights, fixed: fixed, refresh: refresh, found: () => found };
})();
