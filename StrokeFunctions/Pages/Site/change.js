// A change that needs a reason: a dialog says what it will do, and does it when confirmed.
import { ask, explain, unreachable } from './access.js';
import { element, fault } from './dom.js';

// what: { title, effect, action, path, method?, level?, field? }; resolves to true when the change was made.
export function change(what) {
  const reason = element('textarea', { id: 'reason', rows: 2, required: true, maxLength: 1000 });
  const by = element('input', { id: 'by', maxLength: 100, autocomplete: 'name' });
  const extra =
    what.field &&
    element('input', { id: 'extra', required: true, pattern: what.field.pattern, title: what.field.title, autocomplete: 'off' });
  const problem = element('div', { ariaLive: 'polite' });
  const act = element('button', { type: 'submit', textContent: what.action });
  const cancel = element('button', { type: 'button', className: 'plain', textContent: 'Cancel' });
  const form = element(
    'form',
    {},
    element('h2', { id: 'change-h', textContent: what.title }),
    element('p', { textContent: what.effect }),
    ...(extra ? [element('label', { htmlFor: 'extra', textContent: what.field.label }), extra] : []),
    element('label', { htmlFor: 'reason', textContent: 'Why (kept in the history)' }),
    reason,
    element('label', { htmlFor: 'by' }, 'Your name ', element('span', { className: 'unit', textContent: 'may be empty' })),
    by,
    problem,
    element('p', { className: 'buttons' }, act, cancel),
  );
  const dialog = element('dialog', { 'aria-labelledby': 'change-h' }, form);
  cancel.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    let done = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      act.disabled = true;
      act.textContent = 'Working…';
      try {
        const path = typeof what.path === 'function' ? what.path(extra.value.trim()) : what.path;
        const body = JSON.stringify({ reason: reason.value.trim(), by: by.value.trim() || undefined });
        const answer = await ask(path, {
          method: what.method ?? 'POST',
          level: what.level ?? 'admin',
          purpose: what.title.toLowerCase(),
          headers: { 'Content-Type': 'application/json' },
          body,
        });
        done = answer.ok;
        if (done) dialog.close();
        else problem.replaceChildren(fault(await explain(answer)));
      } catch {
        problem.replaceChildren(fault(unreachable));
      }
      act.disabled = false;
      act.textContent = what.action;
    });
    dialog.addEventListener(
      'close',
      () => {
        dialog.remove();
        resolve(done);
      },
      { once: true },
    );
  });
}

// A button that opens such a dialog, and calls back when the change was made.
export function changeButton(text, what, done, className = 'plain') {
  const button = element('button', { type: 'button', className, textContent: text });
  button.addEventListener('click', async () => (await change(what)) && done());
  return button;
}
