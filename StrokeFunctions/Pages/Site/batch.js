// Scores a CSV file: the app answers with the same file and four columns more.
import { ask, explain } from './access.js';
import { element, percent } from './answer.js';

// The columns that the answer adds: stroke_probability, at_risk, model_version, problem.
const added = /,([0-9.eE+-]*),([01]?),([^,"]*),("(?:[^"]|"")*")?$/;
const shownProblems = 5;

export async function scoreFile(file, place) {
  place.replaceChildren(element('p', { textContent: `Scoring ${file.name}…` }));
  try {
    const answer = await ask('/api/score', { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: file });
    place.replaceChildren(...(answer.ok ? summary(file.name, await answer.text()) : await refusal(answer)));
  } catch (fault) {
    place.replaceChildren(element('p', { className: 'fault', textContent: `The app could not be reached. ${fault.message}` }));
  }
}

function summary(name, csv) {
  const rows = csv.split('\n').slice(1).map((line) => added.exec(line.trimEnd())).filter((row) => row !== null);
  const scored = rows.filter((row) => row[1] !== '');
  const atRisk = scored.filter((row) => row[2] === '1').length;
  const share = atRisk / scored.length;
  const problems = rows.filter((row) => row[4]);
  const link = element('a', {
    href: URL.createObjectURL(new Blob([csv], { type: 'text/csv' })),
    download: name.replace(/(\.csv)?$/i, '-scored.csv'),
    textContent: 'Download the scored file',
  });
  const parts = [
    element('div', { className: `verdict ${problems.length > 0 ? 'watch' : 'fine'}` },
      element('p', {}, element('strong', { textContent: `${counted(scored.length, 'patient')} scored` })),
      element('p', { textContent: scored.length === 0 ? '' : `${atRisk.toLocaleString('en')} flagged (${percent(share)}).` }),
      element('p', {}, link)),
  ];
  if (problems.length > 0) {
    const text = `${counted(problems.length, 'row')} ${problems.length === 1 ? 'was' : 'were'} not scored:`;
    const shown = problems.slice(0, shownProblems).map((row) => row[4].slice(1, -1).replaceAll('""', '"'));
    parts.push(element('p', { className: 'fault', textContent: text }));
    parts.push(element('ul', {}, ...shown.map((problem) => element('li', { textContent: problem }))));
    if (problems.length > shownProblems) parts.push(element('p', { className: 'note', textContent: 'The scored file names them all.' }));
  }
  return parts;
}

const counted = (count, what) => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

async function refusal(answer) {
  const problem = await answer.clone().json().catch(() => ({}));
  const faults = (problem.errors ?? []).map(({ line, column, found, allowed, hint }) => element('li', {
    textContent: [line && `Line ${line}:`, column && `${column}:`, `${found}. Allowed: ${allowed}.`, hint && `Perhaps ${hint}?`]
      .filter(Boolean).join(' '),
  }));
  return [element('p', { className: 'fault', textContent: await explain(answer) }), element('ul', {}, ...faults)];
}
