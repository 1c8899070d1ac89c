(function () {
  "use strict";
  var root = document.documentElement, charts = [];
  var source = document.getElementById("data");
  if (!source) return;
  var data = JSON.parse(source.textContent);
  var section = document.getElementById("charts");
  section.hidden = false;

  // Numbers.
  function digits(v, n) { return String(Number(Number(v).toPrecision(n))); }
  function count(v) {
    if (v >= 999.5e6) return digits(v / 1e9, 3) + " G";
    if (v >= 999.5e3) return digits(v / 1e6, 3) + " M";
    if (v >= 9995) return digits(v / 1e3, 3) + " k";
    return digits(v, v >= 100 ? 4 : 3);
  }
  function dollars(v) {
    if (v >= 999.5 && v < 9995) return "$" + digits(v, 4).replace(/^(\d)(\d{3})/, "$1,$2");
    return "$" + (v >= 9995 ? count(v) : v !== 0 && v < 1 ? digits(v, 2) : digits(v, 4));
  }
  var format = {
    s: function (v) {
      if (v === 0) return "0 s";
      if (v < 0.9995e-3) return digits(v * 1e6, 3) + " µs";
      if (v < 0.9995) return digits(v * 1e3, 3) + " ms";
      if (v < 120) return digits(v, 3) + " s";
      if (v < 3600) return digits(v / 60, 3) + " min";
      if (v < 172800) return digits(v / 3600, 3) + " h";
      return digits(v / 86400, 3) + " d";
    },
    per_s: function (v) { return count(v) + "/s"; },
    ratio: function (v) { return digits(v * 100, Math.abs(v) < 0.01 ? 2 : 3) + " %"; },
    usd_per_hour: function (v) { return dollars(v) + "/h"; },
    count: count
  };
  function pad(n) { return (n < 10 ? "0" : "") + n; }
  function clock(t) {
    var end = data.end, whole = Math.round(t);
    if (end <= 120) return digits(t, 3) + " s";
    if (end <= 7200) return Math.floor(whole / 60) + ":" + pad(whole % 60);
    if (end <= 345600) {
      return Math.floor(whole / 3600) + ":" + pad(Math.floor(whole % 3600 / 60)) + (whole % 60 ? ":" + pad(whole % 60) : "") + " h";
    }
    return "day " + digits(t / 86400, 4);
  }

  // Scales.
  function niceStep(v) {
    var power = Math.pow(10, Math.floor(Math.log10(v)));
    var m = v / power;
    return (m <= 1.0000001 ? 1 : m <= 2.0000001 ? 2 : m <= 5.0000001 ? 5 : 10) * power;
  }
  var decades = [];
  for (var e = -9; e < 13; e++) [1, 2, 5].forEach(function (m) { decades.push(Number(m + "e" + e)); });
  function logRange(low, high) {
    if (!(low > 0) || !(high > 0)) return [1, 10];
    low = Math.max(low, high / 1e8);
    var a = 0, b = decades.length - 1;
    while (a + 1 < b && decades[a + 1] <= low) a++;
    while (b - 1 > a && decades[b - 1] >= high) b--;
    while (b - a < 3 && b + 1 < decades.length) b++;
    return [decades[a], decades[b]];
  }
  function logSplits(u, axis, low, high) {
    var inside = decades.filter(function (d) { return d >= low * 0.999 && d <= high * 1.001; });
    if (inside.length <= 12) return inside;
    return inside.filter(function (d) { return /^1(e|0*$)|^0\.0*1$/.test(String(d)); });
  }
  var timeSteps = [1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

  // Room above the axes for the names of the bands, in rows.
  function style(name) { return getComputedStyle(root).getPropertyValue("--" + name).trim(); }
  var rowHeight = 15;
  var fontOf = function (px) { return px + "px " + getComputedStyle(document.body).fontFamily; };
  var measure = document.createElement("canvas").getContext("2d");
  function bandRows(width) {
    measure.font = fontOf(11);
    var ends = [], span = data.end || 1;
    data.bands = data.bands || [];
    data.bands.forEach(function (b) {
      var w = measure.measureText(b.text).width + 10;
      var at = Math.min((b.from / span) * width, width - w);
      var row = 0;
      while (row < ends.length && at < ends[row]) row++;
      if (row > 2) { b.row = -1; return; }
      ends[row] = at + w;
      b.row = row;
    });
    return ends.length;
  }

  var axisWidth = 74, rightRoom = 24;

  function stack(lines) {
    var sum = data.times.map(function () { return 0; });
    return lines.map(function (l) {
      return l.values.map(function (v, i) { sum[i] += v || 0; return sum[i]; });
    });
  }

  // area is the paler colour in which a line is filled.
  function area(l) { return style(l.colour.replace(/^s/, "a")); }

  function draw(holder) {
    var c = holder.set.charts[holder.at], width = holder.box.clientWidth || 900;
    var view = null;
    if (holder.plot) {
      view = [holder.plot.scales.x.min, holder.plot.scales.x.max];
      holder.plot.destroy();
    }
    var rows = bandRows(width - axisWidth - rightRoom);
    var text = format[c.unit], muted = style("muted"), grid = style("grid"), alarm = style("alarm");
    var most = 0;
    c.bounds = c.bounds || [];
    c.bounds.forEach(function (b) { most = Math.max(most, b.value); });
    var series = [{}].concat(c.lines.map(function (l) {
      return {
        label: l.name, stroke: c.stacked ? style("bg") : style(l.colour), width: c.stacked ? 0.7 : 1.5,
        fill: c.stacked ? area(l) : undefined, points: { show: false }, spanGaps: false
      };
    }));
    var values = c.stacked ? stack(c.lines) : c.lines.map(function (l) { return l.values; });
    var bands = [];
    if (c.stacked) {
      for (var k = c.lines.length; k > 1; k--) bands.push({ series: [k, k - 1], fill: area(c.lines[k - 1]) });
    }
    if (c.log) values = values.map(function (row) { return row.map(function (v) { return v > 0 ? v : null; }); });

    function rangeY(u, low, high) {
      if (c.log) {
        c.bounds.forEach(function (b) { low = Math.min(low, b.value); high = Math.max(high, b.value); });
        return logRange(low, high);
      }
      high = Math.max(high || 0, most, c.whole ? 1 : 0);
      if (!(high > 0)) high = 1;
      var step = niceStep(high / 5);
      return [0, Math.ceil(high / step - 1e-9) * step];
    }
    var options = {
      width: width, height: 210 + rows * rowHeight,
      padding: [8 + rows * rowHeight, rightRoom, 0, 0],
      legend: { show: false },
      cursor: { y: false, sync: { key: "run", scales: ["x", null] }, drag: { x: true, y: false }, points: { size: 6 } },
      scales: { x: { time: false, range: function (u, a, b) { return a === data.times[0] && b === data.times[data.times.length - 1] ? [0, data.end] : [a, b]; } }, y: { distr: c.log ? 3 : 1, range: rangeY } },
      series: series, bands: bands,
      axes: [
        {
          stroke: muted, font: fontOf(12), size: 34, grid: { show: false }, ticks: { stroke: style("axis"), width: 1, size: 5 },
          splits: function (u, axis, low, high) {
            var step = timeSteps[timeSteps.length - 1];
            for (var i = 0; i < timeSteps.length; i++) {
              if ((high - low) / timeSteps[i] <= Math.max(3, u.width / 110)) { step = timeSteps[i]; break; }
            }
            var list = [];
            for (var n = Math.ceil(low / step - 1e-9); n * step <= high * (1 + 1e-9); n++) list.push(n * step);
            return list;
          },
          values: function (u, list) { return list.map(clock); }
        },
        {
          stroke: muted, font: fontOf(12), size: axisWidth, gap: 6, grid: { stroke: grid, width: 1 }, ticks: { show: false },
          splits: c.log ? logSplits : function (u, axis, low, high) {
            var step = niceStep((high - low) / 5), list = [];
            for (var i = 0; low + i * step <= high * 1.0001; i++) list.push(low + i * step);
            return list;
          },
          filter: function (u, list) { return list; },
          values: function (u, list) { return list.map(function (v) { return v === null ? "" : text(v); }); }
        }
      ],
      hooks: {
        drawClear: [function (u) {
          var g = u.ctx, d = devicePixelRatio, b = u.bbox;
          g.save();
          g.font = fontOf(11 * d);
          g.textAlign = "left";
          g.textBaseline = "alphabetic";
          var shown = data.bands.filter(function (f) {
            return Math.max(f.from, f.to) >= u.scales.x.min && f.from <= u.scales.x.max;
          });
          function left(f) { return Math.max(b.left, Math.min(b.left + b.width, u.valToPos(f.from, "x", true))); }
          shown.forEach(function (f) {
            var x0 = left(f);
            var x1 = Math.max(b.left, Math.min(b.left + b.width, u.valToPos(f.to, "x", true)));
            var top = b.top - (f.row + 1) * rowHeight * d;
            if (x1 - x0 < 1) {
              g.strokeStyle = alarm;
              g.lineWidth = d;
              g.setLineDash([3 * d, 3 * d]);
              g.beginPath(); g.moveTo(x0, top); g.lineTo(x0, b.top + b.height); g.stroke();
              g.setLineDash([]);
            } else {
              g.fillStyle = style(f.fault ? "fault" : "warmup");
              g.fillRect(x0, top, x1 - x0, b.top + b.height - top);
            }
          });
          shown.forEach(function (f) {
            if (f.row < 0) return;
            g.fillStyle = f.fault ? alarm : muted;
            var w = g.measureText(f.text).width;
            g.fillText(f.text, Math.min(left(f) + 4 * d, u.width * d - w - 2 * d), b.top - f.row * rowHeight * d - 4 * d);
          });
          g.restore();
        }],
        draw: [function (u) {
          var g = u.ctx, d = devicePixelRatio, b = u.bbox;
          g.save();
          c.bounds.forEach(function (bound) {
            var y = u.valToPos(bound.value, "y", true);
            if (y < b.top || y > b.top + b.height) return;
            g.strokeStyle = alarm;
            g.lineWidth = 1.3 * d;
            g.setLineDash([6 * d, 4 * d]);
            g.beginPath(); g.moveTo(b.left, y); g.lineTo(b.left + b.width, y); g.stroke();
            g.setLineDash([]);
            g.font = fontOf(11 * d);
            g.textBaseline = "alphabetic";
            g.textAlign = "right";
            var w = g.measureText(bound.text).width;
            g.fillStyle = style("bg");
            g.globalAlpha = 0.75;
            g.fillRect(b.left + b.width - w - 6 * d, y - 16 * d, w + 6 * d, 14 * d);
            g.globalAlpha = 1;
            g.fillStyle = alarm;
            g.fillText(bound.text, b.left + b.width - 3 * d, y - 5 * d);
          });
          g.restore();
        }],
        setCursor: [function (u) {
          var i = u.cursor.idx;
          holder.time.textContent = i === null || i === undefined ? "" : clock(data.times[i]);
          holder.values.forEach(function (span, k) {
            var v = i === null || i === undefined ? null : c.lines[k].values[i];
            span.textContent = v === null || v === undefined ? "" : text(v);
          });
        }]
      }
    };
    holder.plot = new uPlot(options, [data.times].concat(values), holder.box);
    if (view && view[0] !== null && view[0] !== undefined) holder.plot.setScale("x", { min: view[0], max: view[1] });
    key(holder, c);
  }

  // key is the list of lines above a chart; it shows the values under the cursor.
  function key(holder, c) {
    holder.key.textContent = "";
    holder.note.textContent = c.note;
    holder.values = [];
    c.lines.forEach(function (l, i) {
      var item = document.createElement("li"), mark = document.createElement("i"), value = document.createElement("b");
      mark.style.background = "var(--" + l.colour + ")";
      item.appendChild(mark);
      item.appendChild(document.createTextNode(l.name));
      item.appendChild(value);
      holder.values.push(value);
      if (!c.stacked && c.lines.length > 1) {
        item.setAttribute("role", "button");
        item.tabIndex = 0;
        var toggle = function () {
          var show = !holder.plot.series[i + 1].show;
          holder.plot.setSeries(i + 1, { show: show });
          item.classList.toggle("off", !show);
        };
        item.addEventListener("click", toggle);
        item.addEventListener("keydown", function (e) {
          if (e.key === "Enter" || e.key === " ") { e.preventDefault(); toggle(); }
        });
      }
      holder.key.appendChild(item);
    });
  }

  function make(tag, parent, name) {
    var e = document.createElement(tag);
    if (name) e.className = name;
    parent.appendChild(e);
    return e;
  }

  data.groups.forEach(function (set) {
    var chart = make("div", section, "chart"), head = make("div", chart, "head");
    var holder = { set: set, at: set.first || 0 };
    make("h3", head).textContent = set.name;
    if (set.charts.length > 1) {
      var choice = make("select", head);
      choice.setAttribute("aria-label", set.name + " of");
      set.charts.forEach(function (c, i) {
        var option = make("option", choice);
        option.value = i;
        option.textContent = c.title.split(":")[0];
      });
      choice.value = holder.at;
      choice.addEventListener("change", function () { holder.at = Number(choice.value); draw(holder); });
    }
    holder.note = make("span", head, "muted");
    holder.time = make("b", head, "time");
    holder.key = make("ul", chart, "key");
    holder.box = make("div", chart);
    charts.push(holder);
    draw(holder);
  });

  function redraw() { charts.forEach(draw); }
  root.addEventListener("theme", redraw);

  // A new width keeps the zoom.
  var width = section.clientWidth;
  new ResizeObserver(function () {
    if (section.clientWidth === width || section.clientWidth === 0) return;
    width = section.clientWidth;
    charts.forEach(function (h) {
      h.plot.setSize({ width: h.box.clientWidth, height: h.plot.height });
    });
  }).observe(section);

  // Paper is white.
  var before;
  addEventListener("beforeprint", function () { before = root.dataset.theme; root.dataset.theme = "light"; redraw(); });
  addEventListener("afterprint", function () {
    if (before) root.dataset.theme = before; else delete root.dataset.theme;
    redraw();
  });
})();
