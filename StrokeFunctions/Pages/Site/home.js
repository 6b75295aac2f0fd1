import { ask, explain, hasKey, openWithKey } from './access.js';
import { draw, element, percent } from './answer.js';
import { scoreFile } from './batch.js';

const form = document.getElementById('patient');
const answerPlace = document.getElementById('answer');
const fields = [...form.querySelectorAll('.field')].map((field) => ({
  kind: field.dataset.kind,
  control: field.querySelector('input, select'),
  fault: field.querySelector('.fault'),
}));
const shownReports = 10;
let evaluation = null;

// What a control holds, as the API takes it; undefined if it is not allowed.
function valueOf({ kind, control }) {
  if (kind === 'word') return control.value;
  if (kind === 'flag') return Number(control.value);
  if (control.validity.badInput) return undefined;
  if (control.value === '') return control.dataset.missing === 'true' ? null : undefined;
  const value = Number(control.value);
  const low = Number(control.min);
  return value <= Number(control.max) && (control.dataset.over === 'true' ? value > low : value >= low) ? value : undefined;
}

function setFault(field, message) {
  field.fault.textContent = message;
  if (message === '') field.control.removeAttribute('aria-invalid');
  else field.control.setAttribute('aria-invalid', 'true');
}

function check(field) {
  setFault(field, valueOf(field) === undefined ? `Allowed: ${field.control.dataset.allowed}.` : '');
}

async function scorePatient(event) {
  event.preventDefault();
  document.getElementById('form-fault').textContent = '';
  fields.forEach(check);
  const wrong = fields.find((field) => field.control.hasAttribute('aria-invalid'));
  if (wrong !== undefined) return wrong.control.focus();
  const patient = Object.fromEntries(fields.map((field) => [field.control.name, valueOf(field)]));
  const button = form.querySelector('button[type=submit]');
  button.disabled = true;
  try {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await ask('/api/score', { method: 'POST', headers, body: JSON.stringify(patient) });
    if (answer.ok) await show(await answer.json(), patient);
    else await refuse(answer);
  } catch (fault) {
    document.getElementById('form-fault').textContent = `The app could not be reached. ${fault.message}`;
  } finally {
    button.disabled = false;
  }
}

async function show(answer, patient) {
  if (evaluation === null) await readEvaluation();
  answerPlace.replaceChildren(...draw(answer, peersOf(patient)));
  const heading = document.getElementById('answer-h');
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'nearest' });
}

async function refuse(answer) {
  const problem = await answer.clone().json().catch(() => ({}));
  for (const error of problem.errors ?? []) {
    const field = fields.find(({ control }) => error.pointer === `/${control.name}`);
    const hint = error.hint ? ` Perhaps ${error.hint}?` : '';
    if (field !== undefined) setFault(field, `Found ${error.found}. Allowed: ${error.allowed}.${hint}`);
  }
  document.getElementById('form-fault').textContent = await explain(answer);
  answerPlace.replaceChildren(element('p', { className: 'note', textContent: 'No answer: the app could not score this.' }));
}

// The share who have had a stroke among hold-out patients of the same age band and sex, as the champion's manifest has them;
// of each alone where those are few.
function peersOf(patient) {
  const sameAge = (value) => {
    const [from, to] = value.startsWith('under') ? [0, Number(value.match(/\d+/)[0])]
      : value.endsWith('over') ? [Number(value.match(/\d+/)[0]), Infinity]
        : [Number(value.split('-')[0]), Number(value.split('-')[1]) + 1];
    return patient.age >= from && patient.age < to;
  };
  const labels = {
    'age and gender': ([age, gender]) => sameAge(age) && gender === patient.gender && `${gender} patients, ${age} years`,
    age: ([age]) => sameAge(age) && `Patients of ${age} years`,
    gender: ([gender]) => gender === patient.gender && `${gender} patients`,
  };
  const peers = (evaluation?.subgroups ?? []).filter(({ patients }) => patients >= 20)
    .map(({ name, value, patients, strokes }) => ({ name, label: labels[name]?.(value.split(', ')), share: strokes / patients }))
    .filter(({ label }) => label);
  const both = peers.filter(({ name }) => name === 'age and gender');
  return both.length > 0 ? both : peers;
}

async function readEvaluation() {
  const answer = await ask('/api/models/champion', {}, true);
  if (answer.ok) evaluation = (await answer.json()).evaluation ?? {};
}

const ago = (seconds) => seconds < 90 ? 'just now' : seconds < 5400 ? `${Math.round(seconds / 60)} minutes ago`
  : seconds < 129600 ? `${Math.round(seconds / 3600)} hours ago` : `${Math.round(seconds / 86400)} days ago`;

async function showState() {
  const place = document.getElementById('model-state');
  const health = await fetch('/api/health/ready').then((answer) => answer.json()).catch(() => null);
  if (health === null) return place.replaceChildren('The app does not answer.');
  const words = { ready: ['fine', 'Ready'], degraded: ['watch', 'Degraded'], waiting: ['act', 'Waiting'] };
  const word = words[health.status] ?? ['watch', health.status];
  const training = health.last_training_seconds_ago === null ? '' : ` Last training ${ago(health.last_training_seconds_ago)}.`;
  place.replaceChildren(element('span', { className: `word-${word[0]}`, textContent: `${word[1]}.` }), ` ${health.reason}${training}`);
  await readEvaluation();
  const overall = evaluation?.overall;
  if (overall) {
    place.append(` On hold-out patients it flags ${percent(overall.recall.value)} of those who have had a stroke (recall);`
      + ` of those it flags, ${percent(overall.precision.value)} have had one (precision).`);
  }
}

async function showReports() {
  const answer = await ask('/api/reports', { headers: { Accept: 'application/json' } }, true).catch(() => null);
  needsKey = answer?.status === 401;
  if (!answer?.ok) return document.getElementById('report-state').replaceChildren();
  const reports = (await answer.json()).slice(0, shownReports).map(reportLine);
  const last = reports.length === 0 ? ['No report has been written yet.'] : ['Last report: ', ...reports[0]];
  document.getElementById('report-state').replaceChildren(...last);
  document.getElementById('earlier-reports').replaceChildren(...reports.slice(1).map((line) => element('li', {}, ...line)));
  document.getElementById('earlier').hidden = reports.length < 2;
}

function reportLine(report) {
  const link = element('a', { href: report.html, textContent: report.name });
  link.addEventListener('click', followLink);
  return [link, '. ', element('span', { className: `word-${report.level}`, textContent: report.verdict })];
}

function followLink(event) {
  if (hasKey() || needsKey) openWithKey(event);
}

async function showAll() {
  evaluation = null;
  await Promise.all([showState(), showReports()]);
}

let needsKey = false;
form.addEventListener('submit', scorePatient);
// Pressing the button does not leave the field first: a fault shown at that moment would move the button from under the pointer.
form.querySelector('button[type=submit]').addEventListener('mousedown', (event) => event.preventDefault());
for (const field of fields) field.control.addEventListener('change', () => check(field));
for (const link of document.querySelectorAll('[data-needs-key]')) link.addEventListener('click', followLink);

const drop = document.getElementById('drop');
const chooser = document.getElementById('file');
const fileAnswer = document.getElementById('file-answer');
chooser.addEventListener('change', () => chooser.files.length > 0 && scoreFile(chooser.files[0], fileAnswer));
for (const name of ['dragenter', 'dragover']) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add('over'); });
}
for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) scoreFile(event.dataTransfer.files[0], fileAnswer);
});

document.addEventListener('key-changed', showAll);
await showAll();
document.documentElement.dataset.ready = 'true';
