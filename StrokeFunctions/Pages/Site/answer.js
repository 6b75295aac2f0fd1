// Draws the answer for one patient: the probability on a scale, and the reasons as bars that add up to it.
const svgNamespace = 'http://www.w3.org/2000/svg';

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export const percent = (share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`;

// "Of 100 patients like this, 21 have had a stroke": people read counts better than shares; of small shares, out of 1,000.
function inWords(probability) {
  const of = probability < 0.0995 ? 1000 : 100;
  const count = Math.round(of * probability);
  const strokes = count === 0 ? 'fewer than 1 has' : count === 1 ? '1 has' : `${count} have`;
  return `Of ${of.toLocaleString('en')} patients like this, ${strokes} had a stroke.`;
}

export function draw(answer, peers) {
  return [verdict(answer), ...doubts(answer), scale(answer, peers), ...reasons(answer), model(answer)];
}

function verdict(answer) {
  const [probability, threshold] = [percent(answer.stroke_probability), percent(answer.threshold)];
  return element('div', { className: `verdict ${answer.at_risk ? 'act' : 'fine'}` },
    element('p', {}, element('strong', { textContent: inWords(answer.stroke_probability) })),
    element('p', {
      textContent: answer.at_risk
        ? `Flagged: the probability of ${probability} is at or above the decision threshold of ${threshold}.`
        : `Not flagged: the probability of ${probability} is below the decision threshold of ${threshold}.`,
    }),
    element('p', { className: 'note', textContent: 'This is about strokes up to now, not the chance of one to come.' }));
}

function doubts(answer) {
  const lines = [];
  if (answer.uncertain) lines.push('The model is uncertain about this patient: treat the flag with care.');
  if (answer.out_of_distribution) {
    lines.push(`Unlike the patients that the model was trained on: ${answer.out_of_distribution_reasons.join('; ')}.`);
  }
  for (const warning of answer.warnings ?? []) lines.push(`${warning.pointer}: ${warning.found}.`);
  return lines.map((line) => element('p', { className: 'doubt', textContent: line }));
}

// A strip from 0 to a round number above everything on it, with the patient, the threshold and the patients to compare with;
// drawn as wide as the screen allows, so that its text is never scaled down.
function scale(answer, peers) {
  const marks = [
    { at: answer.stroke_probability, label: `This patient, ${percent(answer.stroke_probability)}`, kind: 'patient' },
    { at: answer.threshold, label: `Decision threshold, ${percent(answer.threshold)}`, kind: 'threshold' },
    ...peers.map((peer) => ({ at: peer.share, label: `${peer.label}, ${percent(peer.share)}`, kind: 'peer' })),
  ].sort((a, b) => b.at - a.at);
  const end = [0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1].find((limit) => marks.every((mark) => mark.at <= limit * 0.95)) ?? 1;
  const width = Math.max(280, Math.min(500, innerWidth - 64));
  const x = (share) => 10 + ((width - 20) * share) / end;
  const height = 62 + 22 * marks.length;
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': marks.map((mark) => mark.label).join('; ') });
  svg.append(shape('rect', { x: 10, y: 22, width: width - 20, height: 18, rx: 4, class: 'strip' }));
  const flagged = x(answer.threshold);
  svg.append(shape('rect', { x: flagged, y: 22, width: width - 10 - flagged, height: 18, rx: 4, class: 'strip-at-risk' }));
  for (const share of [0, end / 2, end]) {
    const anchor = share === 0 ? 'start' : share === end ? 'end' : 'middle';
    svg.append(text(x(share), 14, percent(share).replace('.0', ''), anchor, 'tick'));
  }
  const row = (i) => 62 + 22 * i;
  marks.forEach((mark, i) => {
    const top = mark.kind === 'patient' ? 16 : 22;
    svg.append(shape('line', { x1: x(mark.at), x2: x(mark.at), y1: top, y2: row(i), class: `mark ${mark.kind}` }));
  });
  marks.forEach((mark, i) => {
    const y = row(i);
    const left = x(mark.at) < width / 2;
    svg.append(shape('circle', { cx: x(mark.at), cy: y, r: 4, class: `dot ${mark.kind}` }));
    const kind = mark.kind === 'patient' ? 'label strong' : 'label';
    svg.append(text(x(mark.at) + (left ? 9 : -9), y + 5, mark.label, left ? 'start' : 'end', kind));
  });
  const note = peers.length > 0 ? 'Compared with the share who have had a stroke among hold-out patients.' : '';
  const caption = element('figcaption', { textContent: 'Probability and decision threshold' });
  return element('figure', {}, caption, svg, element('p', { textContent: note }));
}

function reasons(answer) {
  if (answer.reasons === undefined) return [];
  const largest = Math.max(...answer.reasons.map((reason) => Math.abs(reason.log_odds)), 0.1);
  const rows = answer.reasons.map((reason) => {
    const width = (100 * Math.abs(reason.log_odds)) / largest;
    const svg = shape('svg', { viewBox: '0 0 200 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    svg.append(shape('line', { x1: 100, x2: 100, y1: 0, y2: 10, class: 'axis' }));
    const less = reason.log_odds < 0;
    svg.append(shape('rect', { x: less ? 100 - width : 100, y: 1, width, height: 8, class: less ? 'less' : 'more' }));
    return element('li', {}, element('span', { textContent: `${reason.text}.` }), svg);
  });
  return [element('figure', {},
    element('figcaption', { textContent: 'Why' }),
    element('p', {},
      element('span', { className: 'word-less', textContent: '◄ lower' }), ' · ',
      element('span', { className: 'word-more', textContent: 'higher ►' }),
      ` Starting from ${percent(1 / (1 + Math.exp(-answer.base_log_odds)))}, the reasons add up to the answer exactly.`),
    element('ul', { className: 'reasons' }, ...rows))];
}

function model(answer) {
  return element('p', { className: 'note', textContent: `Model ${answer.model_version}` });
}

function shape(tag, attributes) {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function text(x, y, content, anchor, kind) {
  const made = shape('text', { x, y, 'text-anchor': anchor, class: kind });
  made.textContent = content;
  return made;
}
