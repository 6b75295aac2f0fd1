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

// Shows a page's content, and says what is wrong if it can't; again whenever there is news or another key. load reads what draw shows.
// What is asked for meanwhile follows. Nothing is redrawn under an open dialog: what it was about would be gone.
export async function show(place, load, draw, { again = true } = {}) {
  const container = document.getElementById(place);
  let running = null;
  let next = null;
  const once = async (quiet) => {
    try {
      let found;
      do found = await load(quiet);
      while (await waitedForDialog());
      keepFocus(() => container.replaceChildren(...[draw(found)].flat(2).filter(Boolean)));
    } catch (problem) {
      if (!quiet || problem.status !== 401)
        container.replaceChildren(
          element('div', { className: 'verdict act', role: 'alert' }, element('p', { textContent: problem.message }), retry(refresh)),
        );
    }
  };
  const all = async () => {
    while (next !== null) {
      const { quiet } = next;
      next = null;
      await once(quiet);
    }
    running = null;
    document.documentElement.dataset.ready = 'true';
  };
  const refresh = (quiet) => {
    next = { quiet: quiet && (next?.quiet ?? true) };
    return (running ??= all());
  };
  if (again) onNews(() => refresh(true));
  document.addEventListener('key-changed', () => refresh(true));
  await refresh(false);
  return refresh;
}

// Waits until no dialog is open; whether one was.
async function waitedForDialog() {
  let dialog = document.querySelector('dialog[open]');
  const waited = dialog !== null;
  for (; dialog !== null; dialog = document.querySelector('dialog[open]'))
    await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return waited;
}

// Whoever is at a control stays at it, with what was typed, though it is made anew; at the content where it is gone.
function keepFocus(replace) {
  const main = document.getElementById('main');
  const was = document.activeElement;
  const key = (control) =>
    [control.closest('tr')?.querySelector('.name, a')?.textContent, control.tagName, control.id, control.textContent].join('|');
  const wanted = main.contains(was) && was !== main ? key(was) : null;
  replace();
  if (wanted === null || was.isConnected) return;
  const is = [...main.querySelectorAll('a, button, input, select, summary, [tabindex]')].find((control) => key(control) === wanted);
  if (is instanceof HTMLInputElement && is.type !== 'checkbox') is.value = was.value;
  (is ?? main).focus({ preventScroll: true });
}

function retry(refresh) {
  const button = element('button', { type: 'button', className: 'plain', textContent: 'Try again' });
  button.addEventListener('click', () => refresh(false));
  return button;
}
