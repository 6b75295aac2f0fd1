// What every page has: the state of the serving model in the bar, training progress, forgetting the key, and news without reloading.
// The app is asked every two seconds while something runs; while nothing runs, only when the page is looked at again.
import { forgetKeys, hasKey } from './access.js';
import { element, time, words } from './dom.js';

const everyMilliseconds = 2000;
const lostMilliseconds = 10_000;
const bar = document.querySelector('.bar');
const serving = element('a', { id: 'serving', className: 'serving', href: '/app/models', textContent: 'Asking for the model…' });
const forget = element('button', { type: 'button', id: 'forget-key', className: 'link', hidden: true, textContent: 'Forget the key' });
const activity = element('div', { id: 'activity', role: 'status', hidden: true });
bar.append(serving, forget, activity);

let health;
let timer;
let waitingUntil = 0;

// Calls back with the health answer whenever something has changed that a page may show: another model, a training begun or
// ended, a report.
export function onNews(listener) {
  document.addEventListener('news', () => listener(health));
}

// Something was started elsewhere, such as an upload: look out for it for a while even if nothing runs yet.
export function expectNews(seconds = 60) {
  waitingUntil = Date.now() + 1000 * seconds;
  return look();
}

export const stopExpecting = () => {
  waitingUntil = 0;
};

async function look() {
  clearTimeout(timer);
  const before = health;
  health = await fetch('/api/health/ready')
    .then((answer) => answer.json())
    .catch(() => null);
  showModel();
  showTraining();
  const runs = Boolean(health?.training) || Date.now() < waitingUntil;
  if (!document.hidden && (runs || health === null)) timer = setTimeout(look, health === null ? lostMilliseconds : everyMilliseconds);
  if (
    before !== undefined &&
    (fingerprint(before) !== fingerprint(health) || (runs && !before?.training !== !health?.training) || Date.now() < waitingUntil)
  ) {
    document.dispatchEvent(new Event('news'));
  }
}

// Ages grow by themselves; that the last report is younger than before is news.
function fingerprint(state) {
  const moment = (seconds) => (seconds === null || seconds === undefined ? 'never' : Math.round((Date.now() / 1000 - seconds) / 5));
  return state === null
    ? 'lost'
    : [state.status, state.model?.version, Boolean(state.training), moment(state.last_report_seconds_ago)].join();
}

function showModel() {
  const [kind, text] =
    health === null
      ? ['act', 'The app does not answer']
      : ({
          ready: ['fine', `Model of ${short(health.model.version).slice(0, 10)} serves`],
          degraded: ['watch', 'Degraded'],
          waiting: ['act', 'No model yet'],
        }[health.status] ?? ['watch', words(health.status)]);
  serving.className = `serving is-${kind}`;
  serving.textContent = text;
  serving.title = health?.reason ?? 'It is asked again every ten seconds.';
}

// A version by its moment in the reader's zone; whole where it isn't made of one.
export function short(version) {
  const part = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(version ?? '');
  if (part === null) return version ?? '';
  const [, year, month, day, hour, minute, second] = part;
  return `${time(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).textContent}:${second}`;
}

function showTraining() {
  const training = health?.training;
  activity.hidden = !training;
  if (!training) return;
  const done = training.share_done ?? 0;
  activity.replaceChildren(
    element(
      'span',
      {},
      'Working on ',
      element('a', { href: `/app/dataset?name=${encodeURIComponent(training.dataset)}`, textContent: training.dataset }),
      `: ${training.phase}`,
    ),
    element('progress', { max: 1, value: done, ariaLabel: `${training.dataset}: share done` }),
    element('span', { textContent: `${Math.round(100 * done)}% after ${Math.round(training.running_seconds)} s` }),
  );
}

document.addEventListener('visibilitychange', () => document.hidden || look());
document.addEventListener('key-changed', () => {
  forget.hidden = !hasKey();
});
forget.addEventListener('click', forgetKeys);
forget.hidden = !hasKey();
look();

// Shows a page's content, and says what is wrong if it can't; again whenever there is news or another key.
export async function show(place, draw, { again = true } = {}) {
  const container = document.getElementById(place);
  let running = false;
  const refresh = async (quiet) => {
    if (running) return;
    running = true;
    try {
      container.replaceChildren(...[await draw(quiet)].flat());
    } catch (problem) {
      if (!quiet || problem.status !== 401)
        container.replaceChildren(
          element('div', { className: 'verdict act', role: 'alert' }, element('p', { textContent: problem.message }), retry(refresh)),
        );
    } finally {
      running = false;
      document.documentElement.dataset.ready = 'true';
    }
  };
  if (again) onNews(() => refresh(true));
  document.addEventListener('key-changed', () => refresh(true));
  await refresh(false);
  return refresh;
}

function retry(refresh) {
  const button = element('button', { type: 'button', className: 'plain', textContent: 'Try again' });
  button.addEventListener('click', () => refresh(false));
  return button;
}
