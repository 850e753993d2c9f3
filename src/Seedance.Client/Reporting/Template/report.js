// The page is whole without this script: it adds players, filters, sorting and the copy button.
(() => {
  'use strict';

  const table = document.querySelector('table');
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const text = document.getElementById('filter-text');
  const status = document.getElementById('filter-status');
  const model = document.getElementById('filter-model');
  const shown = document.getElementById('shown');
  const none = document.getElementById('none');
  for (const part of document.querySelectorAll('[data-script]')) part.hidden = false;

  // Players. A link becomes a player when its row stays near the window, and a link again far away: a thousand players would need
  // gigabytes. One that was played stays. The others are used again: a new player costs more memory than its video.
  const STAYS_MS = 120;
  const links = new Map();
  const near = new Set();
  const played = new WeakSet();
  const spare = [];
  const players = new IntersectionObserver(entries => {
    for (const { target: cell, isIntersecting } of entries) {
      if (isIntersecting) {
        near.add(cell);
        setTimeout(addPlayer, STAYS_MS, cell);
      } else {
        near.delete(cell);
        removePlayer(cell);
      }
    }
  }, { rootMargin: '300px 0px' });

  function addPlayer(cell) {
    const link = cell.querySelector('a');
    if (!link || !near.has(cell)) return;
    const player = spare.pop() ?? makePlayer();
    player.setAttribute('aria-label', 'Video of ' + link.dataset.name);
    player.src = link.getAttribute('href');
    link.replaceWith(player);
  }

  function makePlayer() {
    const player = document.createElement('video');
    player.controls = true;
    player.playsInline = true;
    player.preload = 'metadata';
    player.addEventListener('play', () => played.add(player));
    // What the browser cannot play is still a link.
    player.addEventListener('error', () => {
      const cell = player.parentElement;
      if (!cell || !player.hasAttribute('src')) return;
      players.unobserve(cell);
      player.replaceWith(links.get(cell));
    });
    return player;
  }

  function removePlayer(cell) {
    const player = cell.querySelector('video');
    if (!player || played.has(player)) return;
    player.replaceWith(links.get(cell));
    // Ends what is still being read.
    player.removeAttribute('src');
    player.load();
    spare.push(player);
  }

  for (const link of body.querySelectorAll('a.play')) {
    const cell = link.parentElement;
    cell.classList.add('waits');
    links.set(cell, link);
    players.observe(cell);
  }

  // Filters.
  let searched;
  function filter() {
    searched ??= new Map(rows.map(row => [row, row.cells[1].textContent.toLowerCase()]));
    const words = text.value.toLowerCase().split(/\s+/).filter(word => word);
    let count = 0;
    for (const row of rows) {
      const matches = (!status.value || row.dataset.status === status.value)
        && (!model.value || row.dataset.model === model.value)
        && words.every(word => searched.get(row).includes(word));
      row.hidden = !matches;
      if (matches) count++;
    }
    shown.textContent = count === rows.length ? count + ' shown' : count + ' of ' + rows.length + ' shown';
    none.hidden = count > 0;
  }

  for (const control of [text, status, model]) control.addEventListener('input', filter);

  // Sorting: ascending, descending, and back to the order of the page. Rows without a value stay last.
  const heads = [...table.tHead.rows[0].cells];
  function sort(head) {
    const column = heads.indexOf(head);
    const order = { ascending: 'descending', descending: null }[head.getAttribute('aria-sort')];
    const next = order === undefined ? 'ascending' : order;
    for (const other of heads) other.removeAttribute('aria-sort');
    if (next) head.setAttribute('aria-sort', next);
    const isNumber = head.dataset.sort === 'number';
    const value = row => {
      const raw = row.cells[column].dataset.value;
      return raw === '' ? null : isNumber ? Number(raw) : raw;
    };
    const compare = isNumber ? (a, b) => a - b : new Intl.Collator(undefined, { numeric: true }).compare;
    const sorted = [...rows];
    if (next) {
      sorted.sort((a, b) => {
        const left = value(a), right = value(b);
        if (left === null || right === null) return (left === null) - (right === null);
        return next === 'ascending' ? compare(left, right) : compare(right, left);
      });
    }
    body.append(...sorted);
  }

  for (const head of heads) {
    if (!head.dataset.sort) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sort(head));
    head.replaceChildren(button);
  }

  // The ids that failed, one a line.
  const copy = document.getElementById('copy-failed');
  if (copy) {
    copy.addEventListener('click', async () => {
      const ids = rows.filter(row => 'failed' in row.dataset).map(row => row.dataset.id).filter(id => id);
      const done = await put(ids.join('\n'));
      shown.textContent = done ? ids.length + ' ids copied' : 'The browser does not allow copying.';
    });
  }

  async function put(content) {
    try {
      await navigator.clipboard.writeText(content);
      return true;
    } catch {
      // Without the clipboard API, as in older browsers: by way of a selection.
      const area = document.createElement('textarea');
      area.value = content;
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      return done;
    }
  }
})();
