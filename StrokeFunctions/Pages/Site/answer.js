// Draws the answer for one patient: the probability on a scale, and the reasons as bars that add up to it.
import { element, percent, shape } from './dom.js';

export function draw(answer, peers, isWhatIf) {
  return [verdict(answer, isWhatIf), ...doubts(answer), scale(answer, peers), ...reasons(answer), model(answer)];
}

// "Of 100 patients like this, 21 have had a stroke": people read counts better than shares; of small shares, out of 1,000.
function inWords(probability) {
  const of = probability < 0.0995 ? 1000 : 100;
  const count = Math.round(of * probability);
  const strokes = count === 0 ? 'fewer than 1 has' : count === 1 ? '1 has' : `${count} have`;
  return `of ${of.toLocaleString('en')} patients like this, ${strokes} had a stroke.`;
}

function verdict(answer, isWhatIf) {
  const [probability, threshold] = [percent(answer.stroke_probability), percent(answer.threshold)];
  const flag = answer.at_risk ? 'Flagged' : 'Not flagged';
  const side = answer.at_risk ? 'at or above' : 'below';
  const tried = isWhatIf ? ' What if: not kept in the log.' : '';
  return element(
    'div',
    { className: `verdict ${answer.at_risk ? 'act' : 'fine'}` },
    element('p', {}, element('strong', { textContent: `${flag}: ${inWords(answer.stroke_probability)}` })),
    element('p', { textContent: `The probability of ${probability} is ${side} the decision threshold of ${threshold}.${tried}` }),
    ...found(answer),
    element('p', { className: 'note', textContent: 'This is about strokes up to now, not the chance of one to come.' }),
  );
}

// What happened to others of like probability; models from before it was kept don't say.
function found(answer) {
  if (answer.stroke_share_low === undefined) return [];
  const [low, high] = [percent(answer.stroke_share_low), percent(answer.stroke_share_high)];
  return [
    element('p', { textContent: `Among hold-out patients of like probability ${low} to ${high} have had a stroke (95 % interval).` }),
  ];
}

// In words that a clinician can act on.
function doubts(answer) {
  const lines = [];
  if (answer.few_patients_like_this) {
    lines.push([
      'Few patients like this.',
      ' Too few of this age in the training data have had a stroke: let the examination decide, not the flag.',
    ]);
  }
  if (answer.out_of_distribution) {
    lines.push([
      'Unlike the patients that the model was trained on: ',
      `${answer.out_of_distribution_reasons.join('; ')}. Check that the values are right; if they are, do not rely on this answer.`,
    ]);
  }
  for (const warning of answer.warnings ?? []) lines.push(['Passed over: ', `${warning.pointer}: ${warning.found}.`]);
  return lines.map(([head, rest]) => element('p', { className: 'doubt' }, element('strong', { textContent: head }), rest));
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
  const width = Math.max(280, Math.min(760, document.getElementById('answer').clientWidth - 28));
  const x = (share) => 10 + ((width - 20) * share) / end;
  const height = 42 + 19 * marks.length;
  const svg = shape('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': marks.map((mark) => mark.label).join('; '),
  });
  svg.append(shape('rect', { x: 10, y: 22, width: width - 20, height: 18, rx: 4, class: 'strip' }));
  svg.append(
    shape('rect', { x: x(answer.threshold), y: 22, width: width - 10 - x(answer.threshold), height: 18, rx: 4, class: 'strip-at-risk' }),
  );
  for (const share of [0, end / 2, end])
    svg.append(text(x(share), 14, percent(share).replace('.0', ''), share === 0 ? 'start' : share === end ? 'end' : 'middle', 'tick'));
  const row = (i) => 52 + 19 * i;
  marks.forEach((mark, i) => {
    svg.append(
      shape('line', { x1: x(mark.at), x2: x(mark.at), y1: mark.kind === 'patient' ? 16 : 22, y2: row(i), class: `mark ${mark.kind}` }),
    );
  });
  marks.forEach((mark, i) => {
    const y = row(i);
    const [at, room] = [x(mark.at), 13 + mark.label.length * 7.4];
    const side = at + room < width ? 'start' : at > room ? 'end' : 'fit';
    svg.append(shape('circle', { cx: x(mark.at), cy: y, r: 4, class: `dot ${mark.kind}` }));
    svg.append(
      text(
        { start: at + 9, end: at - 9, fit: width - 2 }[side],
        y + 5,
        mark.label,
        side === 'start' ? 'start' : 'end',
        mark.kind === 'patient' ? 'label strong' : 'label',
      ),
    );
  });
  const note = peers.length > 0 ? 'Compared with the share who have had a stroke among hold-out patients.' : '';
  return element(
    'figure',
    {},
    element('figcaption', { textContent: 'Probability and decision threshold' }),
    svg,
    element('p', { textContent: note }),
  );
}

function reasons(answer) {
  if (answer.reasons === undefined) return [];
  const largest = Math.max(...answer.reasons.map((reason) => Math.abs(reason.log_odds)), 0.1);
  const rows = answer.reasons.map((reason) => {
    const width = (100 * Math.abs(reason.log_odds)) / largest;
    const svg = shape('svg', { viewBox: '0 0 200 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    svg.append(shape('line', { x1: 100, x2: 100, y1: 0, y2: 10, class: 'axis' }));
    svg.append(
      shape('rect', { x: reason.log_odds < 0 ? 100 - width : 100, y: 1, width, height: 8, class: reason.log_odds < 0 ? 'less' : 'more' }),
    );
    return element(
      'li',
      {},
      element('span', { textContent: `${reason.text}.` }),
      element('b', { textContent: signed(reason.log_odds) }),
      svg,
    );
  });
  return [
    element(
      'figure',
      {},
      element('figcaption', { textContent: 'Why' }),
      element(
        'p',
        {},
        element('span', { className: 'word-less', textContent: '◄ lower' }),
        ' · ',
        element('span', { className: 'word-more', textContent: 'higher ►' }),
        ` Starting from ${percent(1 / (1 + Math.exp(-answer.base_log_odds)))}, the reasons (in log odds) add up to the answer exactly.`,
      ),
      element('ul', { className: 'reasons' }, ...rows),
    ),
  ];
}

function model(answer) {
  return element('p', { className: 'note', textContent: `Model ${answer.model_version}` });
}

function text(x, y, content, anchor, kind) {
  const made = shape('text', { x, y, 'text-anchor': anchor, class: kind });
  made.textContent = content;
  return made;
}

// What rounds to zero has no sign.
function signed(value) {
  const text = Math.abs(value).toFixed(2);
  return `${text === '0.00' ? '' : value < 0 ? '−' : '+'}${text}`;
}
