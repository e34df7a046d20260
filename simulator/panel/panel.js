// The panel's only program: shows what /state says, turns clicks into deeds. No library, no external resource.
"use strict";

const LOOK_EVERY_MS = 500;
const NEWEST_SLIPS = 8;

const byId = (id) => document.getElementById(id);
const drawn = new Map(); // what each place was last drawn from, so that focus and scroll survive

let state = null;

// ---- Talking to the server ------------------------------------------------------------------

let deeds = Promise.resolve(); // one after the other: keys must arrive in the order in which they were typed
function post(path, body) {
  deeds = deeds.then(() => send(path, body)).catch((trouble) => complain(String(trouble)));
}

async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    complain(said.error || `${path}: ${answer.status}`);
  }
  look();
}

let complaint = 0;
function complain(words) {
  const toast = byId("toast");
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(complaint);
  complaint = setTimeout(() => { toast.hidden = true; }, 5000);
}

let looking = false;
async function look() {
  if (looking) return;
  looking = true;
  try {
    state = await (await fetch("state")).json();
    show(state);
  } catch {
    for (const name of ["kiosk", "network", "central"]) lamp(name, "off");
  } finally {
    looking = false;
  }
}

// ---- Drawing --------------------------------------------------------------------------------

/** Redraw a place only when what it shows has changed. */
function place(id, value, draw) {
  const key = JSON.stringify(value);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  byId(id).replaceChildren(...draw(value));
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const english = (words) => element("span", { lang: "en" }, words);
const chip = (tone, zh, en) => element("span", { class: `chip ${tone}` }, `${zh} `, english(en));

function lamp(name, tone) {
  byId(`lamp-${name}`).className = `lamp ${tone}`;
}

function show(now) {
  lamp("kiosk", now.kiosk.screen ? "on" : now.kiosk.alive ? "slow" : "off");
  lamp("network", { up: "on", silent: "slow", down: "off" }[now.network]);
  lamp("central", now.central ? "on" : "off");
  screen(now.kiosk);
  place("touchables", now.kiosk.touchables, (names) => names.map(touchable));
  for (const [device, ends] of Object.entries(SHOWN)) {
    const chips = now.devices[device] ? ends.chips(now.devices[device]) : [chip("bad", "沒有回應", "no answer")];
    place(ends.place, chips.map((one) => one.outerHTML), () => chips);
  }
  switches(now.devices);
  place("slot-counts", now.devices.coin_acceptor ?? null, counted);
  byId("note-card").hidden = !now.devices.bill_validator;
  place("note-counts", now.devices.bill_validator ?? null, notesCounted);
  byId("hopper-card").hidden = !Object.keys(now.hoppers).length;
  place("hoppers", now.hoppers, (hoppers) => Object.entries(hoppers).map(hopper));
  place("slips", now.slips, (count) => newest(count, NEWEST_SLIPS).map(slip));
  place("tray", now.tray, (sheets) => sheets.map(sheet).reverse());
  place("students", now.students, (people) => people.map(student));
  central(now.central);
  for (const button of document.querySelectorAll("[data-line]")) {
    button.setAttribute("aria-pressed", String(button.dataset.line === now.network));
  }
  document.querySelector("[data-kiosk=kill]").disabled = !now.kiosk.alive;
  document.querySelector("[data-kiosk=start]").disabled = now.kiosk.alive;
}

let showing = "";
function screen(kiosk) {
  // A new address for each run of the kiosk: a browser does not reconnect a picture stream by itself.
  const wanted = kiosk.screen ? `screen.mjpeg?run=${kiosk.run}` : "";
  byId("dark").hidden = Boolean(wanted);
  if (wanted === showing) return;
  showing = wanted;
  if (wanted) byId("screen").src = wanted;
  else byId("screen").removeAttribute("src");
}

const touchable = (name) => {
  const button = element("button", { type: "button" }, name);
  button.addEventListener("click", () => post("touch", { name }));
  return button;
};

/** The physical truth: what lies in the cash box and what was given back. */
function counted(seen) {
  if (!seen) return [];
  const sum = seen.cash_box.reduce((total, value) => total + value, 0);
  return [`錢箱 ${seen.cash_box.length} 枚 NT$${sum}，退幣口 ${seen.returned.length} 枚 `,
    english(`cash box ${seen.cash_box.length}, returned ${seen.returned.length}. ${seen.last}`)];
}

function notesCounted(seen) {
  if (!seen) return [];
  const sum = seen.note_box.reduce((total, value) => total + value, 0);
  return [`鈔箱 ${seen.note_box.length} 張 NT$${sum}，退出 ${seen.returned.length} 張 `,
    english(`note box ${seen.note_box.length}, returned ${seen.returned.length}. ${seen.last}`)];
}

/** One hopper: what really lies in it, and what hands can do to it. */
function hopper([name, seen]) {
  const act = (zh, en, deed, off = false) => {
    const label = `${zh} ${en} NT$${seen.value}`;
    const button = element("button", { type: "button", "aria-label": label, title: label }, zh);
    button.disabled = off;
    button.addEventListener("click", () => post("do", { device: name, ...deed }));
    return button;
  };
  const state = !seen.powered ? chip("bad", "沒有電", "no power")
    : seen.jammed ? chip("bad", "卡住", "jammed")
    : seen.turning ? chip("look", "吐幣中", "turning")
    : seen.coins ? chip("good", "就緒", "ready") : chip("bad", "空的", "empty");
  return element("tr", {}, cell(`NT$${seen.value}`, "code"), cell(String(seen.coins)), cell(String(seen.paid_out)),
    element("td", {}, state),
    element("td", {}, element("div", { class: "row hands" },
      act("倒空", "empty", { deed: "coins", level: 0 }, !seen.coins), act("裝滿", "fill", { deed: "coins", level: 60 }),
      act(seen.jammed ? "排除" : "卡住", seen.jammed ? "clear" : "jam", { deed: "jam", on: !seen.jammed }))));
}

const newest = (count, most) =>
  Array.from({ length: Math.min(count, most) }, (_, index) => count - index);

const slip = (number) =>
  element("li", {}, element("a", { href: `slips/${number}.png`, target: "_blank" },
    element("img", { src: `slips/${number}.png`, alt: `紙條 ${number} slip ${number}` })));

const sheet = ({ number, pages }) =>
  element("li", {}, element("a", { href: `tray/${number}.pdf`, target: "_blank" },
    element("img", { src: `tray/${number}.png`, alt: `文件 ${number} paper ${number}` }),
    `${pages} 張 `, english("PDF")));

const student = ({ number, birthday, name, note }) =>
  element("tr", {}, cell(number, "code"), cell(...bornOn(birthday)),
    cell(`${name} `, "", note ? english(note) : ""));

/** As the Chinese screen wants it typed, and as the English one does. */
function bornOn(birthday) {
  const [year, day] = [Number(birthday.slice(0, 4)), `${birthday.slice(4, 6)} ${birthday.slice(6)}`];
  return [`${String(year - 1911)} ${day}`, "code", element("br"), english(`${year} ${day}`)];
}

function cell(words, kind = "", ...more) {
  return element("td", kind ? { class: kind } : {}, words, ...more);
}

function central(seen) {
  const words = seen
    ? [chip(seen.quarantined ? "bad" : "good", `日誌收到第 ${seen.acked_seq} 列`, `journal up to row ${seen.acked_seq}`),
       seen.alarms ? chip("bad", `警示 ${seen.alarms}`, "alarms") : chip("good", "沒有警示", "no alarms")]
    : [chip("bad", "讀不到", "not to be read")];
  place("central-state", words.map((one) => one.outerHTML), () => words);
  place("orders", seen?.orders ?? [], (orders) => orders.length ? orders.map((order) => element("tr", {},
    cell(order.order_id, "code"), cell(order.number, "code"), cell(`NT$${order.price}`),
    cell(order.receipt_no ?? "–"), element("td", {}, chip(TONES[order.state] ?? "", ...word(order.state)))))
    : [nothing(5)]);
  place("claims", seen?.claims ?? [], (claims) => claims.length ? claims.map((claim) => element("tr", {},
    cell(claim.claim_id, "code"), cell(`NT$${claim.amount}`), cell(...word(claim.reason)), cell(...word(claim.state))))
    : [nothing(4)]);
}

const nothing = (columns) =>
  element("tr", {}, element("td", { colspan: columns, class: "none" }, "還沒有 ", english("none yet")));

const TONES = { delivered: "good", paid: "look", issued: "", "partly-delivered": "bad" };
const WORDS = {
  issued: "已核發", paid: "已繳費", delivered: "已交付", "partly-delivered": "部分交付", expired: "已過期",
  overpaid: "多投", cancelled: "取消", left: "離開", "not-printed": "沒印出", interrupted: "中斷",
  "late-coin": "晚到的錢", open: "未領",
};
const word = (key) => (WORDS[key] ? [`${WORDS[key]} `, key] : [key, ""]);

// ---- The devices: what is said about each, and what hands can do to it -------------------------

const SHOWN = {
  coin_acceptor: {
    place: "slot-state",
    chips: (seen) => [
      seen.powered ? null : chip("bad", "沒有電", "no power"),
      seen.powered && !seen.plugged ? chip("bad", "線拔掉了", "unplugged") : null,
      seen.powered && seen.plugged
        ? (seen.open.length
          ? chip("good", `可投 ${seen.open.join("、")} 元`, `takes ${seen.open.join(", ")}`)
          : chip("", "現在不收硬幣", "takes no coins now"))
        : null,
    ].filter(Boolean),
  },
  bill_validator: {
    place: "note-state",
    chips: (seen) => [
      seen.powered ? null : chip("bad", "沒有電", "no power"),
      seen.jammed ? chip("bad", "卡鈔", "jam") : null,
      seen.inside ? chip("look", `裡面有 ${seen.inside} 元`, `NT$${seen.inside} inside`) : null,
      seen.powered && !seen.jammed && !seen.inside
        ? (seen.open ? chip("good", "可投紙鈔", "takes notes") : chip("", "現在不收紙鈔", "takes no notes now")) : null,
    ].filter(Boolean),
  },
  receipt_printer: {
    place: "slip-state",
    chips: (seen) => [
      seen.powered ? null : chip("bad", "沒有電", "no power"),
      seen.plugged ? null : chip("bad", "線拔掉了", "unplugged"),
      seen.cover_open ? chip("look", "上蓋開著", "cover open") : null,
      seen.paper === "out" ? chip("bad", "沒有紙", "out of paper") : null,
      seen.paper === "low" ? chip("look", "紙快用完", "paper low") : null,
      seen.powered && seen.plugged && !seen.cover_open && seen.paper === "full" ? chip("good", "就緒", "ready") : null,
    ].filter(Boolean),
  },
  document_printer: {
    place: "paper-state",
    chips: (seen) => [
      seen.powered ? null : chip("bad", "沒有電", "no power"),
      seen.jammed ? chip("bad", "卡紙", "jam") : null,
      seen.powered ? chip(seen.sheets > 0 ? "good" : "bad", `紙匣 ${seen.sheets} 張`, `${seen.sheets} sheets`) : null,
      seen.printing ? chip("look", "列印中", "printing") : null,
    ].filter(Boolean),
  },
};

// [shown when pressed, words, deed when pressed, deed when released]; `null` instead of a state: a plain button.
const SWITCHES = {
  coin_acceptor: [
    [(seen) => !seen.plugged, ["拔線", "unplug"], { deed: "unplug" }, { deed: "replug" }],
    [null, ["重開電源", "power cycle"], { deed: "power_cycle" }],
  ],
  bill_validator: [
    [(seen) => seen.jammed, ["卡鈔", "jam"], { deed: "jam", on: true }, { deed: "jam", on: false }],
    [(seen) => !seen.powered, ["關電源", "power off"], { deed: "power", on: false }, { deed: "power", on: true }],
  ],
  receipt_printer: [
    [(seen) => seen.paper === "out", ["紙用完", "paper out"], { deed: "paper", level: "out" }, { deed: "paper", level: "full" }],
    [(seen) => seen.paper === "low", ["紙快完", "paper low"], { deed: "paper", level: "low" }, { deed: "paper", level: "full" }],
    [(seen) => seen.cover_open, ["開上蓋", "open cover"], { deed: "cover", open: true }, { deed: "cover", open: false }],
    [(seen) => !seen.powered, ["關電源", "power off"], { deed: "power", on: false }, { deed: "power", on: true }],
    [(seen) => !seen.plugged, ["拔線", "unplug"], { deed: "unplug" }, { deed: "replug" }],
  ],
  document_printer: [
    [(seen) => seen.sheets === 0, ["紙用完", "paper out"], { deed: "paper", sheets: 0 }, { deed: "paper", sheets: 250 }],
    [(seen) => seen.jammed, ["卡紙", "jam"], { deed: "jam", on: true }, { deed: "jam", on: false }],
    [(seen) => !seen.powered, ["關電源", "power off"], { deed: "power", on: false }, { deed: "power", on: true }],
  ],
};

const pressed = new Map(); // button -> how to read its state

for (const row of document.querySelectorAll("[data-switches]")) {
  const device = row.dataset.switches;
  for (const [isOn, [zh, en], press, release] of SWITCHES[device]) {
    const button = element("button", { type: "button", class: "fault" }, `${zh} `, english(en));
    if (isOn) pressed.set(button, () => state?.devices[device] && isOn(state.devices[device]));
    button.addEventListener("click", () => {
      const on = isOn && button.getAttribute("aria-pressed") === "true";
      post("do", { device, ...(on ? release : press) });
    });
    row.append(button);
  }
}

function switches() {
  for (const [button, isOn] of pressed) button.setAttribute("aria-pressed", String(Boolean(isOn())));
}

// ---- Hands ----------------------------------------------------------------------------------

byId("coins").addEventListener("click", (event) => {
  const coin = event.target.closest("[data-coin]")?.dataset.coin;
  if (coin) post("do", { device: "coin_acceptor", deed: "insert", coin });
});

for (const coin of document.querySelectorAll("[data-coin]")) {
  const value = coin.dataset.coin;
  const label = value === "token" ? "投入外國代幣 Insert a foreign token" : `投入 ${value} 元硬幣 Insert NT$${value}`;
  coin.setAttribute("aria-label", label);
  coin.title = label;
}

byId("notes").addEventListener("click", (event) => {
  const note = event.target.closest("[data-note]")?.dataset.note;
  if (note) post("do", { device: "bill_validator", deed: "insert", note: Number(note) });
});

for (const note of document.querySelectorAll("[data-note]")) {
  const label = `投入 ${note.dataset.note} 元紙鈔 Insert a note of NT$${note.dataset.note}`;
  note.setAttribute("aria-label", label);
  note.title = label;
}

byId("network").addEventListener("click", (event) => {
  const line = event.target.closest("[data-line]")?.dataset.line;
  if (line) post("do", { device: "network", deed: "switch", line });
});

for (const button of document.querySelectorAll("[data-kiosk]")) {
  button.addEventListener("click", () => post("do", { device: "kiosk", deed: button.dataset.kiosk }));
}

const glass = byId("glass");
glass.addEventListener("click", (event) => {
  const box = byId("screen").getBoundingClientRect();
  const x = (event.clientX - box.left) / box.width, y = (event.clientY - box.top) / box.height;
  if (x >= 0 && x < 1 && y >= 0 && y < 1) post("touch", { x, y });
});

glass.addEventListener("keydown", (event) => {
  if (/^[0-9A-Za-z]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    post("type", { digits: event.key.toUpperCase() });
  }
});

// After the page has loaded: a picture that never ends would keep the browser "loading" for ever.
addEventListener("load", () => {
  look();
  setInterval(() => { if (!document.hidden) look(); }, LOOK_EVERY_MS);
});
