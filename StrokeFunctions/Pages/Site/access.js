// Requests to the app, with a key where one is needed. Keys live in session storage only: they end with the tab.
import { element } from './dom.js';

const levels = ['function', 'datasets', 'admin'];
const place = (level) => `stroke-functions-key-${level}`;
const stored = (level) => sessionStorage.getItem(place(level));

export const hasKey = () => levels.some((level) => stored(level) !== null);

export function forgetKeys() {
  levels.forEach((level) => sessionStorage.removeItem(place(level)));
  document.dispatchEvent(new Event('key-changed'));
}

// The key of the level itself, else one that opens more.
function keyFor(level) {
  return (
    levels
      .slice(levels.indexOf(level))
      .map(stored)
      .find((key) => key !== null) ?? null
  );
}

// Asks until the answer is something else than "a key is needed", or the person gives up: then the last answer is returned.
// level says which key; with quiet set, it does not ask.
export async function ask(path, { level = 'function', quiet = false, purpose = 'see this', ...options } = {}) {
  while (true) {
    const key = keyFor(level);
    const headers = { ...options.headers, ...(key === null ? {} : { 'x-functions-key': key }) };
    const answer = await fetch(path, { ...options, headers });
    if (answer.status !== 401 || quiet || !(await askForKey(level, purpose, key !== null))) return answer;
  }
}

// Sends a file with progress, which fetch can't tell. Returns { status, headers, text }.
export async function send(path, file, { level = 'function', purpose, progress, type = 'text/csv' }) {
  while (true) {
    const key = keyFor(level);
    const answer = await sendOnce(path, file, type, key, progress);
    if (answer.status !== 401 || !(await askForKey(level, purpose, key !== null))) return answer;
  }
}

function sendOnce(path, file, type, key, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Content-Type', type);
    if (key !== null) request.setRequestHeader('x-functions-key', key);
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onload = () =>
      resolve({
        status: request.status,
        ok: request.status < 300,
        text: request.responseText,
        json: async () => JSON.parse(request.responseText),
      });
    request.onerror = () => reject(new Error('The connection broke.'));
    request.send(file);
  });
}

// JSON from the app; throws with what it said if it refuses.
export async function read(path, options) {
  const answer = await ask(path, { ...options, headers: { Accept: 'application/json', ...options?.headers } }).catch(() => {
    throw new Error(unreachable);
  });
  if (!answer.ok) throw Object.assign(new Error(await explain(answer)), { status: answer.status });
  return answer.json();
}

export const unreachable = 'The app could not be reached. Is it running? Nothing was lost; try again.';

// What a problem+json answer says, in one line.
export async function explain(answer) {
  try {
    const problem = await answer.json();
    return [problem.title, problem.detail].filter(Boolean).join(' ');
  } catch {
    return `The app answered ${answer.status}.`;
  }
}

// One dialog at a time: requests that need the same key wait for it together.
let asking = null;

function askForKey(level, purpose, wasWrong) {
  asking ??= open(level, purpose, wasWrong).finally(() => {
    asking = null;
  });
  return asking;
}

function open(level, purpose, wasWrong) {
  const note = element('p', {
    id: 'key-note',
    textContent: wasWrong
      ? `That key does not open this. To ${purpose}, the ${level} key is needed.`
      : `To ${purpose}, the ${level} key is needed. Whoever runs this app can give it to you. ` +
        'It is kept until this tab is closed, and nowhere else.',
  });
  const input = element('input', { id: 'key', type: 'password', autocomplete: 'off', required: true });
  const cancel = element('button', { type: 'button', className: 'plain', textContent: 'Cancel' });
  const name = `${level[0].toUpperCase()}${level.slice(1)} key`;
  const dialog = element(
    'dialog',
    { 'aria-labelledby': 'key-h' },
    element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'key-h', textContent: `${name} needed` }),
      note,
      element('label', { htmlFor: 'key', textContent: name }),
      input,
      element('p', { className: 'buttons' }, element('button', { type: 'submit', value: 'use', textContent: 'Use this key' }), cancel),
    ),
  );
  cancel.addEventListener('click', () => dialog.close('cancel'));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const given = dialog.returnValue === 'use' && input.value.trim() !== '';
        if (given) sessionStorage.setItem(place(level), input.value.trim());
        dialog.remove();
        if (given) document.dispatchEvent(new Event('key-changed'));
        resolve(given);
      },
      { once: true },
    );
  });
}
