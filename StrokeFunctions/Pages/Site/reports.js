// The reports as a dashboard: the newest verdict of each kind, trends with the alarms marked, and all reports.
import { ask, explain, read, unreachable } from './access.js';
import { chart } from './chart.js';
import { badge, element, empty, estimate, fault, percent, points, table, time } from './dom.js';
import { expectNews, show } from './site.js';

const kinds = { dataset: 'Datasets', scoring: 'Scored patients', interval: 'Chosen intervals' };
const words = { act: 'act', watch: 'watch', fine: 'fine' };
let refresh;

const address = (report) => `/app/report?name=${encodeURIComponent(report.name)}`;

const load = (quiet) => read('/api/reports', { quiet, purpose: 'see the reports' });

function draw(all) {
  if (all.length === 0) return empty('There is no report yet. They are written on schedule, and when you ask for one.');
  const groups = Object.entries(kinds)
    .map(([kind, name]) => [name, all.filter((report) => report.kind === kind)])
    .filter(([, reports]) => reports.length > 0);
  return [
    ...groups.map(([name, reports]) => newest(name, reports[0], reports[1])),
    ...groups.flatMap(([name, reports]) => trends(name, [...reports].reverse())),
    list(all),
  ];
}

function newest(name, report, before) {
  const figure = (what, now, then, digits, difference = digits) =>
    element(
      'div',
      { className: 'card' },
      element('dt', { textContent: what }),
      element('dd', { className: 'big', textContent: now === undefined ? 'not measured' : digits(now) }),
      element('dd', {
        className: 'note',
        textContent:
          now === undefined
            ? then === undefined
              ? 'never measured'
              : `${digits(then)} in the last`
            : then === undefined
              ? 'first measured'
              : now === then
                ? 'as in the last'
                : `${now < then ? '−' : '+'}${difference(Math.abs(now - then))} since the last`,
      }),
    );
  const three = (value) => value.toFixed(3);
  const value = (one, key) => one?.[key]?.value ?? undefined;
  return element(
    'section',
    { ariaLabel: `Newest: ${name}` },
    element(
      'div',
      { className: `verdict ${report.level}` },
      element(
        'p',
        {},
        element('strong', { textContent: `${name}: ` }),
        element('a', { href: address(report), textContent: report.verdict }),
      ),
      element('p', { className: 'note' }, `${report.source}, written `, time(report.written)),
    ),
    element(
      'dl',
      { className: 'cards' },
      figure('recall', value(report, 'recall'), value(before, 'recall'), three),
      figure('precision', value(report, 'precision'), value(before, 'precision'), three),
      figure('ROC AUC', value(report, 'roc_auc'), value(before, 'roc_auc'), three),
      figure('drifted columns', report.drift_share, before?.drift_share, percent, points),
      figure('share of strokes', report.stroke_share?.value, before?.stroke_share?.value, percent, points),
    ),
  );
}

function trends(name, reports) {
  if (reports.length < 2) return [];
  const mark = { act: 'alarm', watch: 'noted' };
  const line = (label, of) => ({
    name: label,
    points: reports
      .map((report, x) => ({ x, ...of(report), label: `${report.name}: ${words[report.level]}`, mark: mark[report.level] }))
      .filter(({ y }) => Number.isFinite(y)),
  });
  const measure = (key) => (report) => (report[key] ? { y: report[key].value, low: report[key].low, high: report[key].high } : {});
  const ticks = reports
    .map((report, at) => ({ at, text: report.date.slice(5) }))
    .filter((_, i) => i % Math.ceil(reports.length / 7) === 0);
  const x = { title: 'report of', ticks, min: -0.3, max: reports.length - 0.7 };
  const unit = { title: 'share', min: 0, max: 1 };
  const reading = 'Red: act; amber: watch. Bars are 95 % intervals.';
  return [
    element('h2', { textContent: `Trend: ${name.toLowerCase()}` }),
    element(
      'div',
      { className: 'plots' },
      ...[
        chart('Recall, precision and ROC AUC', reading, x, unit, [
          line('recall', measure('recall')),
          line('precision', measure('precision')),
          line('ROC AUC', measure('roc_auc')),
        ]),
        chart('Drifted columns', reading, x, unit, [line('share of drifted columns', (report) => ({ y: report.drift_share }))]),
        chart('Share of strokes', reading, x, { title: 'share', min: 0 }, [line('share of strokes', measure('stroke_share'))]),
      ].filter(Boolean),
    ),
  ];
}

function list(all) {
  const rows = all.map((report) => [
    { content: element('a', { className: 'name', href: address(report), textContent: report.name }), sort: report.name },
    { content: badge(report.level, report.level), sort: ['fine', 'watch', 'act'].indexOf(report.level) },
    { content: time(report.written), sort: report.written },
    estimate(report.recall),
    estimate(report.precision),
    estimate(report.roc_auc),
    { content: percent(report.drift_share), sort: report.drift_share },
    { content: report.verdict },
  ]);
  return [
    element('h2', { textContent: 'All reports' }),
    table(
      'Newest first',
      [
        { name: 'report' },
        { name: 'verdict', text: true },
        { name: 'written', text: true },
        { name: 'recall' },
        { name: 'precision' },
        { name: 'ROC AUC' },
        { name: 'drifted' },
        { name: 'in a sentence', fit: true },
      ],
      rows,
    ),
  ];
}

function writeNow() {
  const windows = element(
    'select',
    { ariaLabel: 'What to report on' },
    element('option', { value: '', textContent: 'the newest dataset' }),
    element('option', { value: '?window=scoring', textContent: 'scored patients' }),
  );
  const button = element('button', { type: 'button', textContent: 'Write a report now' });
  const said = element('span', { role: 'status' });
  button.addEventListener('click', async () => {
    button.disabled = true;
    said.textContent = 'Writing…';
    try {
      const answer = await ask(`/api/reports${windows.value}`, { method: 'POST', level: 'admin', purpose: 'write a report' });
      said.replaceChildren(answer.ok ? 'Written.' : fault(await explain(answer)));
      if (answer.ok) await refresh(false);
    } catch {
      said.replaceChildren(fault(unreachable));
    }
    button.disabled = false;
    expectNews(0);
  });
  return [element('span', {}, windows), button, said];
}

document.getElementById('actions').append(...writeNow());
refresh = await show('reports', load, draw);
