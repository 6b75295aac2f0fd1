// Makes elements, tables that sort, moments in the reader's zone, and numbers as every page writes them.
const svgNamespace = 'http://www.w3.org/2000/svg';

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const percent = (share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u00a0%`;
export const points = (difference) => `${(100 * difference).toFixed(1)}\u00a0points`;
export const count = (number) => number.toLocaleString('en');
export const share = (number, digits = 3) => (Number.isFinite(number) ? signed(number.toFixed(digits)) : 'none');
const signed = (text) => text.replace(/^-(0\.0+$)?/, (_, zero) => zero ?? '−');
export const sentence = (text) => (text ? text[0].toUpperCase() + text.slice(1) : '');
// Of several sentences the first, where there is little room.
export const first = (text) => /^.*?[.?!](?= [A-Z]|$)/s.exec(text)?.[0] ?? text;
export const words = (name) => name.replaceAll('_', ' ').replace('roc auc', 'ROC AUC').replace('kept champion', 'champion kept');
export const link = (href, text) => element('a', { href, textContent: text });
export const badge = (text, kind = '') => element('span', { className: `badge ${kind && `is-${kind}`}`, textContent: text });
export const empty = (...content) => element('div', { className: 'empty' }, ...content);
export const fault = (text) => element('p', { className: 'fault', role: 'alert', textContent: text });

// A reason of several sentences: the first, and the others behind it.
export function reason(text) {
  const [shown, rest] = [sentence(first(text ?? '')), (text ?? '').slice(first(text ?? '').length)];
  return rest === ''
    ? [shown]
    : [shown, element('details', {}, element('summary', { textContent: 'More' }), element('span', { textContent: rest.trim() }))];
}

// The app writes "api" where a change came without a name.
export const by = (event) => (event.by === 'api' ? 'No name was given.' : `By ${event.by}.`);

// An estimate with its interval under it, sorted by its value.
export function estimate(e, digits = 3) {
  if (!e) return { content: 'not measured', sort: -Infinity };
  return {
    content: [share(e.value, digits), element('small', { textContent: `${share(e.low, digits)} to ${share(e.high, digits)}` })],
    sort: e.value,
  };
}

// In the reader's zone, with UTC on hover.
export function time(iso) {
  const at = new Date(iso);
  const two = (number) => String(number).padStart(2, '0');
  const local = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  return element('time', { dateTime: iso, title: `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`, textContent: local });
}

export function localTimes(root) {
  for (const written of root.querySelectorAll('time[datetime]')) written.replaceWith(time(written.dateTime));
}

// Columns are { name, text?, fit? }; a cell is content, or { content, sort }. The first column names its row.
export function table(caption, columns, rows) {
  const cell = (value, index) => {
    const { content, sort } =
      value !== null && typeof value === 'object' && 'content' in value ? value : { content: value, sort: undefined };
    const column = columns[index];
    const made =
      index === 0 ? element('th', { scope: 'row' }) : element('td', { className: column.fit ? 'fit' : column.text ? 'text' : '' });
    made.append(...[content].flat().filter((part) => part !== null && part !== undefined));
    if (sort !== undefined) made.dataset.sort = sort;
    return made;
  };
  const made = element(
    'table',
    {},
    element('caption', { textContent: caption }),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map((column) =>
          element('th', { scope: 'col', className: column.text || column.fit ? 'text' : '', textContent: column.name }),
        ),
      ),
    ),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map(cell)))),
  );
  if (rows.length > 1) sortable(made);
  return element('div', { className: 'wide', tabIndex: 0, role: 'region', ariaLabel: caption }, made);
}

// What is wrong with a file: { line, column, found, allowed, hint }. Columns that say nothing are left out.
export function faultsTable(caption, faults) {
  const columns = [
    ['line', {}],
    ['column', { text: true }],
    ['found', { fit: true }],
    ['allowed', { fit: true }],
    ['hint', { text: true }],
  ].filter(([name], index) => index === 0 || faults.some((one) => one[name]));
  return table(
    caption,
    columns.map(([name, look]) => ({ name: name === 'hint' ? 'perhaps' : name, ...look })),
    faults.map((one) => columns.map(([name]) => String(one[name] ?? ''))),
  );
}

// Lets every column of a table with one row of headings sort it. Cells sort by data-sort, else by their number, else by their text.
export function sortable(table) {
  const body = table.tBodies[0];
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (body === undefined || body.rows.length < 2) return;
  headings.forEach((heading, index) => {
    if (heading.textContent.trim() === '') return;
    const button = element('button', { type: 'button', className: 'sort' }, ...heading.childNodes);
    heading.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') !== 'descending' && (heading.hasAttribute('aria-sort') || isNumeric(body, index));
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const sorted = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[index]) }));
      sorted.sort(
        (a, b) =>
          (down ? -1 : 1) *
          (typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : String(a.key).localeCompare(String(b.key), 'en')),
      );
      body.append(...sorted.map(({ row }) => row));
    });
  });
}

const isNumeric = (body, index) => typeof keyOf(body.rows[0].cells[index]) === 'number';

function keyOf(cell) {
  const text = cell?.dataset.sort ?? cell?.textContent.trim().replaceAll(',', '').replace(/^−/, '-') ?? '';
  const number = /^[<>]?\s*(-?Infinity|-?\d[\d.]*(?:e-?\d+)?)(?![\d.-]*[\d-])/i.exec(text);
  return number ? Number(number[1]) : text;
}
