// Every model version with its measures, who serves, the quality over versions, and the history.
import { read } from './access.js';
import { changeButton } from './change.js';
import { chart } from './chart.js';
import { badge, count, element, empty, estimate, first, link, table, time, words } from './dom.js';
import { events, who } from './history.js';
import { short, show } from './site.js';

const measures = [
  ['recall', 'recall'],
  ['precision', 'precision'],
  ['roc_auc', 'ROC AUC'],
  ['brier', 'Brier'],
  ['calibration_slope', 'calibration slope'],
];
const tagPattern = '[a-z0-9][a-z0-9._\\-]{0,62}';
const chosen = new Set();
let refresh;

const path = (version, rest) => `/api/models/${encodeURIComponent(version)}/${rest}`;

const load = (quiet) =>
  Promise.all([
    read('/api/models', { quiet, purpose: 'see the models' }),
    read('/api/models/events', { quiet, purpose: 'see the models' }),
  ]);

function draw([list, history]) {
  document.getElementById('actions').replaceChildren(pin(list));
  if (list.models.length === 0) {
    return empty(
      element('p', { textContent: 'There is no model yet. The first dataset gives one.' }),
      element('p', {}, link('/app/datasets', 'Upload a dataset')),
    );
  }
  return [
    state(list),
    versions(list),
    element(
      'div',
      { className: 'two' },
      element('div', {}, ...quality(list)),
      element('div', {}, element('h2', { textContent: 'History' }), who(), ...events(history.events)),
    ),
  ];
}

function state(list) {
  const serving = list.models.find((model) => model.version === list.champion);
  const text =
    serving === undefined
      ? 'No version serves.'
      : `${short(serving.version)} serves${list.pinned ? ', pinned: new versions are trained but don’t take over by themselves' : ''}.`;
  return element(
    'p',
    {},
    element('span', { className: serving ? 'word-fine' : 'word-act', textContent: text }),
    serving?.reason ? ` Why, when it was made: ${first(serving.reason)}` : '',
  );
}

function pin(list) {
  const done = () => refresh(false);
  return list.pinned
    ? changeButton(
        'Unpin',
        {
          title: 'Unpin',
          action: 'Unpin',
          path: '/api/models/unpin',
          effect: 'From the next training on, a better version takes over by itself again.',
        },
        done,
      )
    : changeButton(
        'Pin',
        {
          title: 'Pin the serving version',
          action: 'Pin',
          path: '/api/models/pin',
          effect:
            `${short(list.champion) || 'The serving version'} stays whatever is trained. ` +
            'New versions are still trained and published; promote them by hand.',
        },
        done,
      );
}

function versions(list) {
  const compare = element('a', { className: 'button', id: 'compare', textContent: 'Compare the two', hidden: chosen.size !== 2 });
  const mark = () => {
    const [one, other] = chosen;
    compare.hidden = chosen.size !== 2;
    compare.href = `/app/compare?one=${encodeURIComponent(one)}&other=${encodeURIComponent(other)}`;
  };
  mark();
  const rows = list.models.map((model) => [
    { content: [choose(model, mark), ' ', ...names(model, list)], sort: model.created_at },
    {
      content: [
        model.dataset === undefined ? '' : link(`/app/dataset?name=${encodeURIComponent(model.dataset)}`, model.dataset),
        element('small', { textContent: `${count(model.patients)} patients, ${count(model.strokes)} strokes` }),
      ],
      sort: model.patients,
    },
    {
      content: model.decision === undefined ? '' : element('span', { title: model.reason ?? '', textContent: words(model.decision) }),
      sort: model.decision ?? '',
    },
    ...measures.map(([name]) => measure(model, name)),
    { content: actions(model, list) },
  ]);
  return [
    element('p', {
      className: 'note',
      textContent: 'Tick two versions to compare them. Measures are on hold-out patients, with 95 % intervals.',
    }),
    table(
      'Versions, newest first',
      [
        { name: 'version' },
        { name: 'from', text: true },
        { name: 'decision', text: true },
        ...measures.map(([, name]) => ({ name })),
        { name: 'read and change', text: true },
      ],
      rows,
    ),
    element('p', {}, compare),
  ];
}

const measure = (model, name) => estimate(model.quality?.[name]);

function names(model, list) {
  const tags = Object.entries(list.tags)
    .filter(([, version]) => version === model.version)
    .map(([tag]) => tag);
  return [
    element('span', { className: 'name', title: model.version, textContent: short(model.version) }),
    ' ',
    model.version === list.champion ? badge('serves', 'fine') : null,
    model.version === list.champion && list.pinned ? badge('pinned', 'watch') : null,
    model.version === list.previous ? badge('previous') : null,
    ...tags.map((tag) => badge(tag, 'current')),
  ];
}

function actions(model, list) {
  const done = () => refresh(false);
  const tags = Object.entries(list.tags)
    .filter(([, version]) => version === model.version)
    .map(([tag]) => tag);
  const serves = model.version === list.champion;
  const isOlder = list.champion !== undefined && model.created_at < list.models.find((one) => one.version === list.champion)?.created_at;
  return element(
    'span',
    { className: 'buttons acts' },
    link(`/app/card?version=${encodeURIComponent(model.version)}`, 'card'),
    link(`/app/training?version=${encodeURIComponent(model.version)}`, 'training'),
    serves
      ? null
      : changeButton(
          isOlder ? 'Roll back' : 'Promote',
          {
            title: `${isOlder ? 'Roll back to' : 'Promote'} ${short(model.version)}`,
            action: isOlder ? 'Roll back' : 'Promote',
            path: path(model.version, 'promote'),
            effect: promotion(model, list),
          },
          done,
          'link',
        ),
    changeButton(
      'Tag',
      {
        title: `Tag ${short(model.version)}`,
        action: 'Tag',
        path: (tag) => path(model.version, `tags/${encodeURIComponent(tag)}`),
        effect: 'A tag names a version and keeps it from being deleted. If another version has the tag, it moves here.',
        field: { label: 'Tag', pattern: tagPattern, title: 'Lower-case letters, digits, dots, hyphens and underscores' },
      },
      done,
      'link',
    ),
    ...tags.map((tag) =>
      changeButton(
        `Untag ${tag}`,
        {
          title: `Take the tag ${tag} away`,
          action: 'Untag',
          method: 'DELETE',
          path: path(model.version, `tags/${encodeURIComponent(tag)}`),
          effect: 'Without a tag, an old version that does not serve may be deleted.',
        },
        done,
        'link',
      ),
    ),
  );
}

function promotion(model, list) {
  const instead = list.champion ? ` in place of ${short(list.champion)}, which stays and can be promoted again` : '';
  const next = list.pinned ? 'It stays pinned.' : 'The next better version may take over by itself; pin to prevent that.';
  return `From the next seconds on, ${short(model.version)} scores every patient${instead}. ${next}`;
}

function choose(model, mark) {
  const box = element('input', { type: 'checkbox', checked: chosen.has(model.version), ariaLabel: `Compare ${short(model.version)}` });
  box.addEventListener('change', () => {
    if (box.checked) chosen.add(model.version);
    else chosen.delete(model.version);
    mark();
  });
  return box;
}

// The day; the time where all are of one day.
const day = (at, models) => time(at).textContent.slice(...(models.every((one) => sameDay(one.created_at, at)) ? [11] : [5, 10]));
const sameDay = (one, other) => time(one).textContent.slice(0, 10) === time(other).textContent.slice(0, 10);

function quality(list) {
  const models = [...list.models].reverse();
  if (models.length < 2) return [];
  const ticks = models
    .map((model, at) => ({ at, text: day(model.created_at, models) }))
    .filter((_, i) => i % Math.ceil(models.length / 7) === 0);
  const series = [
    ['recall', 'recall'],
    ['precision', 'precision'],
    ['roc_auc', 'ROC AUC'],
  ].map(([name, label]) => ({
    name: label,
    points: models
      .map((model, x) => ({
        x,
        y: model.quality?.[name].value,
        low: model.quality?.[name].low,
        high: model.quality?.[name].high,
        label: short(model.version),
      }))
      .filter(({ y }) => Number.isFinite(y)),
  }));
  return [
    element('h2', { textContent: 'Quality over versions' }),
    chart(
      'Recall, precision and ROC AUC',
      'On hold-out patients, with 95 % intervals; each version on its own patients.',
      { title: 'trained on', ticks, min: -0.3, max: models.length - 0.7 },
      { title: 'share', min: 0, max: 1 },
      series,
    ),
  ];
}

refresh = await show('models', load, draw);
