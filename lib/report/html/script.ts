/**
 * The page's script: plain DOM calls, no HTML from strings (the page's policy asks for Trusted Types), no request. It unpacks the rows
 * and takes over the table; the language switch works before that. Runs in browsers of the last four years.
 */
export const SCRIPT = String.raw`
(() => {
'use strict';
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const zh = () => root.lang === 'zh-CN';
const spread = () => {
  const side = zh() ? 'zh' : 'en';
  for (const name of ['placeholder', 'aria-label']) {
    for (const node of document.querySelectorAll('[data-' + name + '-en]')) node.setAttribute(name, node.getAttribute('data-' + name + '-' + side));
  }
  for (const node of document.querySelectorAll('[data-text-en]')) node.textContent = node.getAttribute('data-text-' + side);
};
byId('language').addEventListener('click', () => { root.lang = zh() ? 'en' : 'zh-CN'; spread(); });

const make = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const key in attributes) if (attributes[key] !== undefined) node.setAttribute(key, attributes[key]);
  node.append(...children.flat());
  return node;
};
const both = (pair) => typeof pair === 'string' ? [pair] : [make('span', { lang: 'en' }, pair[0]), make('span', { lang: 'zh-CN' }, pair[1])];
const count = (value) => value.toLocaleString('en-US');
const body = byId('rows');
if (!body) return;

const unpack = async () => {
  const bytes = Uint8Array.from(atob(byId('data').textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
};

const start = ({ rows, first, words, kinds }) => {
  const word = (id) => both(words[id]);
  const cell = (...children) => make('td', { role: 'cell' }, ...children);
  const label = (id) => make('span', { class: 'label' }, word(id));
  const mono = (text) => make('bdi', { class: 'm' }, text);
  const open = new Set();
  let order = rows.map((_, index) => index);
  let visible = first;
  let sort = { key: 'n', up: false };

  const chip = (kind) => make('span', { class: 'chip ' + kind }, word(kind));
  const rowOf = (index) => {
    const row = rows[index];
    return make('tr', { class: 'row', role: 'row' },
      cell(count(row.n), row.note === '' ? [] : [' ', make('span', { class: 'small' }, both(row.note))]),
      cell(both(row.cause), row.confidence === '' ? [] : [' ', chip(row.confidence)], row.more === 0 ? [] : [' ', make('span', { class: 'chip' }, '+' + row.more)]),
      cell(make('span', { class: 'clamp' }, both(row.todo))),
      cell(label('requester'), row.requester === 'anonymous' ? word('anonymous') : mono(row.requester)),
      cell(label('bucket'), make('bdi', {}, row.bucket)),
      cell(label('kind'), both(kinds[row.kind])),
      cell(label('since'), row.since),
      cell(make('button', { type: 'button', 'data-row': index, 'aria-expanded': 'false' }, word('details'))));
  };

  const copyButton = (text) => {
    const button = make('button', { type: 'button', class: 'copy' }, word('copy'));
    button.addEventListener('click', async () => {
      let done = true;
      try { await navigator.clipboard.writeText(text); }
      catch {
        // Pages opened from a plain http address have no clipboard: the old way needs a selection.
        const area = make('textarea', { class: 'visually-hidden' });
        area.value = text;
        button.after(area);
        area.select();
        done = document.execCommand('copy');
        area.remove();
        button.focus();
      }
      if (!done) return;
      button.replaceChildren(...word('copied'));
      byId('said').replaceChildren(...word('copied'));
      setTimeout(() => button.replaceChildren(...word('copy')), 2000);
    });
    return button;
  };
  const heading = (id, ...more) => make('h4', {}, word(id), ...more);
  const list = (id, items) => items.length === 0 ? [] : [heading(id), make('ul', {}, items)];

  const diagnosisOf = (entry) => {
    const parts = [
      make('h3', {}, both(entry.title), ' ', entry.id === 'unexplained' ? [] : chip(entry.confidence), ' ', make('span', { class: 'soft small m' }, entry.id), ' ', make('span', { class: 'soft small' }, '· ' + count(entry.count))),
      make('p', {}, both(entry.summary)),
    ];
    if (entry.steps.length > 0) parts.push(heading('fix'), make('ol', {}, entry.steps.map((step) => make('li', {}, both(step)))));
    if (entry.policy !== null) {
      parts.push(make('div', { class: 'fixbar' }, heading('policy'), copyButton(entry.policy)), make('pre', { tabindex: '0' }, entry.policy),
        make('p', { class: 'soft small' }, word(entry.verified === true ? 'verified' : entry.verified === false ? 'refuted' : 'unverified')));
    }
    if (entry.checks.length > 0) {
      parts.push(heading('checked'), make('ul', { class: 'checks' }, entry.checks.map((check) => make('li', {},
        make('span', { class: 'st-' + check.status }, word(check.status)),
        make('div', {}, both(check.detail), ' ', make('span', { class: 'soft small m' }, check.id),
          check.evidence.map(([fact, value]) => make('div', { class: 'small soft' }, mono(fact), ' = ', mono(value))))))));
    }
    parts.push(...list('ruledOut', entry.ruledOut.map(([id, because]) => make('li', {}, make('span', { class: 'm' }, id), ': ', both(because)))));
    parts.push(...list('alternatives', entry.alternatives.map(([id, confidence]) => make('li', {}, make('span', { class: 'm' }, id), ' ', chip(confidence)))));
    parts.push(...list('missing', entry.missing.map((permission) => make('li', { class: 'm' }, permission))));
    for (const link of entry.links) {
      if (link.startsWith('https://')) parts.push(make('p', { class: 'small' }, make('a', { href: link, rel: 'noopener noreferrer', target: '_blank' }, link)));
    }
    parts.push(make('p', { class: 'soft small' }, word(entry.incident ? 'asOfIncident' : 'asOfReport'), ' ', entry.asOf));
    return make('div', { class: 'diag' }, parts);
  };

  const detailOf = (index) => {
    const detail = rows[index].detail;
    if (!detail) return [make('p', {}, word('summaryOnly'))];
    const parts = detail.diagnoses.map(diagnosisOf);
    parts.push(heading('seen'), make('p', { class: 'small' }, word('first'), ' ', detail.first, ' · ', word('last'), ' ', detail.last, ' · ', word('healed'), ' ', count(detail.healed), ' · ', word('succeeded'), ' ', count(detail.succeeded)));
    parts.push(make('div', { class: 'lists' }, detail.lists.map(([id, values, distinct]) => make('div', {},
      make('h4', {}, word(id), distinct > values.length ? ' · ' + count(distinct) : ''),
      make('ul', {}, values.map(([value, times]) => make('li', {}, mono(value), make('span', { class: 'n' }, count(times)))))))));
    if (detail.samples.length > 0) {
      const head = ['time', 'action', 'path', 'address', 'userAgent', 'referer', 'key', 'requestId'];
      const id = 'samples-' + index;
      parts.push(make('h4', { id }, word('samples')), make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-labelledby': id }, make('table', {},
        make('thead', {}, make('tr', {}, head.map((id) => make('th', { scope: 'col' }, word(id))))),
        make('tbody', {}, detail.samples.map(([request, time, action, path, address, agent, referer, key]) =>
          make('tr', {}, [time, action, path, address, agent, referer, key, request].map((text) => make('td', {}, mono(text)))))))));
    }
    return parts;
  };

  const toggle = (button) => {
    const index = Number(button.getAttribute('data-row'));
    const row = button.closest('tr');
    const id = 'detail-' + index;
    if (button.getAttribute('aria-expanded') === 'true') {
      byId(id).remove();
      open.delete(index);
      button.setAttribute('aria-expanded', 'false');
      button.removeAttribute('aria-controls');
      return;
    }
    open.add(index);
    row.after(make('tr', { class: 'detail', role: 'row', id }, make('td', { role: 'cell', colspan: '8' }, detailOf(index))));
    button.setAttribute('aria-expanded', 'true');
    button.setAttribute('aria-controls', id);
  };
  body.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-row]');
    if (button) toggle(button);
  });

  const textOf = (row) => {
    if (row.text === undefined) {
      const parts = [row.requester, row.bucket, row.kind, kinds[row.kind], row.cause, row.causeId, row.todo];
      if (row.detail) parts.push(row.detail.lists.map(([, values]) => values.map(([value]) => value)), row.detail.samples);
      row.text = parts.flat(4).join('\n').toLowerCase();
    }
    return row.text;
  };
  const chosen = (id) => { const node = byId(id); return node ? node.value : ''; };
  const filter = () => {
    const wanted = chosen('f-text').trim().toLowerCase().split(/\s+/).filter(Boolean);
    const kind = chosen('f-kind'), bucket = chosen('f-bucket'), cause = chosen('f-cause');
    return rows.map((_, index) => index).filter((index) => {
      const row = rows[index];
      return (kind === '' || row.kind === kind) && (bucket === '' || row.bucket === bucket) && (cause === '' || row.causeId === cause)
        && wanted.every((piece) => textOf(row).includes(piece));
    });
  };
  const keyOf = (row) => {
    const value = sort.key === 'kind' ? kinds[row.kind] : row[sort.key];
    return Array.isArray(value) ? value[zh() ? 1 : 0] : value;
  };
  const render = () => {
    body.replaceChildren(...order.slice(0, visible).map(rowOf));
    for (const button of body.querySelectorAll('button[data-row]')) {
      if (open.has(Number(button.getAttribute('data-row')))) toggle(button);
    }
    if (order.length === 0) body.append(make('tr', { role: 'row' }, make('td', { role: 'cell', colspan: '8' }, word('nothingFound'))));
    const some = count(Math.min(visible, order.length)), all = count(order.length);
    byId('shown').replaceChildren(...both([some + ' of ' + all + (all === '1' ? ' group' : ' groups'), '显示 ' + some + ' / ' + all + ' 组']));
    byId('more').hidden = visible >= order.length;
  };
  const update = () => {
    order = filter();
    if (sort.key !== 'n' || sort.up) {
      const keys = new Map(order.map((index) => [index, keyOf(rows[index])]));
      const compare = new Intl.Collator(zh() ? 'zh-CN' : 'en', { numeric: true }).compare;
      const sign = sort.up ? 1 : -1;
      order.sort((a, b) => (typeof keys.get(a) === 'number' ? keys.get(a) - keys.get(b) : compare(keys.get(a), keys.get(b))) * sign || a - b);
    }
    visible = first;
    render();
  };
  for (const id of ['f-text', 'f-kind', 'f-bucket', 'f-cause']) {
    const node = byId(id);
    if (node) node.addEventListener('input', update);
  }
  for (const button of document.querySelectorAll('button[data-sort]')) {
    button.addEventListener('click', () => {
      const key = button.getAttribute('data-sort');
      sort = { key, up: sort.key === key ? !sort.up : key !== 'n' };
      for (const head of document.querySelectorAll('th[aria-sort]')) head.removeAttribute('aria-sort');
      button.closest('th').setAttribute('aria-sort', sort.up ? 'ascending' : 'descending');
      update();
    });
  }
  byId('more').addEventListener('click', () => {
    const from = visible;
    visible += 100;
    render();
    const next = body.querySelectorAll('tr.row')[from];
    if (next && byId('more').hidden) next.querySelector('button').focus();
  });
  root.setAttribute('data-ready', '');
};

if (typeof DecompressionStream === 'undefined') {
  byId('too-old').hidden = false;
} else unpack().then(start, () => { byId('too-old').hidden = false; });
})();
`;
