// Requests to the app, with the function key where one is needed. The key lives in session storage only: it ends with the tab.
const name = 'stroke-functions-key';
const dialog = document.getElementById('key-dialog');

export const hasKey = () => sessionStorage.getItem(name) !== null;

export function forgetKey() {
  sessionStorage.removeItem(name);
  changed();
}

// Asks until the answer is something else than "a key is needed", or the person gives up: then the last answer is returned.
// With quiet set, it does not ask.
export async function ask(path, options = {}, quiet = false) {
  while (true) {
    const key = sessionStorage.getItem(name);
    const headers = { ...options.headers, ...(key === null ? {} : { 'x-functions-key': key }) };
    const answer = await fetch(path, { ...options, headers });
    if (answer.status !== 401 || quiet || !(await askForKey(key !== null))) return answer;
  }
}

// Follows a link to a page that needs the key, which a link alone can't send.
export async function openWithKey(event) {
  const link = event.currentTarget;
  event.preventDefault();
  const answer = await ask(link.href);
  if (answer.ok) location.assign(URL.createObjectURL(await answer.blob()));
  else if (answer.status !== 401) window.alert(await explain(answer));
}

// What a problem+json answer says, in one line.
export async function explain(answer) {
  try {
    const problem = await answer.json();
    return [problem.title, problem.detail].filter(Boolean).join(' ');
  } catch {
    return `The app answered ${answer.status}.`;
  }
}

function askForKey(wasWrong) {
  document.getElementById('key-note').textContent = wasWrong
    ? 'That key does not open this. Try another one.'
    : 'Whoever runs this app can give you one. It is kept until this tab is closed, and nowhere else.';
  const input = document.getElementById('key');
  input.value = '';
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const given = dialog.returnValue === 'use' && input.value.trim() !== '';
      if (given) sessionStorage.setItem(name, input.value.trim());
      input.value = '';
      changed();
      resolve(given);
    }, { once: true });
  });
}

function changed() {
  showForget();
  document.dispatchEvent(new Event('key-changed'));
}

function showForget() {
  document.getElementById('forget-key').hidden = !hasKey();
}

document.getElementById('key-cancel').addEventListener('click', () => dialog.close('cancel'));
document.getElementById('forget-key').addEventListener('click', forgetKey);
showForget();
