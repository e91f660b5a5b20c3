// Controls that need a library. A library is fetched when a page first needs it; without it the plain control stays in use.
'use strict';

(() => {
  const { all, toast, language, markDirty } = window.xieshou;
  const isChinese = language.startsWith('zh');
  const libraries = document.getElementById('xs-app').dataset;
  const fetched = new Map();

  function fetchOne(url) {
    const isStyle = /\.css(\?|$)/.test(url);
    const element = isStyle
      ? Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url })
      : Object.assign(document.createElement('script'), { src: url, async: false });
    return new Promise((resolve, reject) => {
      element.addEventListener('load', resolve);
      element.addEventListener('error', () => reject(new Error(`cannot load ${url}`)));
      // Libraries' styles come before our own, so that ours decide.
      if (isStyle) document.head.insertBefore(element, document.querySelector('link[rel="stylesheet"][href*="xieshou/app"]'));
      else document.head.append(element);
    });
  }

  function library(name) {
    if (!fetched.has(name)) fetched.set(name, Promise.all(libraries[name].split(' ').map(fetchOne)));
    return fetched.get(name);
  }

  // --- dates: <input data-date>, data-date="time" with the time of day ------------------------------------------------------
  // What people write: 2020-3-1, 2020年3月1日, ２０２０／３／１, 20200301; null for anything else.
  function dayWritten(text) {
    const plain = text.normalize('NFKC').replace(/\s+/g, '');
    const found = /^(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?$/.exec(plain) || /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
    return found && `${found[1]}-${found[2].padStart(2, '0')}-${found[3].padStart(2, '0')}`;
  }

  function date(input) {
    const withTime = input.dataset.date === 'time';
    // Before flatpickr reads the box: it guesses at what it cannot read (２０２０年３月 becomes January) or empties it.
    const keep = (event) => {
      if (withTime || !input.value || (event.type === 'keydown' && event.key !== 'Enter')) return;
      const day = dayWritten(input.value);
      if (day) input.value = day; else event.stopImmediatePropagation(); // the server says what is wrong with it
    };
    input.addEventListener('blur', keep, true);
    input.addEventListener('keydown', keep, true);
    const picker = flatpickr(input, {
      allowInput: true, disableMobile: true, enableTime: withTime, time_24hr: true, dateFormat: withTime ? 'Y-m-d H:i' : 'Y-m-d',
      locale: { ...(isChinese ? flatpickr.l10ns.zh : {}), firstDayOfWeek: 1 }, minDate: input.dataset.min || null, maxDate: input.dataset.max || null,
    });
    // a day typed in full needs no calendar any more, which may lie over the next field or the button
    input.addEventListener('input', () => withTime || !dayWritten(input.value) || picker.close());
  }

  // --- long selections: <select data-select>, data-select-url="…" asks the server: [{"value": …, "text": …}] ------------------
  function select(element) {
    const url = element.dataset.selectUrl;
    const load = (query, done) => fetch(`${url}?q=${encodeURIComponent(query)}`, { headers: { Accept: 'application/json' } })
      .then((answer) => (answer.ok ? answer.json() : [])).then(done, () => done());
    const picker = new TomSelect(element, {
      plugins: element.multiple ? ['remove_button'] : ['dropdown_input'],
      maxOptions: 500, ...(url ? { load, shouldLoad: (query) => query.length > 0 } : {}),
      render: { no_results: () => `<div class="no-results">${isChinese ? '没有符合的选项' : 'Nothing found'}</div>` },
    });
    element.setAttribute('aria-hidden', 'true'); // its label and its reader now belong to the search box beside it
    letGo(picker);
  }

  /** A list that closes because one went on to another field must not take the focus back. */
  function letGo(picker) {
    const { control_input: box, focus_node: node } = picker;
    if (box === node) return;
    let isLeft = false;
    box.addEventListener('blur', () => { isLeft = true; setTimeout(() => { isLeft = false; }); }, true);
    const focus = node.focus.bind(node);
    node.focus = (options) => { if (!isLeft) focus(options); };
  }

  // --- charts: <div data-chart="id"> and <script type="application/json" id="id"> ---------------------------------------------
  const number = (value) => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 6 }) : value ?? '—');
  const PALETTE = ['#1459c8', '#e08b00', '#1f9d8a', '#c0487a', '#6a55c2', '#7a8699', '#3c9a3f', '#b8572a'];

  function chart(place) {
    const option = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const font = getComputedStyle(document.body).fontFamily;
    const unit = place.dataset.unit ? ` ${place.dataset.unit}` : '';
    const drawing = echarts.init(place, null, { renderer: 'svg', locale: isChinese ? 'ZH' : 'EN' });
    drawing.setOption({
      animation: false, color: PALETTE, textStyle: { fontFamily: font }, aria: { enabled: true, label: { enabled: false }, decal: { show: place.dataset.decal === 'on' } },
      grid: { left: 12, right: 12, top: 40, bottom: 32 },
      ...option, ...(option.legend ? { legend: { top: 0, ...option.legend } } : {}), tooltip: { confine: true, valueFormatter: (value) => number(value) + unit, ...option.tooltip },
    });
    new ResizeObserver(() => drawing.resize()).observe(place);
    if (!place.closest('figure')?.querySelector('.xs-chart-table')) place.after(chartTable(option, place.getAttribute('aria-label') || ''));
  }

  /** Rows of a chart's figures: its dataset, or a column per series beside the categories. */
  function chartRows(option) {
    const source = option.dataset?.source;
    if (Array.isArray(source?.[0])) return source;
    if (source?.length) return [Object.keys(source[0]), ...source.map(Object.values)];
    const series = [option.series ?? []].flat();
    const named = (point) => (point && typeof point === 'object' ? point.value : point);
    const categories = [option.xAxis, option.yAxis].flat().find((axis) => axis?.data)?.data ?? series[0]?.data?.map((point, at) => point?.name ?? at + 1) ?? [];
    const heads = ['', ...series.map((one) => one.name ?? '')];
    return [heads, ...categories.map((category, at) => [category, ...series.map((one) => named(one.data?.[at]))])];
  }

  function chartTable(option, caption) {
    const details = Object.assign(document.createElement('details'), { className: 'xs-chart-table' });
    details.append(Object.assign(document.createElement('summary'), { textContent: isChinese ? '以表格查看' : 'Show as a table' }));
    const table = Object.assign(document.createElement('table'), { className: 'table table-sm' });
    table.createCaption().textContent = caption;
    const [heads, ...rows] = chartRows(option);
    const cells = (row, values, tag) => values.forEach((value) => row.append(Object.assign(document.createElement(tag), { textContent: number(value) })));
    cells(table.createTHead().insertRow(), heads, 'th');
    const body = table.createTBody();
    rows.forEach((values) => cells(body.insertRow(), values, 'td'));
    details.append(table);
    return details;
  }

  // --- flows: <div data-bpmn="address of the file" data-active="ids" data-done="ids"> -----------------------------------------
  const ids = (list) => (list || '').split(/[\s,]+/).filter(Boolean);

  /** The whole flow with a margin, small flows not blown up; `covered`: so many pixels on the left are not to be seen. */
  function fit(canvas, covered = 0) {
    canvas.zoom('fit-viewport', 'auto');
    const free = 1 - covered / canvas.getSize().width;
    canvas.zoom(Math.min(1, canvas.zoom() * 0.9 * free), 'auto');
    canvas.scroll({ dx: covered / 2, dy: 0 });
  }

  async function flow(place) {
    const viewer = XieshouBpmnViewer(place);
    place.setAttribute('role', 'group');
    try {
      const answer = await fetch(place.dataset.bpmn, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      await viewer.importXML(await answer.text());
    } catch (error) {
      place.textContent = `${isChinese ? '流程图打不开' : 'The flow cannot be shown'}: ${error.message}`;
      return;
    }
    const canvas = viewer.get('canvas');
    const mark = (list, css) => ids(list).filter((id) => viewer.get('elementRegistry').get(id)).forEach((id) => canvas.addMarker(id, css));
    mark(place.dataset.done, 'xs-done');
    mark(place.dataset.active, 'xs-active');
    fit(canvas);
    place.append(zoomButtons(viewer));
  }

  function zoomButtons(viewer) {
    const box = Object.assign(document.createElement('div'), { className: 'xs-flow-zoom' });
    const steps = isChinese ? [['+', '放大', 1], ['−', '缩小', -1], ['⤢', '看全图', 0]] : [['+', 'Zoom in', 1], ['−', 'Zoom out', -1], ['⤢', 'Fit', 0]];
    steps.forEach(([sign, label, step]) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm btn-icon', textContent: sign });
      button.setAttribute('aria-label', label);
      button.addEventListener('click', () => (step ? viewer.get('zoomScroll').stepZoom(step) : fit(viewer.get('canvas'))));
      box.append(button);
    });
    return box;
  }

  // --- drawing a flow: <textarea data-bpmn-edit> holds the file; submitting the form writes it back ---------------------------
  const TOOLS = 120; // pixels that the editor's palette covers

  async function flowEditor(area) {
    const place = Object.assign(document.createElement('div'), { className: 'xs-flow-edit' });
    area.after(place);
    const modeler = XieshouBpmnModeler(place, language);
    try {
      await modeler.importXML(area.value);
    } catch (error) {
      place.remove(); // the text stays, to be mended by hand
      toast(`${isChinese ? '流程文件读不懂，请检查' : 'This flow cannot be read'}: ${error.message}`);
      return;
    }
    area.hidden = true;
    fit(modeler.get('canvas'), TOOLS);
    modeler.on('commandStack.changed', () => markDirty(area.form));
    area.form.addEventListener('submit', (event) => saveFlow(event, area, modeler), { capture: true });
  }

  async function saveFlow(event, area, modeler) {
    if (area.dataset.saved === 'yes') {
      delete area.dataset.saved;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (modeler.get('directEditing').isActive()) modeler.get('directEditing').complete();
    area.value = (await modeler.saveXML({ format: true })).xml;
    area.dataset.saved = 'yes';
    setTimeout(() => area.form.requestSubmit(event.submitter)); // a form that is still being submitted would ignore it
  }

  // --- whatever is new on the page -------------------------------------------------------------------------------------------
  const WIDGETS = [
    ['[data-date]', 'libDate', date], ['select[data-select]', 'libSelect', select], ['[data-chart]', 'libChart', chart],
    ['[data-bpmn]', 'libBpmn', flow], ['textarea[data-bpmn-edit]', 'libBpmnEdit', flowEditor],
  ];

  async function use(root, selector, name, build) {
    const places = all(root, selector).filter((place) => !('ready' in place.dataset));
    if (!places.length) return;
    places.forEach((place) => { place.dataset.ready = ''; });
    await library(name);
    places.filter((place) => place.isConnected).forEach(build);
  }

  htmx.onLoad((root) => WIDGETS.forEach((widget) => use(root, ...widget)));
})();
