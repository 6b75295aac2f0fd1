// Scores a CSV file: the app answers with the same file and four columns more.
import { explain, send, unreachable } from './access.js';
import { count, element, fault, faultsTable, percent } from './dom.js';
import { firstRows, progressBar } from './files.js';

// The columns that the answer adds: stroke_probability, at_risk, model_version, problem.
const added = /,([0-9.eE+-]*),([01]?),([^,"]*),("(?:[^"]|"")*")?$/;
const shownFaults = 50;

// Shows what is in the file, and scores it when the person says so.
export async function preview(file, place) {
  const button = element('button', { type: 'button', textContent: 'Score this file' });
  place.replaceChildren(...[await firstRows(file), element('p', {}, button)].filter(Boolean));
  button.addEventListener('click', () => scoreFile(file, place));
  button.focus();
}

async function scoreFile(file, place) {
  const bar = progressBar(`Sending ${file.name}`, 'Scoring…');
  place.replaceChildren(bar.element);
  try {
    const answer = await send('/api/score?explain=false', file, { purpose: 'score a file', progress: bar.step });
    place.replaceChildren(...(answer.ok ? summary(file.name, answer.text) : await refusal(answer)));
  } catch {
    place.replaceChildren(fault(unreachable));
  }
}

function summary(name, csv) {
  const rows = csv
    .split('\n')
    .slice(1)
    .map((line) => added.exec(line.trimEnd()))
    .filter((row) => row !== null);
  const scored = rows.filter((row) => row[1] !== '');
  const flagged = scored.filter((row) => row[2] === '1').length;
  const problems = rows.filter((row) => row[4]);
  const link = element('a', {
    className: 'button',
    href: URL.createObjectURL(new Blob([csv], { type: 'text/csv' })),
    download: name.replace(/(\.csv)?$/i, '-scored.csv'),
    textContent: 'Download the scored file',
  });
  const cards = [
    ['scored', scored.length],
    ['flagged', flagged],
    ['faulty', problems.length],
  ].map(([what, number]) =>
    element(
      'div',
      { className: 'card' },
      element('dt', { textContent: what }),
      element('dd', { className: 'big', textContent: count(number) }),
    ),
  );
  return [
    element(
      'p',
      {},
      element('strong', { textContent: `${count(scored.length)} ${scored.length === 1 ? 'patient' : 'patients'} scored` }),
      scored.length === 0 ? '' : `, ${count(flagged)} of them flagged (${percent(flagged / scored.length)}).`,
    ),
    element('dl', { className: 'cards' }, ...cards),
    element('p', {}, link),
    ...(problems.length === 0
      ? []
      : [
          faults(problems),
          problems.length > shownFaults
            ? element('p', { className: 'note', textContent: `The first ${shownFaults} rows; the scored file names all.` })
            : '',
        ]),
  ];
}

function faults(problems) {
  return faultsTable(
    'Rows that were not scored',
    problems
      .slice(0, shownFaults)
      .flatMap((row) => row[4].slice(1, -1).replaceAll('""', '"').split('; '))
      .map((text) => {
        const part = /^(?:line (\d+), )?([^:]+): found (.*), allowed (.*?)(?:, meant (.*)\?)?$/.exec(text);
        return part === null ? { found: text } : { line: part[1], column: part[2], found: part[3], allowed: part[4], hint: part[5] };
      }),
  );
}

async function refusal(answer) {
  const { errors = [] } = await answer.json().catch(() => ({}));
  return [fault(await explain(answer)), ...(errors.length === 0 ? [] : [faultsTable('What is wrong', errors)])];
}
