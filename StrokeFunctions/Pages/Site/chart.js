// Line charts with readable axes, intervals, and what a point says on hover. Colours follow the theme by class.
import { element, shape } from './dom.js';

const width = 420;
const height = 220;
const edge = { left: 40, right: 12, top: 10, bottom: 40 };

// series: { name, points: [{ x, y, low?, high?, label?, mark? }], dash?, dots? }; x and y: { title, min?, max?, ticks?: [{ at, text }] }.
export function chart(title, reading, x, y, series) {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return null;
  const xs = scale(
    x,
    points.map((p) => p.x),
    edge.left,
    width - edge.right,
  );
  const ys = scale(
    y,
    points.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]),
    height - edge.bottom,
    edge.top,
  );
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}. ${reading}`, class: 'chart' });
  for (const tick of ys.ticks) {
    svg.append(
      shape('line', { x1: edge.left, x2: width - edge.right, y1: ys.of(tick.at), y2: ys.of(tick.at), class: 'grid' }),
      label(edge.left - 6, ys.of(tick.at) + 4, tick.text, 'end'),
    );
  }
  for (const tick of xs.ticks) {
    svg.append(
      shape('line', {
        x1: xs.of(tick.at),
        x2: xs.of(tick.at),
        y1: height - edge.bottom,
        y2: height - edge.bottom + 4,
        class: 'axis-line',
      }),
      label(xs.of(tick.at), height - edge.bottom + 17, tick.text, 'middle'),
    );
  }
  svg.append(
    shape('line', { x1: edge.left, x2: width - edge.right, y1: height - edge.bottom, y2: height - edge.bottom, class: 'axis-line' }),
    label((edge.left + width) / 2, height - 6, x.title, 'middle'),
  );
  series.forEach((one, index) => svg.append(draw(one, index, xs, ys)));
  return element(
    'figure',
    {},
    element('figcaption', { textContent: title }),
    element('p', { textContent: reading }),
    series.length > 1 ? key(series) : null,
    svg,
  );
}

function draw(one, index, xs, ys) {
  const group = shape('g', { class: `s${index}` });
  const at = (p) => `${xs.of(p.x).toFixed(1)} ${ys.of(p.y).toFixed(1)}`;
  if (one.points.length > 1) group.append(shape('path', { d: `M${one.points.map(at).join('L')}`, class: one.dash ? 'dash' : '' }));
  if (one.dots === false) return group;
  for (const p of one.points) {
    if (p.low !== undefined)
      group.append(shape('line', { x1: xs.of(p.x), x2: xs.of(p.x), y1: ys.of(p.low), y2: ys.of(p.high), class: 'whisker' }));
    const tip = shape('title');
    const interval = p.low === undefined ? '' : ` (${number(p.low)} to ${number(p.high)})`;
    tip.textContent = `${one.name}: ${number(p.y)}${interval}${p.label ? `, ${p.label}` : ''}`;
    group.append(shape('circle', { cx: xs.of(p.x), cy: ys.of(p.y), r: p.mark ? 5.5 : 3.5, class: p.mark ?? '' }, tip));
  }
  return group;
}

function scale({ min, max, ticks, tickText }, values, from, to) {
  const low = min ?? Math.min(...values);
  const high = max ?? Math.max(...values);
  const pad = ticks ? (high - low || 1) * 0.04 : 0;
  const [start, end] =
    low === high ? [low - 0.5, high + 0.5] : [min === undefined ? low - pad : low, max === undefined ? high + pad : high];
  const made = ticks ?? steps(start, end).map((at) => ({ at, text: tickText?.(at) ?? number(at) }));
  return { of: (value) => from + ((Math.min(Math.max(value, start), end) - start) / (end - start)) * (to - from), ticks: made };
}

function steps(start, end) {
  const raw = (end - start) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw);
  const made = [];
  for (let i = Math.ceil(start / step - 1e-9); i * step <= end + 1e-9; i++) made.push(i * step);
  return made;
}

const number = (value) => String(Number(value.toPrecision(3)));

function label(x, y, content, anchor) {
  const made = shape('text', { x, y, 'text-anchor': anchor });
  made.textContent = content;
  return made;
}

function key(series) {
  return element(
    'ul',
    { className: 'key' },
    ...series.map((one, index) =>
      element(
        'li',
        {},
        shape(
          'svg',
          { viewBox: '0 0 24 10', 'aria-hidden': 'true', class: `s${index}` },
          shape('path', { d: 'M0 5H24', class: one.dash ? 'dash' : '' }),
        ),
        one.name,
      ),
    ),
  );
}
