// A heat grid as a picture: the table as it is drawn now, theme and all.
import { node, saveAs } from './picture.js';
const namespace = 'http://www.w3.org/2000/svg', cell = 18, label = 130, head = 56;
export async function download(table, format, title, subtitle) {
  await saveAs(picture(table, title, subtitle), format, title);
}
function picture(table, title, subtitle) {
  const names = [...table.querySelectorAll('tbody th')].map(th => th.textContent.trim());
  const width = label + names.length * cell + 16, height = head + label + names.length * cell + 16, style = getComputedStyle(document.documentElement);
  const svg = node('svg', { xmlns: namespace, width: Math.max(width, 360), height, 'font-family': 'system-ui, sans-serif' });
  const text = style.getPropertyValue('--sw-text').trim();
  svg.append(node('rect', { width: '100%', height: '100%', fill: style.getPropertyValue('--sw-surface').trim() }),
    node('text', { x: 8, y: 20, fill: text, 'font-size': 14, 'font-weight': 600 }, title), node('text', { x: 8, y: 38, fill: text, 'font-size': 12 }, subtitle));
  names.forEach((name, i) => {
    const y = head + label + i * cell + 13, x = label + i * cell + 13;
    svg.append(node('text', { x: label - 6, y, fill: text, 'font-size': 11, 'text-anchor': 'end' }, short(name)),
      node('text', { transform: `translate(${x} ${head + label - 6}) rotate(-90)`, fill: text, 'font-size': 11 }, short(name)));
  });
  [...table.querySelectorAll('tbody tr')].forEach((row, r) => [...row.querySelectorAll('td')].forEach((td, c) => {
    const rect = node('rect', { x: label + c * cell, y: head + label + r * cell, width: cell - 1, height: cell - 1, fill: opaque(getComputedStyle(td).backgroundColor) });
    rect.append(node('title', {}, td.title));
    svg.append(rect);
  }));
  return svg;
}
// A mixed colour as red, green and blue, which every reader of pictures knows.
function opaque(colour) {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  return a === 0 ? 'none' : `rgb(${r},${g},${b})`;
}
function short(name) { return name.length > 20 ? name.slice(0, 19) + '…' : name; }
