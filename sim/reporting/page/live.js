/* Works out utilities, zone, frontier, r* and solutions from weights and no-agreement values, on the
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
  function gridUnit(total) {
    let exponent = Math.floor(Math.log10(total));
    if (power10(exponent + 1) <= total) exponent += 1;
    else if (power10(exponent) > total) exponent -= 1;
    return power10(12 - exponent);
  }

  function Live(data) {
    this.data = data;
    const many = data.issues.length, packed = bytes(data.within);
    const flat = data.wide ? new Uint32Array(packed.buffer) : packed; // both ends are little-endian
    this.Column = data.wide ? Uint32Array : Uint8Array;
    this.many = data.agreements;
    this.digits = [];
    for (let i = 0; i < many; i++) {
      const column = new this.Column(this.many);
      for (let a = 0; a < this.many; a++) column[a] = flat[a * many + i];
      this.digits.push(column);
    }
    this.keeps = {}; this.where = {};
    for (const k of data.consent.everyone) this.keeps[k] = bits(data.consent.keeps[k], this.many);
    for (const k in data.consent.where) this.where[k] = bits(data.consent.where[k], this.many);
    this.listed = null;
  }
  Live.prototype.tables = function (k, weights) {
    const party = this.data.parties[k];
    let total = 0;
    for (const w of weights) if (w !== null) total += w;
    if (!(total > 0)) return null;
    const unit = gridUnit(total), scale = total * unit;
    return {
      scale: scale,
      steps: party.values.map((values, i) => Float64Array.from(values, v => weights[i] === null ? 0 : rint(weights[i] * v * unit))),
      bonuses: party.bonuses.map(b => ({ steps: rint(b.worth * scale), box: b.box })),
    };
  };
  function score(table, digits, many) {
    const out = new Float64Array(many);
    for (let i = 0; i < digits.length; i++) {
      const own = table.steps[i], column = digits[i];
      for (let a = 0; a < many; a++) out[a] += own[column[a]];
    }
    for (const bonus of table.bonuses)
      for (let a = 0; a < many; a++) {
        let inside = true;
        for (const i in bonus.box) if (!bonus.box[i][digits[i][a]]) { inside = false; break; }
        if (inside) out[a] += bonus.steps;
      }
    return out;
  }
  Live.prototype.of = function (table, said) { // utility of one agreement; -1 for what it leaves out
    let steps = 0;
    said.forEach((place, i) => { if (place >= 0) steps += table.steps[i][place]; });
    for (const bonus of table.bonuses)
      if (Object.keys(bonus.box).every(i => said[i] >= 0 && bonus.box[i][said[i]])) steps += bonus.steps;
    return steps / table.scale;
  };
  Live.prototype.everyAdmissible = function () {
    if (this.listed) return this.listed;
    const sizes = this.data.sizes, total = sizes.reduce((a, b) => a * b, 1);
    const kept = bits(this.data.admissible, total);
    let many = 0;
    for (let a = 0; a < total; a++) many += kept[a];
    const digits = sizes.map(() => new this.Column(many)), place = new Uint32Array(sizes.length);
    for (let a = 0, n = 0; a < total; a++) {
      if (kept[a]) { for (let i = 0; i < sizes.length; i++) digits[i][n] = place[i]; n++; }
      for (let i = sizes.length - 1; i >= 0; i--) { if (++place[i] < sizes[i]) break; place[i] = 0; }
    }
    this.listed = { digits: digits, many: many };
    return this.listed;
  };
  Live.prototype.best = function (first, second) { // the first's best, and the second's least among these
    const every = this.everyAdmissible(), own = score(first, every.digits, every.many), other = score(second, every.digits, every.many);
    let top = -Infinity, least = Infinity;
    for (let a = 0; a < every.many; a++)
      if (own[a] > top) { top = own[a]; least = other[a]; } else if (own[a] === top && other[a] < least) least = other[a];
    return [top, least];
  };
  Live.prototype.reservation = function (k, tables) {
    const given = this.data.parties[k].reservation, table = tables[k];
    if (given.kind === "agreement") return this.of(table, given.said) - given.cost;
    if (given.kind !== "war" || !this.data.admissible) return given.value;
    const told = x => typeof x === "number" ? x : this.of(table, x);
    const won = given.won === null ? this.best(table, table)[0] / table.scale : told(given.won);
    const lost = given.lost === null ? this.best(tables[given.against], table)[1] / table.scale : told(given.lost);
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
  function nondominated(columns, rows) { // rows in any order; equal vectors all stay
    const order = rows.slice().sort((a, b) => {
      for (const c of columns) if (c[a] !== c[b]) return c[b] - c[a];
      return a - b;
    });
    const kept = [];
    let front = [];
    for (const a of order) {
      let fine = true;
      for (const b of front) {
        let atLeast = true, better = false;
        for (const c of columns) { if (c[b] < c[a]) { atLeast = false; break; } if (c[b] > c[a]) better = true; }
        if (atLeast && better) { fine = false; break; }
      }
      if (fine) { kept.push(a); if (columns.length === 2) front = [a]; else front.push(a); }
    }
    return kept.sort((a, b) => a - b);
  }
  /* weights: per party a list by issue (null where it has none); fixed: per party a no-agreement
     value, or null for what the file says. */
  Live.prototype.recompute = function (weights, fixed) {
    const data = this.data, many = this.many, consent = data.consent;
    const tables = data.parties.map((p, k) => p.weighs ? this.tables(k, weights[k]) : null);
    if (tables.some((t, k) => data.parties[k].weighs && t === null)) return null;
    const steps = tables.map(t => t ? score(t, this.digits, many) : null);
    const reservations = data.parties.map((p, k) => p.weighs ? (fixed[k] === null ? this.reservation(k, tables) : fixed[k]) : null);
    const accepts = {};
    for (const k of consent.everyone) {
      const own = Uint8Array.from(this.keeps[k]);
      if (tables[k] && reservations[k] !== null) {
        const least = threshold(reservations[k], tables[k].scale);
        for (let a = 0; a < many; a++) if (steps[k][a] < least) own[a] = 0;
      }
      accepts[k] = own;
    }
    const acceptable = new Uint8Array(many).fill(1);
    for (const k of consent.required) {
      const where = this.where[k];
      for (let a = 0; a < many; a++) if (!accepts[k][a] && (!where || where[a])) acceptable[a] = 0;
    }
    if (consent.at_least)
      for (let a = 0; a < many; a++) {
        let votes = 0;
        for (const k of consent.of) votes += accepts[k][a];
        if (votes < consent.at_least) acceptable[a] = 0;
      }
    const zone = [];
    for (let a = 0; a < many; a++) if (acceptable[a]) zone.push(a);
    const bargaining = data.bargaining;
    const frontier = bargaining.length ? nondominated(bargaining.map(k => steps[k]), zone) : zone;
    const vectors = frontier.map(a => bargaining.map(k => steps[k][a] / tables[k].scale));
    const solutions = {};
    if (bargaining.length) {
      const found = this.solutions(vectors, bargaining.map(k => reservations[k] || 0), bargaining.map(k => data.parties[k].power));
      for (const name in found) solutions[name] = { place: frontier[Math.min(...found[name])], tied: found[name].length };
    }
    return {
      reservations: reservations, acceptable: acceptable, zone: zone, frontier: frontier, solutions: solutions,
      critical: this.critical(tables, steps),
      utility: (k, a) => steps[k][a] / tables[k].scale,
    };
  };
  Live.prototype.critical = function (tables, steps) {
    const consent = this.data.consent;
    let best = -Infinity;
    for (let a = 0; a < this.many; a++) {
      let level = Infinity;
      for (const k of consent.required)
        if (tables[k] && (!this.where[k] || this.where[k][a])) level = Math.min(level, steps[k][a] / tables[k].scale);
      if (consent.at_least) {
        const own = consent.of.filter(k => this.keeps[k][a]).map(k => tables[k] ? steps[k][a] / tables[k].scale : Infinity).sort((x, y) => y - x);
        level = Math.min(level, own.length >= consent.at_least ? own[consent.at_least - 1] : -Infinity);
      }
      if (level > best) best = level;
    }
    return best;
  };
  root.Live = Live;
  if (typeof module !== "undefined") module.exports = Live;
})(typeof window === "undefined" ? globalThis : window);
