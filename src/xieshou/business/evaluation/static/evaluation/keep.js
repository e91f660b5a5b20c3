// <form data-keep="key"> loses nothing that was typed: it is kept in this window until it is saved, and offered again after
// a lost session, a crash or a step back. An element with data-autosave inside saves while one types (see goals.js for its own).
'use strict';

(() => {
  const form = document.querySelector('form[data-keep]');
  if (!form) return;
  const KEY = `xs-keep:${form.dataset.keep}`;
  const KEEP_AFTER = 500;
  const SAVE_AFTER = 20000;
  const UNKEPT = new Set(['csrfmiddlewaretoken', 'opened_version']);
  const autosave = form.querySelector('[data-autosave]');
  let keeping = 0;
  let saving = 0;
  let sent = null; // what an autosave on its way is made of
  let waiting = null; // the button that was pressed meanwhile

  const version = () => form.elements.opened_version.value;
  const fields = () => [...new FormData(form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === 'string');
  const read = () => JSON.parse(sessionStorage.getItem(KEY) || 'null');
  const forget = () => sessionStorage.removeItem(KEY);

  function keep(isSubmitted = false) {
    clearTimeout(keeping);
    sessionStorage.setItem(KEY, JSON.stringify({ version: version(), fields: fields(), isSubmitted }));
  }

  // --- offering what was kept ---------------------------------------------------------------------------------------------
  function fill(control, values) {
    if (control.type === 'checkbox' || control.type === 'radio') control.checked = values.includes(control.value);
    else if (values.length) {
      const [value] = values;
      if (control.tagName === 'SELECT' && ![...control.options].some((option) => option.value === value)) control.add(new Option(value, value));
      control.value = value;
    }
  }

  function restore(kept) {
    const values = new Map();
    kept.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    form.dispatchEvent(new CustomEvent('xs-restore', { detail: { names: [...values.keys()] } })); // rows are made as needed
    [...form.elements].filter((control) => control.name && !UNKEPT.has(control.name)).forEach((control) => fill(control, values.get(control.name) || []));
    form.elements.opened_version.value = kept.version; // what others saved meanwhile is told when this is saved
    form.dispatchEvent(new Event('change', { bubbles: true }));
    window.xieshou.markDirty(form);
  }

  function offer(kept) {
    const bar = Object.assign(document.createElement('div'), { className: 'alert alert-warning', role: 'status' });
    const button = (label, css, act) => {
      const one = Object.assign(document.createElement('button'), { type: 'button', className: `btn ${css}`, textContent: label });
      one.addEventListener('click', () => { act(); bar.remove(); });
      return one;
    };
    const list = Object.assign(document.createElement('div'), { className: 'd-flex flex-wrap gap-2 align-items-center' });
    list.append(
      Object.assign(document.createElement('span'), { textContent: form.dataset.keepTold }),
      button(form.dataset.keepRestore, 'btn-primary', () => restore(kept)),
      button(form.dataset.keepForget, '', forget),
    );
    bar.append(list);
    form.before(bar);
  }

  const kept = read();
  const isShownAgain = form.dataset.guard === 'dirty'; // with what was typed, after it was refused
  if (isShownAgain) keep();
  else if (kept && kept.isSubmitted && kept.version !== version()) forget(); // it was saved
  else if (kept && JSON.stringify(kept.fields) !== JSON.stringify(fields())) offer(kept);

  // --- keeping and saving while one types -----------------------------------------------------------------------------------
  function changed() {
    clearTimeout(keeping);
    keeping = setTimeout(keep, KEEP_AFTER);
    if (!autosave?.dataset.autosave) return;
    clearTimeout(saving);
    saving = setTimeout(() => htmx.trigger(autosave, autosave.dataset.autosave), SAVE_AFTER);
  }
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);

  autosave?.addEventListener('htmx:beforeRequest', () => { sent = { version: version(), fields: JSON.stringify(fields()) }; });
  autosave?.addEventListener('htmx:afterRequest', () => {
    const was = sent;
    sent = null;
    setTimeout(() => { // when the answer stands in the page
      if (version() !== was.version && JSON.stringify(fields()) === was.fields) forget();
      else keep();
      if (waiting) form.requestSubmit(waiting.isConnected ? waiting : undefined);
      waiting = null;
    }, 50);
  });

  form.addEventListener('submit', (event) => {
    clearTimeout(saving);
    if (sent) { // two saves of one person at once would look like two people
      event.preventDefault();
      event.stopPropagation();
      waiting = event.submitter;
      return;
    }
    keep(true);
  }, { capture: true });
})();
