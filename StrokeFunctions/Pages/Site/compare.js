// Two versions side by side: measures with their intervals, curves overlaid, settings, where they come from, and what they read.
import { read } from './access.js';
import { chart } from './chart.js';
import { count, element, empty, estimate, link, share, table, time, words } from './dom.js';
import { short, show } from './site.js';

const query = new URLSearchParams(location.search);
const names = [query.get('one'), query.get('other')];
const less = new Set(['brier', 'log_loss']);
const ideal = new Set(['calibration_slope', 'observed_to_expected', 'calibration_intercept']);

const load = async (quiet) =>
  names.some((name) => !name)
    ? null
    : read(`/api/models/${encodeURIComponent(names[0])}/compare/${encodeURIComponent(names[1])}`, { quiet, purpose: 'compare models' });

function draw(comparison) {
  if (comparison === null) return empty(element('p', {}, 'Choose two versions on the page ', link('/app/models', 'Models'), '.'));
  return [
    element('p', {
      className: 'lead',
      textContent: 'Each on its own hold-out patients: only a paired comparison, as a training makes it, decides which is better.',
    }),
    element('div', { className: 'two' }, measures(comparison), importance(comparison)),
    element('div', { className: 'plots' }, ...curves(comparison)),
    element('div', { className: 'two' }, settings(comparison), origin(comparison)),
  ];
}

const both = ({ one, other }) => [one, other];

const headings = () => [{ name: short(names[0]) || names[0] }, { name: short(names[1]) || names[1] }];

function measures({ measures: all }) {
  if (all.length === 0) return element('p', { className: 'note', textContent: 'One of them has no evaluation.' });
  const rows = all.map(({ name, one, other }) => {
    const gain = ideal.has(name)
      ? Math.abs(one.value - 1) - Math.abs(other.value - 1)
      : (less.has(name) ? -1 : 1) * (other.value - one.value);
    const overlaps = one.low <= other.high && other.low <= one.high;
    return [
      words(name).replace('brier', 'Brier score'),
      estimate(one),
      estimate(other),
      {
        content: `${other.value >= one.value ? '+' : '−'}${share(Math.abs(other.value - one.value))}`.replace(/^−(0\.0+)$/, '$1'),
        sort: other.value - one.value,
      },
      { content: overlaps ? 'intervals overlap' : gain > 0 ? 'second better' : 'first better' },
    ];
  });
  return table(
    'Measures, with 95 % intervals',
    [{ name: 'measure' }, ...headings(), { name: 'difference' }, { name: 'in words', text: true }],
    rows,
  );
}

function curves(comparison) {
  const of = (pick) =>
    both(comparison.curves).map((drawn, index) => ({
      name: headings()[index].name,
      dots: false,
      points: pick(drawn).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
    }));
  const unit = { min: 0, max: 1 };
  return [
    chart(
      'ROC curves',
      'Higher on the left is better.',
      { title: 'share flagged of those without a stroke', ...unit },
      { title: 'recall', ...unit },
      of(({ roc }) => roc.map((p) => ({ x: p.false_positive_rate, y: p.recall }))),
    ),
    chart(
      'Precision by recall',
      'Further right finds more strokes; further up has fewer false alarms.',
      { title: 'recall', ...unit },
      { title: 'precision', ...unit },
      of(({ precision_recall: points }) => [
        { x: 0, y: 1 },
        ...points.filter((p) => p.recall > 0).map((p) => ({ x: p.recall, y: p.precision })),
      ]),
    ),
    chart(
      'Calibration',
      'Mean probability against the share with a stroke, in ten groups.',
      { title: 'mean probability', min: 0 },
      { title: 'share', min: 0 },
      of(({ reliability }) => reliability.map((p) => ({ x: p.mean_probability, y: p.observed.value }))),
    ),
  ].filter(Boolean);
}

function importance(comparison) {
  const lists = both(comparison.curves).map(({ importance: all }) => new Map(all.map((one) => [one.column, one.roc_auc_lost])));
  const columns = [...new Set(lists.flatMap((list) => [...list.keys()]))];
  if (columns.length === 0) return null;
  return element(
    'div',
    {},
    table(
      'What each reads: ROC AUC lost when a column is shuffled',
      [{ name: 'column' }, ...headings()],
      columns.map((column) => [
        column,
        ...lists.map((list) =>
          list.has(column) ? { content: share(list.get(column), 4), sort: list.get(column) } : 'not measured',
        ),
      ]),
    ),
  );
}

const tidy = (value) => (value === undefined ? 'none' : /^\d+\.\d{5,}$/.test(value) ? share(Number(value), 5) : value);

function settings({ settings: all }) {
  const rows = Object.entries(all).map(([name, { one, other }]) => [words(name), tidy(one), tidy(other)]);
  return rows.length === 0
    ? element('p', { textContent: 'All settings are the same.' })
    : table('Settings that differ', [{ name: 'setting' }, ...headings().map(({ name }) => ({ name, fit: true }))], rows);
}

function origin(comparison) {
  const lineages = both(comparison.lineage);
  const rows = [
    ['trained', ...both(comparison).map(({ created_at: at }) => ({ content: time(at), sort: at }))],
    ['patients', ...lineages.map(({ rows, sample }) => count((sample ?? { rows }).rows))],
    ['strokes', ...lineages.map(({ strokes, sample }) => count((sample ?? { strokes }).strokes))],
    ['trained after', ...lineages.map(({ parent }) => short(parent) || 'the first')],
    ['datasets', ...lineages.map(({ datasets }) => String(datasets.length))],
    [
      'datasets of this one only',
      comparison.datasets_only_in_one.join(', ') || 'none',
      comparison.datasets_only_in_other.join(', ') || 'none',
    ],
    ['program’s commit', ...lineages.map(({ commit }) => commit?.slice(0, 12) ?? 'unknown')],
  ];
  return table('Where they come from', [{ name: 'what' }, ...headings().map(({ name }) => ({ name, fit: true }))], rows);
}

await show('comparison', load, draw, { again: false });
