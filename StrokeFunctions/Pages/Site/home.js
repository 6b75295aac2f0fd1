// One patient: the form, the answer, and "what if". No patient's data is ever part of an address.
import { ask, explain, read, unreachable } from './access.js';
import { draw } from './answer.js';
import { acceptFiles } from './files.js';
import { element, link } from './dom.js';
import { onNews } from './site.js';
import { preview } from './batch.js';

const waitBeforeRescoring = 150;
const form = document.getElementById('patient');
const answerPlace = document.getElementById('answer');
const formFault = document.getElementById('form-fault');
const nothingYet = [...answerPlace.childNodes];
const fields = [...form.querySelectorAll('.field')].map((field) => ({
  kind: field.dataset.kind,
  control: field.querySelector('input, select'),
  fault: field.querySelector('.fault'),
}));
let evaluation = null;
let scored = false;
let latest = 0;
let timer;

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

const check = (field) => setFault(field, valueOf(field) === undefined ? `Allowed: ${field.control.dataset.allowed}.` : '');

async function scorePatient(event) {
  event.preventDefault();
  fields.forEach(check);
  const wrong = fields.find((field) => field.control.hasAttribute('aria-invalid'));
  if (wrong !== undefined) return wrong.control.focus();
  const button = form.querySelector('button[type=submit]');
  button.disabled = true;
  await score(false);
  button.disabled = false;
}

// A changed value is scored at once, but not kept in the scoring log: nobody has such values.
function whatIf(field) {
  check(field);
  clearTimeout(timer);
  if (scored && fields.every((one) => valueOf(one) !== undefined)) timer = setTimeout(() => score(true), waitBeforeRescoring);
}

async function score(isWhatIf) {
  const turn = ++latest;
  formFault.textContent = '';
  const patient = Object.fromEntries(fields.map((field) => [field.control.name, valueOf(field)]));
  try {
    const answer = await ask(`/api/score${isWhatIf ? '?log=false' : ''}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(patient),
      purpose: 'score a patient',
      quiet: isWhatIf,
    });
    if (!answer.ok) return turn === latest && (await refuse(answer));
    const result = await answer.json();
    if (evaluation === null) await readEvaluation();
    if (turn === latest) show(result, patient, isWhatIf);
  } catch {
    formFault.textContent = unreachable;
  }
}

function show(answer, patient, isWhatIf) {
  answerPlace.replaceChildren(...draw(answer, peersOf(patient), isWhatIf));
  if (!isWhatIf) {
    const heading = document.getElementById('answer-h');
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: 'nearest' });
  }
  scored = true;
}

async function refuse(answer) {
  const problem = await answer
    .clone()
    .json()
    .catch(() => ({}));
  for (const error of problem.errors ?? []) {
    const field = fields.find(({ control }) => error.pointer === `/${control.name}`);
    if (field !== undefined)
      setFault(field, `Found ${error.found}. Allowed: ${error.allowed}.${error.hint ? ` Perhaps ${error.hint}?` : ''}`);
  }
  formFault.textContent = await explain(answer);
  answerPlace.replaceChildren(
    element(
      'p',
      { className: 'empty' },
      'No answer: the app could not score this. ',
      answer.status === 503 ? link('/app/datasets', 'Upload a dataset') : null,
    ),
  );
}

// The share who have had a stroke among hold-out patients of the same age band and sex, as the champion's manifest has them;
// of each alone where those are few.
function peersOf(patient) {
  const sameAge = (value) => {
    const [from, to] = value.startsWith('under')
      ? [0, Number(value.match(/\d+/)[0])]
      : value.endsWith('over')
        ? [Number(value.match(/\d+/)[0]), Infinity]
        : [Number(value.split('-')[0]), Number(value.split('-')[1]) + 1];
    return patient.age >= from && patient.age < to;
  };
  const labels = {
    'age and gender': ([age, gender]) => sameAge(age) && gender === patient.gender && `${gender} patients, ${age} years`,
    age: ([age]) => sameAge(age) && `Patients of ${age} years`,
    gender: ([gender]) => gender === patient.gender && `${gender} patients`,
  };
  const peers = (evaluation?.subgroups ?? [])
    .filter(({ patients, strokes }) => patients >= 20 && Number.isFinite(strokes))
    .map(({ name, value, patients, strokes }) => ({ name, label: labels[name]?.(value.split(', ')), share: strokes / patients }))
    .filter(({ label }) => label);
  const both = peers.filter(({ name }) => name === 'age and gender');
  return both.length > 0 ? both : peers;
}

async function readEvaluation() {
  evaluation = (await read('/api/models/champion?curves=false', { quiet: true }).catch(() => ({}))).evaluation ?? {};
}

form.addEventListener('submit', scorePatient);
form.addEventListener('reset', () => {
  clearTimeout(timer);
  latest++;
  scored = false;
  formFault.textContent = '';
  fields.forEach((field) => setFault(field, ''));
  answerPlace.replaceChildren(...nothingYet);
});
// Pressing the button does not leave the field first: a fault shown at that moment would move the button from under the pointer.
form.querySelector('button[type=submit]').addEventListener('mousedown', (event) => event.preventDefault());
for (const field of fields) {
  field.control.addEventListener('change', () => whatIf(field));
  field.control.addEventListener('input', () => scored && whatIf(field));
}
acceptFiles(document.getElementById('drop'), document.getElementById('file'), (file) =>
  preview(file, document.getElementById('file-answer')),
);
onNews(() => {
  evaluation = null;
});
document.documentElement.dataset.ready = 'true';
