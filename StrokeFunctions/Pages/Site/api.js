// Draws /api/openapi.json: every operation with its parameters, bodies, examples and answers.
import { element } from './dom.js';
import './site.js';

const place = document.getElementById('api');
const methods = ['get', 'post', 'put', 'patch', 'delete'];

const resolve = (contract, thing) =>
  thing?.$ref === undefined
    ? thing
    : resolve(
        contract,
        thing.$ref
          .split('/')
          .slice(1)
          .reduce((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], contract),
      );

// A schema in a few words.
function typeOf(contract, schema) {
  const found = resolve(contract, schema);
  if (found === undefined) return '';
  const alternatives = found.oneOf ?? found.anyOf;
  if (alternatives !== undefined) return alternatives.map((one) => typeOf(contract, one)).join(', or ');
  const type = [found.type ?? []].flat().join(' or ');
  const limits = [
    found.items === undefined ? '' : `of ${typeOf(contract, found.items)}`,
    found.enum === undefined ? '' : found.enum.map((value) => JSON.stringify(value)).join(', '),
    found.minimum === undefined ? '' : `from ${found.minimum}`,
    found.exclusiveMinimum === undefined ? '' : `over ${found.exclusiveMinimum}`,
    found.maximum === undefined ? '' : `to ${found.maximum}`,
    found.pattern === undefined ? '' : `matching ${found.pattern}`,
  ];
  return [schema.$ref?.split('/').at(-1) ?? type, ...limits].filter(Boolean).join(' ');
}

function table(caption, headings, rows) {
  return element(
    'div',
    { className: 'wide', tabIndex: 0, role: 'region', ariaLabel: caption },
    element(
      'table',
      {},
      element('caption', { textContent: caption }),
      element(
        'thead',
        {},
        element('tr', {}, ...headings.map((heading) => element('th', { scope: 'col', className: 'text', textContent: heading }))),
      ),
      element(
        'tbody',
        {},
        ...rows.map(([first, ...rest]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row', textContent: first }),
            ...rest.map((cell) => element('td', { className: 'text', textContent: cell })),
          ),
        ),
      ),
    ),
  );
}

function properties(contract, name, schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([property, of]) => [
    property,
    typeOf(contract, of),
    (schema.required ?? []).includes(property) ? 'yes' : '',
    resolve(contract, of)?.description ?? '',
  ]);
  return rows.length === 0
    ? element('p', { textContent: `${schema.description ?? ''} ${typeOf(contract, schema)}` })
    : table(name, ['Name', 'Type', 'Required', 'Meaning'], rows);
}

function content(contract, title, body) {
  const parts = [];
  for (const [type, media] of Object.entries(resolve(contract, body)?.content ?? {})) {
    parts.push(element('p', {}, element('strong', { textContent: `${title}: ${type}` }), ` ${typeOf(contract, media.schema)}`));
    const examples =
      media.examples === undefined
        ? media.example === undefined
          ? []
          : [['Example', media.example]]
        : Object.entries(media.examples).map(([name, example]) => [
            resolve(contract, example).summary ?? name,
            resolve(contract, example).value,
          ]);
    for (const [name, value] of examples) {
      parts.push(
        element('p', { className: 'note', textContent: name }),
        element('pre', { tabIndex: 0, textContent: typeof value === 'string' ? value : JSON.stringify(value, null, 2) }),
      );
    }
  }
  return parts;
}

function operation(contract, path, method, described) {
  const parameters = (described.parameters ?? []).map((parameter) => resolve(contract, parameter));
  const details = element(
    'details',
    { className: 'operation' },
    element(
      'summary',
      {},
      element('span', { className: 'method', textContent: method.toUpperCase() }),
      ` ${path} `,
      element('span', { className: 'unit', textContent: described.summary ?? '' }),
    ),
    element('p', { textContent: described.description ?? '' }),
  );
  if (parameters.length > 0) {
    details.append(
      table(
        'Parameters',
        ['Name', 'Where', 'Type', 'Meaning'],
        parameters.map((parameter) => [parameter.name, parameter.in, typeOf(contract, parameter.schema), parameter.description ?? '']),
      ),
    );
  }
  details.append(...content(contract, 'Body', described.requestBody));
  for (const [status, answer] of Object.entries(described.responses ?? {})) {
    details.append(
      element('h3', { textContent: `${status} ${resolve(contract, answer).description ?? ''}` }),
      ...content(contract, 'Answer', answer),
    );
  }
  return details;
}

async function show() {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok) throw new Error(`The app answered ${answer.status}.`);
  const contract = await answer.json();
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method] !== undefined).map((method) => operation(contract, path, method, item[method])),
  );
  const schemas = Object.entries(contract.components?.schemas ?? {}).map(([name, schema]) =>
    element('details', { className: 'operation' }, element('summary', { textContent: name }), properties(contract, name, schema)),
  );
  place.replaceChildren(
    element('p', {
      className: 'lead',
      textContent: `${contract.info.title} ${contract.info.version}. ${contract.info.description ?? ''}`,
    }),
    element('h2', { textContent: 'Operations' }),
    ...operations,
    ...(schemas.length > 0 ? [element('h2', { textContent: 'Schemas' }), ...schemas] : []),
  );
}

show()
  .catch((fault) =>
    place.replaceChildren(element('p', { className: 'fault', textContent: `The contract could not be read. ${fault.message}` })),
  )
  .finally(() => {
    document.documentElement.dataset.ready = 'true';
  });
