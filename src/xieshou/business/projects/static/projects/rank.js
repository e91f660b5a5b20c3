// Dragging a row of the library by its handle: the row's own form is sent with the project it now stands before.
'use strict';

(() => {
  const table = document.querySelector('table[data-rank]');
  if (!table) return;
  let dragged = null;

  for (const handle of table.querySelectorAll('[data-rank-handle]')) {
    handle.style.cursor = 'grab';
    handle.addEventListener('pointerdown', () => { handle.closest('tr').draggable = true; });
  }
  table.addEventListener('dragstart', (event) => {
    const row = event.target.closest('tr');
    if (!row.draggable) return;
    dragged = row;
    event.dataTransfer.effectAllowed = 'move';
  });
  table.addEventListener('dragover', (event) => {
    const over = event.target.closest('tbody tr');
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    const isLower = event.clientY > box.top + box.height / 2;
    over.parentNode.insertBefore(dragged, isLower ? over.nextSibling : over);
  });
  table.addEventListener('drop', (event) => event.preventDefault());
  table.addEventListener('dragend', () => {
    if (!dragged) return;
    const form = dragged.querySelector('[data-rank-form]');
    // the next row whose project may be ranked too; at the end of a page the one before
    const beside = (step) => {
      let row = dragged[step];
      while (row && !row.querySelector('[data-rank-form]')) row = row[step];
      return row;
    };
    const next = beside('nextElementSibling');
    const other = next || beside('previousElementSibling');
    if (!other) return;
    const place = Object.assign(document.createElement('input'), { type: 'hidden', name: next ? 'before' : 'after', value: other.dataset.key });
    form.querySelector('[name="position"]').disabled = true;
    form.append(place);
    dragged = null;
    form.submit();
  });
})();
