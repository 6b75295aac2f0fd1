// Every upload with what came of it; upload by drop, with its progress until the app has decided.
import { explain, read, send, unreachable } from './access.js';
import { badge, count, element, empty, fault, first, link, sentence, table, time, words } from './dom.js';
import { acceptFiles, firstRows, progressBar, size } from './files.js';
import { expectNews, show, stopExpecting } from './site.js';

const place = document.getElementById('upload');
let refresh;

export const stateOf = (entry) => {
  const decided = {
    promoted: ['promoted', 'fine'],
    kept_champion: ['champion kept', ''],
    not_needed: ['not needed', ''],
    set_aside: ['set aside', 'watch'],
    confirmed: ['let in', ''],
  }[entry.decision];
  return (
    { waiting: ['waiting', 'watch'], working: ['training', 'current'] }[entry.state] ??
    (entry.state === 'refused' ? ['rejected', 'act'] : (decided ?? [words(entry.state), '']))
  );
};

export const address = (name) => `/app/dataset?name=${encodeURIComponent(name)}`;

const load = (quiet) =>
  Promise.all([
    read('/api/datasets', { quiet, purpose: 'see the datasets' }),
    fetch('/api/health/ready')
      .then((answer) => answer.json())
      .catch(() => ({})),
  ]);

function draw([all, health]) {
  if (all.every((entry) => !['waiting', 'waiting_for_redelivery', 'working'].includes(entry.state))) stopExpecting();
  if (all.length === 0) return empty('No dataset has come yet. The first one gives the first model.');
  const rows = all.map((entry) => {
    const [state, kind] = stateOf(entry);
    const training = health.training?.dataset === entry.name ? health.training : null;
    const c = entry.comparison;
    return [
      { content: link(address(entry.name), entry.name), sort: entry.name },
      { content: [badge(state, kind), training ? progress(training) : null], sort: state },
      { content: sentence(first(entry.reason ?? '')), sort: entry.reason ?? '' },
      { content: time(entry.last_modified), sort: entry.last_modified },
      c ? { content: count(c.rows), sort: c.rows } : { content: '', sort: -1 },
      c
        ? {
            content: [count(c.new_patients), element('small', { textContent: `of ${count(c.patients)} patients` })],
            sort: c.new_patients,
          }
        : { content: '', sort: -1 },
      { content: size(entry.length), sort: entry.length },
    ];
  });
  return table(
    'All datasets, newest first',
    [
      { name: 'name' },
      { name: 'state', text: true },
      { name: 'why', fit: true },
      { name: 'uploaded', text: true },
      { name: 'rows' },
      { name: 'new' },
      { name: 'size' },
    ],
    rows,
  );
}

export function progress(training) {
  return element(
    'div',
    {},
    element('progress', { max: 1, value: training.share_done, ariaLabel: `${training.dataset}: share done` }),
    element('small', { textContent: `${training.phase}, ${Math.round(100 * training.share_done)}%` }),
  );
}

async function chosen(file) {
  const name = element('input', { id: 'name', value: file.name, required: true, autocomplete: 'off' });
  const form = element(
    'form',
    {},
    element('label', { htmlFor: 'name', textContent: 'Name of the dataset' }),
    element('p', { className: 'buttons' }, element('span', {}, name), element('button', { type: 'submit', textContent: 'Upload' })),
  );
  place.replaceChildren(...[await firstRows(file), form].filter(Boolean));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    upload(file, name.value.trim());
  });
  form.querySelector('button').focus();
}

async function upload(file, name) {
  const bar = progressBar(`Sending ${name}`, 'Being stored…');
  place.replaceChildren(bar.element);
  try {
    const answer = await send(`/api/datasets?name=${encodeURIComponent(name)}`, file, {
      level: 'datasets',
      purpose: 'upload a dataset',
      progress: bar.step,
    });
    if (!answer.ok) return place.replaceChildren(fault(await explain(answer)));
    place.replaceChildren(
      element(
        'p',
        { role: 'status' },
        element('span', { className: 'word-fine', textContent: 'Stored. ' }),
        link(address(name), name),
        ' is worked on now; its state below follows.',
      ),
    );
    await expectNews(900);
    await refresh(true);
  } catch {
    place.replaceChildren(fault(unreachable));
  }
}

const drop = document.getElementById('drop');
if (drop !== null) {
  acceptFiles(drop, document.getElementById('file'), chosen);
  refresh = await show('datasets', load, draw);
}
