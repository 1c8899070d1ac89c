(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  // Theme: the reader's preference until the button is pressed.
  var button = document.getElementById("theme");
  var preference = matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : preference.matches;
  }
  function nameButton() { button.textContent = isDark() ? "light" : "dark"; }
  button.hidden = false;
  nameButton();
  button.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameButton();
    root.dispatchEvent(new Event("theme"));
  });
  preference.addEventListener("change", function () { nameButton(); root.dispatchEvent(new Event("theme")); });

  // Tables: a click on a heading sorts, another one turns the order round.
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, at) {
      head.tabIndex = 0;
      function sort() {
        var text = head.classList.contains("text");
        var now = head.getAttribute("aria-sort");
        var down = now ? now === "ascending" : !text;
        heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var rows = Array.prototype.slice.call(table.tBodies[0].rows);
        function key(row) {
          var cell = row.cells[at];
          var v = cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
          if (text) return v;
          return v === "" || !isFinite(v) ? -Infinity : Number(v);
        }
        rows.sort(function (a, b) {
          var x = key(a), y = key(b);
          var order = text ? x.localeCompare(y) : (x < y ? -1 : x > y ? 1 : 0);
          return down ? -order : order;
        });
        rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
      }
      head.addEventListener("click", sort);
      head.addEventListener("keydown", function (e) {
        if (e.key === "Enter" || e.key === " ") { e.preventDefault(); sort(); }
      });
    });
  });
})();
