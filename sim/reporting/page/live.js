/* Works out utilities, zone, frontier, r* and solutions from weights and walk-away values, on the
   same grid of whole steps as the program: sums below 2^53 are exact in any order. */
"use strict";
(function (root) {
  const TOLERANCE = 1e-9, TIE = 1e-12, NOISE = 1e-15;

  function bytes(text) {
    const raw = atob(text), out = new Uint8Array(raw.length);
    for (let k = 0; k < raw.length; k++) out[k] = raw.charCodeAt(k);
    return out;
  }
  function bits(text, many) {
    const packed = bytes(text), out = new Uint8Array(many);
    for (let k = 0; k < many; k++) out[k] = packed[k >> 3] >> (k & 7) & 1;
    return out;
  }
  function rint(x) { // half to even, as the program rounds
    const low = Math.floor(x), rest = x - low;
    if (rest < 0.5) return low;
    if (rest > 0.5) return low + 1;
    return low % 2 === 0 ? low : low + 1;
  }
  function power10(n) { return Number("1e" + n); }
  function gridUnit(total) { // as sim.space.values.grid_units
    const reached = total * (1 + 1e-12);
    let exponent = Math.floor(Math.log10(reached));
    if (power10(exponent + 1) <= reached) exponent += 1;
    else if (power10(exponent) > reached) exponent -= 1;
    return power10(12 - exponent);
  }

  function Live(data) {
    this.data = data;
    const many = data.issues.length, packed = bytes(data.within);
    const flat = data.wide ? new Uint32Array(packed.buffer) : packed; // both ends are little-endian
    const Column = data.wide ? Uint32Array : Uint8Array;
    this.many = data.agreements;
    this.digits = [];
    for (let i = 0; i < many; i++) {
      const column = new Column(this.many);
      for (let a = 0; a < this.many; a++) column[a] = flat[a * many + i];
      this.digits.push(column);
    }
    this.keeps = {}; this.where = {};
    for (const k of data.consent.everyone) this.keeps[k] = bits(data.consent.keeps[k], this.many);
    for (const k in data.consent.where) this.where[k] = bits(data.consent.where[k], this.many);
    this.linked = linkedOnes(data, Column);
    this.known = data.parties.map(() => null);
  }
  /* What keeps every linkage, by the issues alone that a linkage or a bonus joins: the others add
     to anybody's best or worst on their own. */
  function linkedOnes(data, Column) {
    if (data.linked === null) return null;
    const sizes = data.linked.map(i => data.sizes[i]), total = sizes.reduce((a, b) => a * b, 1);
    const kept = bits(data.admissible, total);
    let many = 0;
    for (let a = 0; a < total; a++) many += kept[a];
    const digits = sizes.map(() => new Column(many)), place = new Uint32Array(sizes.length);
    for (let a = 0, n = 0; a < total; a++) {
      if (kept[a]) { for (let i = 0; i < sizes.length; i++) digits[i][n] = place[i]; n++; }
      for (let i = sizes.length - 1; i >= 0; i--) { if (++place[i] < sizes[i]) break; place[i] = 0; }
    }
    return { issues: data.linked, digits: digits, many: many };
  }
  function tabled(party, weights) {
    const given = weights.filter(w => w !== null);
    let total = 0, scale = 0;
    for (const weight of given) total += weight;
    if (given.length && !(total > 0)) return null;
    const unit = gridUnit(given.length ? total : 1);
    for (const weight of given) scale += rint(weight * unit);
    if (!given.length) scale = unit; // all its utility lies in interactions
    return {
      scale: scale,
      steps: party.values.map((values, i) => Float64Array.from(values, v => weights[i] === null ? 0 : rint(weights[i] * v * unit))),
      bonuses: party.bonuses.map(b => ({ steps: rint(b.worth * scale), box: b.box })),
    };
  }
  function score(table, issues, digits, many) {
    const out = new Float64Array(many);
    digits.forEach((column, n) => {
      const own = table.steps[issues[n]];
      for (let a = 0; a < many; a++) out[a] += own[column[a]];
    });
    for (const bonus of table.bonuses) {
      const asked = Object.keys(bonus.box).map(i => [bonus.box[i], digits[issues.indexOf(Number(i))]]);
      for (let a = 0; a < many; a++)
        if (asked.every(([mask, column]) => mask[column[a]])) out[a] += bonus.steps;
    }
    return out;
  }
  /* A party's tables and what it gets, made anew only when its weights have moved. */
  Live.prototype.scored = function (k, weights) {
    const old = this.known[k];
    if (old && old.weights.every((w, i) => w === weights[i])) return old;
    const table = tabled(this.data.parties[k], weights);
    if (!table) return null;
    const every = this.digits.map((_, i) => i);
    const made = { weights: weights.slice(), table: table, steps: score(table, every, this.digits, this.many), linked: null };
    this.known[k] = made;
    return made;
  };
  Live.prototype.overLinked = function (one) {
    if (!one.linked) one.linked = score(one.table, this.linked.issues, this.linked.digits, this.linked.many);
    return one.linked;
  };
  function of(table, said) { // utility of one agreement; -1 for what it leaves out
    let steps = 0;
    said.forEach((place, i) => { if (place >= 0) steps += table.steps[i][place]; });
    for (const bonus of table.bonuses)
      if (Object.keys(bonus.box).every(i => said[i] >= 0 && bonus.box[i][said[i]])) steps += bonus.steps;
    return steps / table.scale;
  }
  Live.prototype.best = function (first, second) { // the first's best, and the second's least among these
    const own = this.overLinked(first), other = this.overLinked(second);
    let top = -Infinity, least = Infinity;
    for (let a = 0; a < own.length; a++)
      if (own[a] > top) { top = own[a]; least = other[a]; } else if (own[a] === top && other[a] < least) least = other[a];
    first.table.steps.forEach((steps, i) => {
      if (this.linked.issues.includes(i)) return;
      const most = Math.max(...steps);
      top += most;
      least += Math.min(...second.table.steps[i].filter((_, o) => steps[o] === most));
    });
    return [top, least];
  };
  Live.prototype.reservation = function (k, scored) {
    const given = this.data.parties[k].reservation, table = scored[k].table;
    if (given.kind === "agreement") return of(table, given.said) - given.cost;
    if (given.kind !== "war") return given.value;
    if ((given.won === null || given.lost === null) && !this.linked) return given.value;
    const told = x => typeof x === "number" ? x : of(table, x);
    const won = given.won === null ? this.best(scored[k], scored[k])[0] / table.scale : told(given.won);
    const lost = given.lost === null ? this.best(scored[given.against], scored[k])[1] / table.scale : told(given.lost);
    return given.win * won + (1 - given.win) * lost - given.cost;
  };
  function threshold(r, scale) {
    const level = r - TOLERANCE;
    let steps = Math.ceil(level * scale);
    while ((steps - 1) / scale >= level) steps -= 1;
    while (steps / scale < level) steps += 1;
    return steps;
  }
  function leximin(rows) {
    const sorted = rows.map(row => [...row].sort((a, b) => a - b));
    let staying = rows.map((_, k) => k);
    for (let place = 0; rows.length && place < sorted[0].length; place++) {
      let best = -Infinity;
      for (const k of staying) best = Math.max(best, sorted[k][place]);
      staying = staying.filter(k => sorted[k][place] >= best - (TIE * Math.abs(best) + NOISE));
    }
    return staying;
  }
  Live.prototype.solutions = function (vectors, reservations, power) {
    const many = vectors.length, n = reservations.length;
    const gains = vectors.map(v => v.map((u, p) => Math.max(0, u - reservations[p])));
    const ideal = reservations.map((r, p) => Math.max(...vectors.map(v => v[p])) - r);
    const counted = ideal.map((x, p) => p).filter(p => ideal[p] > TOLERANCE);
    const every = vectors.map((_, k) => k), out = {};
    if (!many) return out;
    if (!counted.length) { out.nash = every; out.kalai_smorodinsky = every; } else {
      const told = gains.map(g => {
        let count = 0, product = 1;
        for (const p of counted) if (g[p] > TOLERANCE) { count++; product *= Math.pow(g[p], power[p]); }
        return [count, product];
      });
      const most = Math.max(...told.map(t => t[0]));
      const best = Math.max(...told.filter(t => t[0] === most).map(t => t[1]));
      out.nash = every.filter(k => told[k][0] === most && told[k][1] >= best * (1 - TIE));
      out.kalai_smorodinsky = leximin(gains.map(g => counted.map(p => g[p] / ideal[p])));
    }
    out.egalitarian = leximin(gains);
    const sums = vectors.map(v => v.reduce((a, b) => a + b, 0)), top = Math.max(...sums);
    out.utilitarian = every.filter(k => sums[k] >= top - (TIE * Math.abs(top) + NOISE));
    return out;
  };
  /* Rows in any order; equal vectors all stay. Whoever dominates has the larger sum, so it comes
     first; a row is most often dominated by one that has just dominated another. */
  function nondominated(columns, rows) {
    const wide = columns.length, sums = new Float64Array(rows.length), order = rows.map((_, n) => n);
    for (const c of columns) for (let n = 0; n < rows.length; n++) sums[n] += c[rows[n]];
    order.sort((m, n) => sums[n] - sums[m]);
    const kept = [], row = new Float64Array(wide);
    let front = new Float64Array(64 * wide), many = 0; // nondominated rows so far, one after another
    for (const n of order) {
      for (let p = 0; p < wide; p++) row[p] = columns[p][rows[n]];
      let by = 0;
      for (; by < many; by++) {
        const at = by * wide;
        let p = 0, better = false;
        for (; p < wide && front[at + p] >= row[p]; p++) if (front[at + p] > row[p]) better = true;
        if (p === wide && better) break;
      }
      if (by < many) {
        const at = by * wide, to = (by >> 1) * wide; // what dominates is met earlier next time
        for (let p = 0; p < wide; p++) { const x = front[at + p]; front[at + p] = front[to + p]; front[to + p] = x; }
        continue;
      }
      kept.push(rows[n]);
      if ((many + 1) * wide > front.length) { const longer = new Float64Array(front.length * 2); longer.set(front); front = longer; }
      front.set(row, many * wide);
      many++;
    }
    return kept.sort((a, b) => a - b);
  }
  /* weights: per party a list by issue (null where it has none); fixed: per party a walk-away
     value, or null for what the file says. Null where all weights of a party are 0. */
  Live.prototype.recompute = function (weights, fixed) {
    const data = this.data, many = this.many, bargaining = data.bargaining;
    const scored = data.parties.map((p, k) => p.weighs ? this.scored(k, weights[k]) : null);
    if (scored.some((one, k) => data.parties[k].weighs && one === null)) return null;
    const reservations = data.parties.map((p, k) => p.weighs ? (fixed[k] === null ? this.reservation(k, scored) : fixed[k]) : null);
    const accepts = this.accepts(scored, reservations), acceptable = this.acceptable(accepts), zone = [];
    for (let a = 0; a < many; a++) if (acceptable[a]) zone.push(a);
    const frontier = bargaining.length ? nondominated(bargaining.map(k => scored[k].steps), zone) : [];
    const vectors = frontier.map(a => bargaining.map(k => scored[k].steps[a] / scored[k].table.scale));
    const solutions = {};
    if (bargaining.length) {
      const found = this.solutions(vectors, bargaining.map(k => reservations[k] || 0), bargaining.map(k => data.parties[k].power));
      for (const name in found) solutions[name] = { place: frontier[Math.min(...found[name])], tied: found[name].length };
    }
    return {
      reservations: reservations, accepts: accepts, acceptable: acceptable, zone: zone, frontier: frontier, solutions: solutions,
      critical: this.critical(scored),
      utility: (k, a) => scored[k].steps[a] / scored[k].table.scale,
    };
  };
  Live.prototype.accepts = function (scored, reservations) { // per party that has a say
    const many = this.many, consent = this.data.consent, accepts = {};
    for (const k of consent.everyone) {
      const own = accepts[k] = Uint8Array.from(this.keeps[k]);
      if (!scored[k] || reservations[k] === null) continue;
      const steps = scored[k].steps, least = threshold(reservations[k], scored[k].table.scale);
      for (let a = 0; a < many; a++) if (steps[a] < least) own[a] = 0;
    }
    return accepts;
  };
  Live.prototype.acceptable = function (accepts) {
    const many = this.many, consent = this.data.consent, found = new Uint8Array(many).fill(1);
    for (const k of consent.required) {
      const where = this.where[k], own = accepts[k];
      for (let a = 0; a < many; a++) if (!own[a] && (!where || where[a])) found[a] = 0;
    }
    if (consent.at_least)
      for (let a = 0; a < many; a++) {
        let votes = 0;
        for (const k of consent.of) votes += accepts[k][a];
        if (votes < consent.at_least) found[a] = 0;
      }
    return found;
  };
  Live.prototype.critical = function (scored) {
    const consent = this.data.consent, many = this.many, level = new Float64Array(many).fill(Infinity);
    for (const k of consent.required) {
      if (!scored[k]) continue;
      const steps = scored[k].steps, scale = scored[k].table.scale, where = this.where[k];
      for (let a = 0; a < many; a++) if ((!where || where[a]) && steps[a] / scale < level[a]) level[a] = steps[a] / scale;
    }
    if (consent.at_least)
      for (let a = 0; a < many; a++) {
        const own = consent.of.filter(k => this.keeps[k][a]).map(k => scored[k] ? scored[k].steps[a] / scored[k].table.scale : Infinity).sort((x, y) => y - x);
        level[a] = Math.min(level[a], own.length >= consent.at_least ? own[consent.at_least - 1] : -Infinity);
      }
    let best = -Infinity; // where nobody who weighs is asked there is no level
    for (let a = 0; a < many; a++) if (level[a] > best && isFinite(level[a])) best = level[a];
    return best;
  };
  root.Live = Live;
  if (typeof module !== "undefined") module.exports = Live;
})(typeof window === "undefined" ? globalThis : window);
