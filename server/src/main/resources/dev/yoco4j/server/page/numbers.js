// Numbers as people read them.

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

export function bytes(n) {
  let unit = 0;
  let value = n;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toLocaleString("en", { maximumFractionDigits: unit ? 1 : 0 })} ${UNITS[unit]}`;
}

export function count(n, maximumFractionDigits = 0) {
  return n.toLocaleString("en", { maximumFractionDigits });
}

export function tokens(n) {
  return `${count(n)} ${n === 1 ? "token" : "tokens"}`;
}
