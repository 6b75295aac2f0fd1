// Shows a report, a model card or a training report within the site. The same file is readable without this: the API serves it whole.
import { ask, explain, unreachable } from './access.js';
import { element, fault, localTimes, sortable } from './dom.js';
import './site.js';

const query = new URLSearchParams(location.search);
const version = encodeURIComponent(query.get('version') ?? 'champion');
const kind = location.pathname.split('/').at(-1);
const path = kind === 'report' ? `/api/reports/${encodeURIComponent(query.get('name') ?? '')}.html` : `/api/models/${version}/${kind}`;
const place = document.getElementById('document');

async function load(quiet) {
  try {
    const answer = await ask(path, { headers: { Accept: 'text/html' }, quiet, purpose: `read the ${kind}` });
    if (!answer.ok) return place.replaceChildren(fault(await explain(answer)));
    display(await answer.text());
  } catch {
    place.replaceChildren(fault(unreachable));
  } finally {
    document.documentElement.dataset.ready = 'true';
  }
}

// The page's own style sheet is cut off: within the site, the site's is used.
function display(text) {
  const written = new DOMParser().parseFromString(text.replace(/<style>[^<]*<\/style>/, ''), 'text/html');
  document.title = `${written.title} · StrokeFunctions`;
  const header = [...written.querySelectorAll('header > h1, header > .lead')];
  place.replaceChildren(...header, ...written.querySelector('main').childNodes);
  for (const link of place.querySelectorAll('a[href]:not([href^="#"])')) link.setAttribute('href', withinSite(link.getAttribute('href')));
  for (const table of place.querySelectorAll('table')) sortable(table);
  localTimes(place);
  const open = element('a', {
    href: URL.createObjectURL(new Blob([text], { type: 'text/html' })),
    download: `${query.get('name') ?? `${query.get('version') ?? 'champion'}-${kind}`}.html`,
    textContent: 'Save this page',
  });
  place.append(element('p', {}, open));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

// A written page points at files of the API; within the site, their pages are shown with the key of who reads.
function withinSite(href) {
  const report = /^(?:\/api\/reports\/|\.\/)?([\w-]+)\.html$/.exec(href);
  if (report) return `/app/report?name=${report[1]}`;
  return /^(card|training)$/.test(href) ? `/app/${href}?version=${version}` : href;
}

document.addEventListener('key-changed', () => load(true));
await load(false);
