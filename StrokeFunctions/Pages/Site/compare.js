// Two versions side by side: measures with their intervals, curves overlaid, settings, where they come from, and what they read.
import { read } from './access.js';
import { chart } from './chart.js';
import { count, element, empty, estimate, link, share, table, time, words } from './dom.js';
import { short, show } from './site.js';

const query = new URLSearchParams(location.search);
const names = [query.get('one'), query.get('other')];
const less = new Set(['brier', 'log_loss']);
const ideal = new Set(['calibration_slope', 'observed_to_expected', 'calibration_intercept']);

async function draw(quiet) {
  if (names.some((name) => !name)) return empty(element('p', {}, 'Choose two versions on the page ', link('/app/models', 'Models'), '.'));
  const [one, other] = names.map(encodeURIComponent);
  const options = { quiet, purpose: 'compare models' };
  const [comparison, ...manifests] = await Promise.all([
    read(`/api/models/${one}/compare/${other}`, options),
    read(`/api/models/${one}`, options),
    read(`/api/models/${other}`, options),
  ]);
  return [
    element('p', {
      className: 'lead',
      textContent: 'Each on its own hold-out patients: only a paired comparison, as a training makes it, decides which is better.',
    }),
    element('div', { className: 'two' }, measures(comparison), importance(manifests)),
    element('div', { className: 'plots' }, ...curves(manifests)),
    element('div', { className: 'two' }, settings(comparison), origin(manifests, comparison)),
  ].flat();
}

const headings = () => [{ name: short(names[0]) || names[0] }, { name: short(names[1]) || names[1] }];

function measures({ measures: all }) {
  if (all.length === 0) return element('p', { className: 'note', textContent: 'One of them has no evaluation.' });
  const rows = all.map(({ name, one, other }) => {
    const gain = ideal.has(name)
      ? Math.abs(one.value - 1) - Math.abs(other.value - 1)
      : (less.has(name) ? -1 : 1) * (other.value - one.value);
    const overlaps = one.low <= other.high && other.low <= one.high;
    return [
      words(name)
        .replace(/roc auc|area under roc curve/, 'ROC AUC')
        .replace('brier', 'Brier score'),
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

function curves(manifests) {
  const of = (pick) =>
    manifests.map((manifest, index) => ({
      name: headings()[index].name,
      dots: false,
      points: (manifest.evaluation ? (pick(manifest.evaluation) ?? []) : []).filter(
        ({ x, y }) => Number.isFinite(x) && Number.isFinite(y),
      ),
    }));
  const at = (evaluation, ...keys) => keys.reduce((found, key) => found ?? evaluation.curves?.[key] ?? evaluation[key], undefined) ?? [];
  const unit = { min: 0, max: 1 };
  return [
    chart(
      'ROC curves',
      'Higher on the left is better.',
      { title: 'share flagged of those without a stroke', ...unit },
      { title: 'recall', ...unit },
      of((e) => at(e, 'roc').map((p) => ({ x: p.false_positive_rate, y: p.recall }))),
    ),
    chart(
      'Precision by recall',
      'Further right finds more strokes; further up has fewer false alarms.',
      { title: 'recall', ...unit },
      { title: 'precision', ...unit },
      of((e) => [
        { x: 0, y: 1 },
        ...at(e, 'precision_recall')
          .filter((p) => p.recall > 0)
          .map((p) => ({ x: p.recall, y: p.precision })),
      ]),
    ),
    chart(
      'Calibration',
      'Mean probability against the share with a stroke, in ten groups.',
      { title: 'mean probability', min: 0 },
      { title: 'share', min: 0 },
      of((e) => at(e, 'reliability', 'calibration').map((p) => ({ x: p.mean_probability, y: p.observed.value }))),
    ),
  ].filter(Boolean);
}

function importance(manifests) {
  const lists = manifests.map(
    (manifest) =>
      new Map(
        (manifest.evaluation?.curves?.importance ?? manifest.evaluation?.importance ?? []).map((one) => [one.column, one.roc_auc_lost]),
      ),
  );
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
          list.has(column) ? { content: share(list.get(column), 4).replace(/^-(0\.0+)$/, '$1'), sort: list.get(column) } : '',
        ),
      ]),
    ),
  );
}

function settings({ settings: all }) {
  const rows = Object.entries(all).map(([name, { one, other }]) => [words(name), one ?? 'none', other ?? 'none']);
  return rows.length === 0
    ? element('p', { textContent: 'All settings are the same.' })
    : table('Settings that differ', [{ name: 'setting' }, ...headings().map(({ name }) => ({ name, fit: true }))], rows);
}

function origin(manifests, comparison) {
  const rows = [
    ['trained', ...manifests.map(({ created_at: at }) => ({ content: time(at), sort: at }))],
    ['patients', ...manifests.map(({ lineage }) => count(lineage.rows))],
    ['strokes', ...manifests.map(({ lineage }) => count(lineage.strokes))],
    ['trained after', ...manifests.map(({ lineage }) => short(lineage.parent) || 'the first')],
    ['datasets', ...manifests.map(({ lineage }) => String(lineage.datasets.length))],
    [
      'datasets of this one only',
      comparison.datasets_only_in_one.join(', ') || 'none',
      comparison.datasets_only_in_other.join(', ') || 'none',
    ],
    ['program’s commit', ...manifests.map(({ lineage }) => lineage.commit?.slice(0, 12) ?? 'unknown')],
  ];
  return table('Where they come from', [{ name: 'what' }, ...headings().map(({ name }) => ({ name, fit: true }))], rows);
}

await show('comparison', draw, { again: false });
