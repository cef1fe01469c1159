/** Actions by the event names of the generator. */
const ACTIONS = {
  GETObject: 'name/cos:GetObject',
  HEADObject: 'name/cos:HeadObject',
  PUTObject: 'name/cos:PutObject',
  GETBucket: 'name/cos:GetBucket',
  DELETEObject: 'name/cos:DeleteObject',
  UploadPart: 'name/cos:UploadPart',
};
/** A success this long after a denial of the same requester and path heals it. Seconds. */
const HEALS = 60;

/**
 * The true answer for the lines that were written, counted from what the generator meant and never from the lines' text. `detail` adds
 * for each group what needs memory: distinct values, actions, what the requester succeeded with, healed denials.
 */
export class Truth {
  constructor(detail = false) {
    this.detail = detail;
    this.totals = { lines: 0, denials: 0, addresses: 0 };
    this.buckets = {};
    this.groups = new Map();
    this.details = new Map();
    this.addresses = new Set();
    this.pairs = new Map();
    this.waiting = new Map();
  }

  add(request) {
    const { bucket, kind, key, requester, ip, denied } = request;
    const { totals } = this;
    totals.lines++;
    this.buckets[bucket] ??= { requests: 0, denials: 0 };
    const ofBucket = this.buckets[bucket];
    ofBucket.requests++;
    if (!denied && !this.detail) return;
    const who = requester !== '-' ? requester : key === '-' ? 'anonymous' : `key:${key}`;
    if (!denied) {
      if (request.succeeded) this.succeeded(request, who);
      return;
    }
    totals.denials++;
    ofBucket.denials++;
    this.addresses.add(ip);
    const group = `${bucket} ${kind} ${who}`;
    this.groups.set(group, (this.groups.get(group) ?? 0) + 1);
    if (this.detail) this.denied(request, who, group);
  }

  denied({ bucket, event, ip, path, time }, who, group) {
    let detail = this.details.get(group);
    if (detail === undefined) {
      detail = { first: time, ips: new Set(), paths: new Set(), actions: {}, healed: 0, pair: `${bucket} ${who}` };
      detail.before = { ...this.pairs.get(detail.pair) };
      this.details.set(group, detail);
    }
    detail.last = time;
    detail.ips.add(ip);
    detail.paths.add(path);
    increment(detail.actions, ACTIONS[event]);
    const waiting = `${detail.pair} ${path}`;
    const list = this.waiting.get(waiting);
    if (list === undefined) this.waiting.set(waiting, [{ detail, time }]);
    else list.push({ detail, time });
  }

  succeeded({ bucket, event, path, time }, who) {
    const pair = `${bucket} ${who}`;
    let actions = this.pairs.get(pair);
    if (actions === undefined) this.pairs.set(pair, (actions = {}));
    increment(actions, ACTIONS[event]);
    const waiting = `${pair} ${path}`;
    for (const one of this.waiting.get(waiting) ?? []) if (time - one.time <= HEALS) one.detail.healed++;
    this.waiting.delete(waiting);
  }

  toJSON() {
    this.totals.addresses = this.addresses.size;
    const details = {};
    for (const [group, one] of this.details) {
      const succeeded = {};
      for (const [action, count] of Object.entries(this.pairs.get(one.pair) ?? {})) {
        const since = count - (one.before[action] ?? 0);
        if (since > 0) succeeded[action] = since;
      }
      const { first, last, actions, healed } = one;
      details[group] = { first, last, actions, healed, ips: one.ips.size, paths: one.paths.size, succeeded };
    }
    return {
      ...this.totals,
      buckets: this.buckets,
      groups: Object.fromEntries(this.groups),
      ...(this.detail ? { details } : {}),
    };
  }
}

function increment(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}
