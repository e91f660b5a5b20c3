// What every page does beyond plain HTML. Pages work without it; nothing here is inline, so the policy script-src 'self' holds.
'use strict';

(() => {
  const TEXT = {
    zh: {
      offline: '连不上服务器，刚才的操作没有完成。检查网络后重试。', timeout: '服务器没有及时回应。稍后重试，先不要重复提交。',
      403: '没有权限，或页面已过期。刷新后重试；仍不行请联系系统管理员。', 404: '记录不存在，或不在您的可见范围内。',
      409: '这条记录已被他人修改，没有保存。请重新打开后再改。', 413: '内容太大，没有上传。请压缩或拆成几个文件。',
      429: '操作太频繁，请稍后再试。', 503: '系统正忙或正在维护，请稍后再试。', other: '系统出错，没有完成。请稍后重试',
      close: '关闭', copied: '已复制', unsaved: '有未保存的内容',
    },
    en: {
      offline: 'The server cannot be reached; nothing was done. Check the network and try again.',
      timeout: 'The server did not answer in time. Try again later; do not submit twice.',
      403: 'Not allowed, or the page has expired. Reload and try again, or ask your administrator.',
      404: 'The record does not exist or is outside what you may see.',
      409: 'Someone else changed this record; nothing was saved. Open it again first.',
      413: 'Too large to upload. Compress it or split it into several files.',
      429: 'Too many attempts. Try again later.', 503: 'The system is busy or under maintenance. Try again later.',
      other: 'Something went wrong; nothing was done. Try again later', close: 'Close', copied: 'Copied', unsaved: 'Unsaved changes',
    },
  };
  const text = TEXT[document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'];
  const all = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  // --- telling what went wrong -------------------------------------------------------------------------------------------
  function toast(message) {
    const region = document.getElementById('xs-toasts');
    const close = Object.assign(document.createElement('button'), { type: 'button', className: 'btn-close' });
    close.setAttribute('aria-label', text.close);
    const box = Object.assign(document.createElement('div'), { className: 'xs-toast' });
    box.append(Object.assign(document.createElement('p'), { textContent: message }), close);
    close.addEventListener('click', () => box.remove());
    region?.append(box);
  }

  // --- HTMX --------------------------------------------------------------------------------------------------------------
  let running = 0;
  function progress(change) {
    running = Math.max(0, running + change);
    const bar = document.getElementById('xs-progress');
    if (bar) bar.hidden = running === 0;
  }
  const isPolling = (event) => event.detail.elt?.getAttribute?.('hx-trigger')?.startsWith('every');
  const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content
    || document.cookie.split('; ').find((part) => part.startsWith('csrftoken='))?.slice(10) || '';

  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = csrfToken();
  });
  document.addEventListener('htmx:beforeRequest', (event) => isPolling(event) || progress(1));
  document.addEventListener('htmx:afterRequest', (event) => isPolling(event) || progress(-1));
  document.addEventListener('htmx:beforeSwap', (event) => {
    const login = document.getElementById('xs-app').dataset.login;
    const { xhr } = event.detail;
    if (!login || !xhr.responseURL || new URL(xhr.responseURL).pathname !== login) return;
    event.detail.shouldSwap = false; // signed out meanwhile: the whole page goes to the sign-in form and comes back
    location.reload();
  });
  document.addEventListener('htmx:responseError', (event) => {
    const { status } = event.detail.xhr;
    toast(text[status] || `${text.other} (${status})`);
  });
  document.addEventListener('htmx:sendError', (event) => isPolling(event) || toast(text.offline));
  document.addEventListener('htmx:timeout', (event) => isPolling(event) || toast(text.timeout));

  // --- a form is sent once: a second click within three seconds sends nothing (a file that comes back leaves the page open) ----
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.getAttribute('method') || '').toLowerCase() !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(() => delete form.dataset.sent, 3000);
  });
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent));

  // --- unsaved changes: <form data-guard>, data-guard="dirty" when shown again with errors ---------------------------------
  const dirty = new Set();
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-guard]');
    if (form) dirty.add(form);
  });
  document.addEventListener('submit', (event) => dirty.delete(event.target));
  document.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.successful) dirty.delete(event.detail.elt);
  });
  window.addEventListener('beforeunload', (event) => {
    if (![...dirty].some((form) => form.isConnected)) return;
    event.preventDefault();
    event.returnValue = text.unsaved;
  });

  // --- keys ----------------------------------------------------------------------------------------------------------------
  const areSingleKeysOn = () => localStorage.getItem('xs-single-keys') !== 'off';
  const isTyping = (target) => target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName);
  const showShortcuts = () => document.getElementById('xs-shortcuts')?.showModal();

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus(null);
    if (event.key === 'Enter' && event.ctrlKey) event.target.form?.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areSingleKeysOn()) return;
    const search = document.getElementById('xs-search');
    if (event.key === '/' && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === '?') showShortcuts();
  });

  // --- clicks: menus, copying, back, shortcuts -------------------------------------------------------------------------------
  function closeMenus(except) {
    document.querySelectorAll('details.xs-menu[open]').forEach((menu) => {
      if (menu === except) return;
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) menu.querySelector('summary').focus();
    });
  }

  async function copy(button) {
    const value = button.dataset.copy;
    if (navigator.clipboard) await navigator.clipboard.writeText(value);
    else copyWithoutClipboard(value); // plain http in an office network has no clipboard API
    button.setAttribute('aria-label', text.copied);
    button.title = text.copied;
    button.classList.add('text-success');
  }

  function copyWithoutClipboard(value) {
    const area = Object.assign(document.createElement('textarea'), { value, className: 'visually-hidden' });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  document.addEventListener('click', (event) => {
    closeMenus(event.target.closest('details.xs-menu'));
    const button = event.target.closest('[data-copy], [data-back], [data-shortcuts], [data-print]');
    if (!button) return;
    if ('copy' in button.dataset) copy(button);
    if ('back' in button.dataset) history.back();
    if ('shortcuts' in button.dataset) showShortcuts();
    if ('print' in button.dataset) window.print();
  });

  // --- rows of a list: <table data-bulk> with [data-bulk-all] and [data-bulk-row]; [data-bulk-count], [data-bulk-action] around it
  function bulk(table) {
    const scope = table.closest('form') || table;
    const head = table.querySelector('[data-bulk-all]');
    const rows = () => [...table.querySelectorAll('[data-bulk-row]')];
    let last = null;

    function show() {
      const boxes = rows();
      const chosen = boxes.filter((box) => box.checked).length;
      boxes.forEach((box) => box.closest('tr')?.classList.toggle('is-selected', box.checked));
      if (head) Object.assign(head, { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length });
      scope.querySelectorAll('[data-bulk-count]').forEach((place) => { place.textContent = chosen; });
      scope.querySelectorAll('[data-bulk-action]').forEach((button) => { button.disabled = chosen === 0; });
    }

    head?.addEventListener('change', () => {
      rows().forEach((box) => { box.checked = head.checked; });
      show();
    });
    table.addEventListener('click', (event) => {
      const box = event.target.closest('[data-bulk-row]');
      if (!box) return;
      const boxes = rows();
      const from = boxes.indexOf(last);
      const to = boxes.indexOf(box);
      if (event.shiftKey && from >= 0) boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
      last = box;
      show();
    });
    show();
  }

  // --- back to a list as it was left: the last list of this window, with its filter and place; [data-list] marks lists --------
  const LIST = 'xs-list';
  const isList = () => document.querySelector('[data-list]') !== null;
  window.addEventListener('pagehide', () => isList() && sessionStorage.setItem(LIST, location.pathname + location.search));

  function leadBack(root) {
    const kept = new URL(sessionStorage.getItem(LIST) || '/', location.origin);
    if (!kept.search || isList()) return;
    all(root, '.page-pretitle a').forEach((link) => {
      const asked = [...new URLSearchParams(link.search)];
      if (link.pathname === kept.pathname && asked.every(([name, value]) => kept.searchParams.get(name) === value)) link.search = kept.search;
    });
  }

  // --- whatever is new on the page -------------------------------------------------------------------------------------------
  function remember(details) {
    const key = `xs-${details.dataset.remember}`;
    if (localStorage.getItem(key) === 'closed' && !details.querySelector('[aria-current]')) details.open = false;
    details.addEventListener('toggle', () => localStorage.setItem(key, details.open ? 'open' : 'closed'));
  }

  function singleKeys(box) {
    box.checked = areSingleKeysOn();
    box.addEventListener('change', () => localStorage.setItem('xs-single-keys', box.checked ? 'on' : 'off'));
  }

  function start(root) {
    all(root, 'table[data-bulk]').forEach(bulk);
    all(root, 'details[data-remember]').forEach(remember);
    all(root, '[data-single-keys]').forEach(singleKeys);
    leadBack(root);
    all(root, 'form[data-guard="dirty"]').forEach((form) => dirty.add(form));
    all(root, '[data-submit-on-change]').forEach((field) => field.addEventListener('change', () => field.form.requestSubmit()));
    all(root, '[data-focus]').slice(0, 1).forEach((place) => place.focus());
  }

  window.xieshou = { all, toast, language: document.documentElement.lang, markDirty: (form) => form?.matches('[data-guard]') && dirty.add(form) };
  htmx.onLoad(start);
})();
