// One upload: its state, the reason, its faults, what it brought, drift against the champion, the decision with its evidence.
import { ask, explain, read, unreachable } from './access.js';
import { changeButton } from './change.js';
import { address, progress, stateOf } from './datasets.js';
import { badge, by, count, element, estimate, faultsTable, link, reason, sentence, share, table, time, words } from './dom.js';
import { size } from './files.js';
import { expectNews, short, show } from './site.js';

const name = new URLSearchParams(location.search).get('name') ?? '';
let refresh;

const load = (quiet) =>
  Promise.all([
    read(`/api/datasets/${encodeURIComponent(name)}`, { quiet, purpose: 'see the dataset' }),
    read('/api/reports', { quiet: true }).catch(() => []),
    fetch('/api/health/ready')
      .then((answer) => answer.json())
      .catch(() => ({})),
  ]);

function draw([{ dataset, summary, history }, reports, health]) {
  choices(dataset);
  const training = health.training?.dataset === name ? health.training : null;
  const evidence = history.find((event) => event.evidence && event.dataset?.etag === dataset.etag)?.evidence;
  return [
    verdict(dataset, training),
    facts(
      dataset,
      summary,
      reports.filter((report) => report.source === name),
    ),
    element(
      'div',
      { className: 'two' },
      brought(dataset.comparison),
      element('div', {}, tests(evidence?.tests), decision(evidence?.promotion)),
    ),
    ...faultTable(summary, dataset),
    ...past(history),
  ];
}

function verdict(dataset, training) {
  const [state, kind] = stateOf(dataset);
  return element(
    'div',
    { className: `verdict ${kind === 'current' ? '' : kind}` },
    element('p', {}, badge(state, kind)),
    element('p', { textContent: sentence(dataset.reason) || (training ? '' : 'It has not been worked on yet.') }),
    training ? progress(training) : null,
  );
}

function facts(dataset, summary, reports) {
  const rows = [
    ['uploaded', time(dataset.last_modified)],
    ['size', size(dataset.length)],
    summary?.row_count > 0 && ['rows', `${count(summary.row_count)}, ${count(summary.faulty_row_count)} of them set aside`],
    dataset.decided_at && ['decided', time(dataset.decided_at)],
    dataset.version && [
      'model',
      element('a', {
        href: `/app/training?version=${encodeURIComponent(dataset.version)}`,
        textContent: `${short(dataset.version)}, training report`,
      }),
    ],
    reports.length > 0 && [
      'drift against the champion',
      element('a', { href: `/app/report?name=${encodeURIComponent(reports[0].name)}`, textContent: reports[0].verdict }),
    ],
  ].filter(Boolean);
  return element(
    'dl',
    { className: 'facts' },
    ...rows.flatMap(([what, value]) => [element('dt', { textContent: what }), element('dd', {}, value)]),
  );
}

const counts = {
  rows: 'rows taken',
  faulty_rows: 'rows set aside as faulty',
  repeat_records: 'further rows of a patient',
  patients: 'patients',
  new_patients: 'new patients',
  repeated_patients: 'known, as before',
  changed_patients: 'known, with other values',
  contradictory_patients: 'known, same values, another outcome',
  outdated_patients: 'known from a later dataset',
  younger_patients: 'known, but younger than before',
  respelled_patients: 'known under another spelling of the id',
  recognised_patients: 'known under another id, by their values',
  known_to_champion: 'the champion was trained on',
};

function brought(c) {
  if (!c) return null;
  return table(
    'Compared with the training table',
    [{ name: 'what' }, { name: 'count' }],
    Object.entries(counts)
      .filter(([key]) => c[key] > 0 || key === 'new_patients')
      .map(([key, what]) => [what, c[key]])
      .map(([what, value]) => [what, { content: Number.isInteger(value) ? count(value) : share(value), sort: value }]),
  );
}

const figure = (value) => (Number.isInteger(value) ? count(value) : share(value, 4));

// Which side of its limit a criterion asks for.
const side = ({ value, limit, holds }) => (value === limit && !holds ? 'not' : holds === value >= limit ? 'at least' : 'at most');

function decision(promotion) {
  if (!promotion) return null;
  const rows = (promotion.criteria ?? []).map((one) => [
    one.name,
    { content: figure(one.value), sort: one.value },
    { content: `${side(one)} ${figure(one.limit)}`, sort: one.limit },
    { content: one.holds ? 'yes' : element('span', { className: 'word-act', textContent: 'no' }) },
  ]);
  const scores = promotion.champion
    ? table(
        `On the same ${count(promotion.patients)} patients`,
        [{ name: 'measure' }, { name: 'champion' }, { name: 'challenger' }],
        Object.keys(promotion.challenger).map((measure) => [
          words(measure),
          estimate(promotion.champion[measure]),
          estimate(promotion.challenger[measure]),
        ]),
      )
    : null;
  return element(
    'div',
    {},
    scores,
    table(
      'What was asked of the challenger',
      [{ name: 'criterion' }, { name: 'measured' }, { name: 'limit' }, { name: 'met', text: true }],
      rows,
    ),
  );
}

function tests(all) {
  if (!Array.isArray(all) || all.length === 0) return null;
  const rows = all.map((test) => [words(String(test.measure)), share(test.reference), share(test.current), share(test.adjusted_p_value)]);
  return table(
    'Has the champion become worse?',
    [{ name: 'measure' }, { name: 'before' }, { name: 'on new patients' }, { name: 'adjusted p' }],
    rows,
  );
}

function faultTable(summary) {
  const faults = summary?.faults ?? [];
  if (faults.length === 0) return [];
  const cells = faults.map((one) => [String(one.line ?? ''), one.column ?? '', one.found ?? '', one.allowed ?? '', one.hint ?? '']);
  const csv = [['line', 'column', 'found', 'allowed', 'hint'], ...cells].map((row) => row.map(quoted).join(',')).join('\r\n');
  const download = element('a', {
    className: 'button plain',
    href: URL.createObjectURL(new Blob([csv], { type: 'text/csv' })),
    download: name.replace(/(\.csv)?$/i, '-faults.csv'),
    textContent: 'Download the faults as CSV',
  });
  const total = summary.fault_count ?? faults.length;
  const rejected = summary.faulty_row_count > 0 ? rejectedRows() : null;
  return [
    element('h2', { textContent: 'Faults' }),
    element(
      'p',
      {},
      `${count(total)} ${total === 1 ? 'fault' : 'faults'}${total > faults.length ? `, the first ${faults.length} are listed` : ''}. `,
      download,
      ' ',
      rejected,
    ),
    faultsTable('What was found, and what is allowed', faults),
  ];
}

// The rows as they came, to mend and send again: behind a key, which a link alone can't send.
function rejectedRows() {
  const button = element('button', { type: 'button', className: 'plain', textContent: 'Download the rejected rows' });
  const said = element('span', { role: 'status' });
  button.addEventListener('click', async () => {
    const path = `/api/datasets/${encodeURIComponent(name)}/rejected`;
    const answer = await ask(path, { level: 'datasets', purpose: 'download the rejected rows' }).catch(() => null);
    if (!answer?.ok) {
      said.textContent = answer === null ? unreachable : await explain(answer);
      return;
    }
    element('a', { href: URL.createObjectURL(await answer.blob()), download: `rejected-${name}` }).click();
    said.textContent = '';
  });
  return element('span', {}, button, said);
}

// A cell that begins as a formula is made text, so that a spreadsheet runs nothing that a file brought.
const quoted = (cell) => `"${cell.replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;

function past(history) {
  if (history.length === 0) return [];
  return [
    element('h2', { textContent: 'History' }),
    element(
      'ol',
      { className: 'line' },
      ...history.map((event) =>
        element(
          'li',
          { className: event.kind === 'promoted' ? 'served' : event.kind === 'rejected' ? 'refused' : '' },
          time(event.at),
          ' ',
          badge(words(event.kind)),
          ' ',
          element('span', { className: 'name', textContent: short(event.version) }),
          element('br'),
          element('span', { className: 'note', textContent: `${by(event)} ` }),
          ...reason(event.reason),
        ),
      ),
    ),
  ];
}

function choices(dataset) {
  const actions = document.getElementById('actions');
  const path = `/api/datasets/${encodeURIComponent(name)}`;
  const done = () => expectNews(900).then(() => refresh(false));
  actions.replaceChildren(link('/app/datasets', 'All datasets'));
  if (dataset.state === 'taken_in') {
    actions.append(
      changeButton(
        'Withdraw',
        {
          title: `Withdraw ${name}`,
          action: 'Withdraw',
          level: 'datasets',
          path: `${path}/withdraw`,
          effect:
            'Its rows are taken out of the training table, which is made anew of the other datasets. The upload itself stays. ' +
            'Models that were trained on it stay. If one of them serves and is not pinned, the last champion before it that was not ' +
            'trained on it serves again.',
        },
        done,
      ),
    );
  }
  if (['set_aside', 'withdrawn'].includes(dataset.decision)) {
    actions.append(
      changeButton(
        'Let it in',
        {
          title: `Let ${name} in`,
          action: 'Let it in',
          level: 'datasets',
          path: `${path}/confirm`,
          effect:
            'Its rows enter the training table in spite of the reason given, and a training begins where one is needed. ' +
            'It can be withdrawn again.',
        },
        done,
      ),
    );
  }
}

if (name === '') location.replace(address('').replace(/dataset\?name=$/, 'datasets'));
document.getElementById('title').textContent = name;
document.title = `${name} · StrokeFunctions`;
refresh = await show('dataset', load, draw);
