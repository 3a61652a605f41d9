'use strict';
// The page works without this script; with it, it follows the service without being loaded again.
(function () {
  var main = document.getElementById('main');
  var link = document.getElementById('link');
  var form = document.getElementById('actions');
  if (!main || !form || !window.EventSource) return;

  function words(seconds) {
    if (seconds < 60) return seconds + ' s';
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min';
    if (seconds < 86400) return Math.floor(seconds / 3600) + ' h ' + Math.floor(seconds / 60 % 60) + ' min';
    return Math.floor(seconds / 86400) + ' d ' + Math.floor(seconds / 3600 % 24) + ' h';
  }

  function tick() {
    document.querySelectorAll('[data-since]').forEach(function (element) {
      var seconds = Math.max(0, Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000));
      element.textContent = words(seconds);
    });
  }

  // Changes only what differs, so that focus, scrolling and a screen reader's place stay where they are.
  function become(from, to) {
    if (from.isEqualNode(to)) return;
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
      from.replaceWith(to.cloneNode(true));
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) {
      from.nodeValue = to.nodeValue;
      return;
    }
    Array.from(from.attributes).forEach(function (attribute) {
      if (!to.hasAttribute(attribute.name)) from.removeAttribute(attribute.name);
    });
    Array.from(to.attributes).forEach(function (attribute) {
      if (from.getAttribute(attribute.name) !== attribute.value) from.setAttribute(attribute.name, attribute.value);
    });
    becomeChildren(from, to);
  }

  // A child with an id stays the same element wherever it moves to; the others are matched in their order.
  function becomeChildren(from, to) {
    var old = {};
    var staying = {};
    Array.from(from.children).forEach(function (child) { if (child.id) old[child.id] = child; });
    Array.from(to.children).forEach(function (child) { if (child.id) staying[child.id] = true; });
    var place = from.firstChild;

    function leave() {
      var gone = place;
      place = place.nextSibling;
      gone.remove();
    }

    Array.from(to.childNodes).forEach(function (child) {
      var same = child.id ? old[child.id] : null;
      if (same) {
        while (place && place !== same && !staying[place.id]) leave();
        if (place === same) place = place.nextSibling;
        else from.insertBefore(same, place);
        become(same, child);
      } else if (place && !place.id && !child.id && place.nodeName === child.nodeName) {
        var next = place.nextSibling;
        become(place, child);
        place = next;
      } else {
        from.insertBefore(child.cloneNode(true), place);
      }
    });
    while (place) leave();
  }

  function show(html) {
    var template = document.createElement('template');
    template.innerHTML = html;
    var next = main.cloneNode(false);
    next.appendChild(template.content);
    become(main, next);
    var verdict = main.querySelector('h1');
    if (verdict) document.title = verdict.textContent + ' · hubflow';
    tick();
  }

  var events = new EventSource('/events');
  events.addEventListener('status', function (event) { link.hidden = true; show(event.data); });
  events.addEventListener('open', function () { link.hidden = true; });
  events.addEventListener('error', function () { link.hidden = false; });

  form.addEventListener('submit', function (event) {
    var button = event.submitter;
    if (!button || button.formAction.indexOf('sign-out') >= 0) return;
    event.preventDefault();
    var values = new URLSearchParams(new FormData(form));
    values.append(button.name, button.value);
    // Not disabled: the button would lose the focus.
    if (button.getAttribute('aria-busy')) return;
    button.setAttribute('aria-busy', 'true');
    fetch(button.formAction, { method: 'POST', body: values, redirect: 'manual' })
      .then(function (answer) { if (answer.status >= 400) location.reload(); })
      .catch(function () { link.hidden = false; })
      .finally(function () { button.removeAttribute('aria-busy'); });
  });
  setInterval(tick, 1000);
}());
