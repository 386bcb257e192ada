// A drawing of the page as a file: the SVG elements side by side in a box, with the colours they have now, under their title and the line of their measure.
const namespace = 'http://www.w3.org/2000/svg', head = 52, edge = 12;
const kept = ['fill', 'stroke', 'stroke-width', 'font-family', 'font-size', 'font-weight', 'text-anchor'];
export async function download(box, format, title, subtitle) {
  const style = getComputedStyle(document.documentElement), text = style.getPropertyValue('--sw-text').trim();
  const parts = [...box.querySelectorAll(':scope > svg')], origin = box.getBoundingClientRect(), rects = parts.map(part => part.getBoundingClientRect());
  const width = Math.max(640, ...rects.map(r => r.right - origin.left)) + 2 * edge, height = Math.max(...rects.map(r => r.height)) + head + 2 * edge;
  const whole = node('svg', { xmlns: namespace, width, height, 'font-family': 'system-ui, sans-serif' });
  whole.append(node('rect', { width: '100%', height: '100%', fill: style.getPropertyValue('--sw-surface').trim() }),
    node('text', { x: edge, y: 22, fill: text, 'font-size': 14, 'font-weight': 600 }, title), node('text', { x: edge, y: 42, fill: text, 'font-size': 12 }, subtitle));
  parts.forEach((part, i) => whole.append(painted(part, { x: rects[i].left - origin.left + edge, y: head + edge, width: rects[i].width, height: rects[i].height })));
  await saveAs(whole, format, title);
}
function painted(svg, place) {
  const copy = svg.cloneNode(true), drawn = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(drawn[i]);
    for (const name of kept) element.setAttribute(name, style.getPropertyValue(name));
    if (element.localName === 'svg') element.setAttribute('overflow', 'visible');
    element.removeAttribute('class');
  });
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return copy;
}
// Saves an SVG element of its own as it is, or as pixels.
export async function saveAs(svg, format, title) {
  const blob = new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
  const name = title.replace(/[^\p{L}\p{N} ]/gu, '').slice(0, 60);
  save(format === 'svg' ? blob : await rasterised(blob, +svg.getAttribute('width'), +svg.getAttribute('height')), `${name}.${format}`);
}
function rasterised(blob, width, height) {
  return new Promise((resolve, reject) => {
    const image = new Image(), address = URL.createObjectURL(blob);
    image.onload = () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: width * 2, height: height * 2 });
      const pen = canvas.getContext('2d');
      pen.scale(2, 2);
      pen.drawImage(image, 0, 0);
      URL.revokeObjectURL(address);
      canvas.toBlob(resolve, 'image/png');
    };
    image.onerror = reject;
    image.src = address;
  });
}
function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
export function node(kind, attributes, text) {
  const element = document.createElementNS(namespace, kind);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}
