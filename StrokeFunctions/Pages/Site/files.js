// A place that takes a file, dropped or chosen; and the first rows of a CSV for a preview.
import { element } from './dom.js';

const previewBytes = 4096;
const previewRows = 5;

export function acceptFiles(drop, chooser, take) {
  chooser.addEventListener('change', () => chooser.files.length > 0 && take(chooser.files[0]));
  for (const name of ['dragenter', 'dragover'])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) take(event.dataTransfer.files[0]);
  });
}

export const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// The first rows as the file holds them, for the eye: the app itself reads the file with all its rules.
export async function firstRows(file) {
  const text = await file.slice(0, previewBytes).text();
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (file.size > previewBytes) lines.pop();
  const delimiter = [';', '\t', ','].find((one) => (lines[0] ?? '').includes(one)) ?? ',';
  const cells = lines.slice(0, previewRows + 1).map((line) => line.split(delimiter).map((cell) => cell.replace(/^"|"$/g, '')));
  if (cells.length < 2) return null;
  const caption = `The first ${cells.length - 1} rows of ${file.name} (${size(file.size)})`;
  return element(
    'div',
    { className: 'wide', tabIndex: 0, role: 'region', ariaLabel: caption },
    element(
      'table',
      {},
      element('caption', { textContent: caption }),
      element('thead', {}, element('tr', {}, ...cells[0].map((name) => element('th', { scope: 'col', textContent: name })))),
      element('tbody', {}, ...cells.slice(1).map((row) => element('tr', {}, ...row.map((cell) => element('td', { textContent: cell }))))),
    ),
  );
}

// A progress bar that becomes "working" when everything is sent.
export function progressBar(sending, working) {
  const text = element('span', { textContent: sending });
  const bar = element('progress', { max: 1, value: 0, ariaLabel: sending });
  const step = (done) => {
    bar.value = done;
    text.textContent = done < 1 ? `${sending} ${Math.round(100 * done)}%` : working;
    if (done >= 1) bar.removeAttribute('value');
  };
  return { element: element('p', { className: 'buttons', role: 'status' }, bar, text), step };
}
