// What happened to the models as a time line, and who served at a moment.
import { read } from './access.js';
import { badge, by, element, link, reason, time, words } from './dom.js';
import { short } from './site.js';

const shownEvents = 12;

export function who() {
  const at = element('input', { type: 'datetime-local', id: 'at', required: true });
  const answer = element('span', { role: 'status' });
  const form = element(
    'form',
    { className: 'buttons' },
    element('label', { htmlFor: 'at', textContent: 'Who served on' }),
    element('span', {}, at),
    element('button', { type: 'submit', className: 'plain', textContent: 'Show' }),
    answer,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const { version } = await read(`/api/models/events?at=${encodeURIComponent(new Date(at.value).toISOString())}`);
      answer.textContent = version === undefined || version === null ? 'None served then.' : `${short(version)} served then.`;
    } catch (problem) {
      answer.textContent = problem.message;
    }
  });
  return form;
}

export function events(all) {
  const newest = [...all].reverse();
  const item = (event) =>
    element(
      'li',
      { className: event.kind === 'promoted' ? 'served' : event.kind === 'rejected' ? 'refused' : '' },
      time(event.at),
      ' ',
      badge(words(event.kind), event.kind === 'promoted' ? 'fine' : event.kind === 'rejected' ? 'act' : ''),
      ' ',
      event.version ? element('span', { className: 'name', title: event.version, textContent: short(event.version) }) : null,
      event.version ? ' ' : null,
      event.dataset ? link(`/app/dataset?name=${encodeURIComponent(event.dataset.name)}`, event.dataset.name) : null,
      element('br'),
      element('span', { className: 'note', textContent: `${by(event)} ` }),
      ...reason(event.reason),
    );
  const older = newest.slice(shownEvents);
  return [
    element('ol', { className: 'line' }, ...newest.slice(0, shownEvents).map(item)),
    older.length === 0
      ? null
      : element(
          'details',
          {},
          element('summary', { textContent: `${older.length} earlier` }),
          element('ol', { className: 'line' }, ...older.map(item)),
        ),
  ];
}
