// The goal form beyond plain HTML: rows are added, moved and taken out in place, points are added up, the check runs while one types.
'use strict';

(() => {
  const form = document.getElementById('goal-form');
  const rows = document.getElementById('goal-rows');
  if (!form || !rows) return;
  const CHECK_AFTER = 400;
  const SAVE_AFTER = 20000;
  const SCALE = 6;
  let next = Number(rows.dataset.next);
  let saving = 0;
  let checking = 0;

  const live = () => [...rows.querySelectorAll('[data-goal-row]')];
  const kept = () => live().filter((row) => !row.querySelector('[data-goal-delete]').checked);

  function check() {
    clearTimeout(checking);
    checking = setTimeout(() => htmx.trigger('#goal-live', 'goal-check'), CHECK_AFTER);
  }

  function changed() {
    xieshou.markDirty(form);
    clearTimeout(saving);
    saving = setTimeout(() => htmx.trigger('#goal-autosave', 'goal-autosave'), SAVE_AFTER);
  }

  // exact: decimals are added as whole numbers of 10^-6
  function units(text) {
    const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text.normalize('NFKC').trim().replace(/分$/, ''));
    return found ? BigInt(found[1] + (found[2] || '').padEnd(SCALE, '0')) : null;
  }

  function decimal(number) {
    const digits = number.toString().padStart(SCALE + 1, '0');
    return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, '');
  }

  function sum() {
    const parts = kept().map((row) => [row.querySelector('[name$="-level1"]').value, row.querySelector('[data-goal-points]').value])
      .filter(([, points]) => points.trim());
    const told = (chosen) => {
      const numbers = chosen.map(([, points]) => units(points));
      return numbers.includes(null) ? '—' : decimal(numbers.reduce((all, one) => all + one, 0n));
    };
    document.querySelectorAll('[data-goal-sum]').forEach((place) => {
      const levels = place.dataset.goalSum.split('|');
      place.textContent = told(parts.filter(([level]) => levels.includes(level)));
    });
    const total = document.querySelector('[data-goal-total]');
    if (total) total.textContent = told(parts);
  }

  function number() {
    live().forEach((row, index) => { row.querySelector('.goal-order').value = index + 1; });
  }

  function append(n) {
    rows.insertAdjacentHTML('beforeend', document.getElementById('goal-blank').innerHTML.replaceAll('__n__', String(n)));
    next = Math.max(next, n + 1);
    htmx.process(rows.lastElementChild);
    return rows.lastElementChild;
  }

  function add() {
    const row = append(next);
    number();
    row.querySelector('[name$="-level1"]').focus();
  }

  // exactly the rows that were kept (keep.js), which then fills them
  function restore(event) {
    const wanted = new Set(event.detail.names.map((name) => /^r-(\d+)-name$/.exec(name)).filter(Boolean).map((found) => Number(found[1])));
    const there = (row) => Number(row.querySelector('[name$="-name"]').name.split('-')[1]);
    live().filter((row) => !wanted.has(there(row))).forEach((row) => row.remove());
    const held = new Set(live().map(there));
    [...wanted].filter((n) => !held.has(n)).sort((a, b) => a - b).forEach(append);
  }

  function move(row, step) {
    const all = live();
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    if (step < 0) rows.insertBefore(row, other);
    else rows.insertBefore(other, row);
    number();
    changed();
    check();
  }

  rows.querySelectorAll('[data-goal-spare]').forEach((row) => row.remove()); // rows are added by the button instead
  if (!live().length) add();

  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-goal-add], [data-goal-up], [data-goal-down]');
    if (!button) return;
    if ('goalAdd' in button.dataset) add();
    else {
      move(button.closest('[data-goal-row]'), 'goalUp' in button.dataset ? -1 : 1);
      button.focus();
    }
  });
  form.addEventListener('input', (event) => {
    changed();
    if (event.target.matches('[data-goal-points]')) sum();
  });
  form.addEventListener('change', (event) => {
    if (event.target.matches('[data-goal-delete]')) event.target.closest('[data-goal-row]').classList.toggle('is-deleted', event.target.checked);
    sum();
    check();
  });
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest?.('[data-goal-row]');
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (row && step) {
      event.preventDefault();
      move(row, step);
      event.target.focus();
    } else if (event.code === 'KeyN') {
      event.preventDefault();
      add();
    }
  });
  form.addEventListener('xs-restore', restore);
  form.addEventListener('submit', () => clearTimeout(saving));
})();
