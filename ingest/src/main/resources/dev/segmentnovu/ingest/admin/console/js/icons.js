/** The icons: lines of 16 × 16, in the colour of the text beside them. They mean nothing without that text. */
import { svg, html } from "lit";

const SHAPES = {
  alert: svg`<path d="M8 2.200 14.500 13.300H1.500zM8 6.500v3.200M8 11.600v.1"/>`,
  arrow: svg`<path d="M3 8h10M9.500 4.500 13 8l-3.500 3.500"/>`,
  back: svg`<path d="M13 8H3M6.500 4.500 3 8l3.500 3.500"/>`,
  check: svg`<path d="m3 8.500 3.200 3.200L13 4.800"/>`,
  clock: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.500V8l2.300 1.500"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  copy: svg`<rect x="5.500" y="5.500" width="8" height="8" rx="1.500"/><path d="M10.500 5.500v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>`,
  download: svg`<path d="M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.500 13.500h11"/>`,
  edit: svg`<path d="m3 13 .6-2.800 7.300-7.300a1.200 1.200 0 0 1 1.700 0l.5.5a1.200 1.200 0 0 1 0 1.700L5.800 12.400zM9.500 4.300l2.200 2.200"/>`,
  events: svg`<path d="M2.500 4h11M2.500 8h7M2.500 12h9"/><circle cx="13" cy="8" r=".6"/>`,
  eye: svg`<path d="M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8z"/><circle cx="8" cy="8" r="2"/>`,
  filter: svg`<path d="M2 3.500h12L9.500 8.700v4.100l-3-1.300V8.700z"/>`,
  gear: svg`<circle cx="8" cy="8" r="2.200"/><path d="M8 1.800v1.700M8 12.500v1.700M1.800 8h1.700M12.500 8h1.700M3.600 3.600l1.200 1.200M11.200 11.200l1.200 1.200M3.600 12.400l1.200-1.200M11.200 4.800l1.200-1.200"/>`,
  heart: svg`<path d="M1.500 8h3l1.500-3.500 3 7L10.700 8h3.800"/>`,
  inbox: svg`<path d="M2 9.500 4 3h8l2 6.500V13H2zM2 9.500h3.500c0 1.400 1 2.300 2.500 2.300s2.500-.9 2.500-2.300H14"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.500V11M8 5v.1"/>`,
  issue: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.800v3.700M8 11v.1"/>`,
  jobs: svg`<rect x="2.500" y="2.500" width="11" height="3" rx="1"/><rect x="2.500" y="6.500" width="8" height="3" rx="1"/><rect x="2.500" y="10.500" width="5" height="3" rx="1"/>`,
  keyboard: svg`<rect x="1.500" y="4" width="13" height="8.500" rx="1.500"/><path d="M4 6.800h.1M6.700 6.800h.1M9.300 6.800h.1M12 6.800h.1M5 9.800h6"/>`,
  map: svg`<path d="M2.500 4.500h3l5 7h3M2.500 11.500h3l1.400-2M9.100 6.500l1.400-2h3"/>`,
  menu: svg`<path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11"/>`,
  message: svg`<path d="M2 3h12v8.500H7.500L4.500 14v-2.500H2z"/>`,
  moon: svg`<path d="M13.200 9.600A5.700 5.700 0 0 1 6.400 2.800a5.700 5.700 0 1 0 6.800 6.800z"/>`,
  out: svg`<path d="M6 2.500H3v11h3M7 8h6.500M10.800 5.200 13.500 8l-2.700 2.800"/>`,
  pause: svg`<path d="M5.500 3.500v9M10.500 3.500v9"/>`,
  play: svg`<path d="M4.500 3v10l8-5z"/>`,
  plug: svg`<path d="M5.500 2v3M10.500 2v3M3.500 5h9v2.500a4.500 4.500 0 0 1-9 0zM8 12v2"/>`,
  pulse: svg`<path d="M1.500 8.500h3L6.500 3l3 10 2-4.500h3"/>`,
  redo: svg`<path d="M13 6.500A5.500 5.500 0 1 0 13.500 9M13.300 2.800v3.700H9.600"/>`,
  search: svg`<circle cx="7" cy="7" r="4.500"/><path d="m10.500 10.500 3 3"/>`,
  send: svg`<path d="M14 2 7.300 8.700M14 2l-4.200 12-2.500-5.300L2 6.200z"/>`,
  shield: svg`<path d="M8 1.800 13 3.700v4c0 3.300-2.100 5.500-5 6.500-2.900-1-5-3.200-5-6.500v-4z"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1"/>`,
  sun: svg`<circle cx="8" cy="8" r="2.800"/><path d="M8 1.500v1.300M8 13.200v1.300M1.500 8h1.300M13.200 8h1.300M3.400 3.400l.9.900M11.700 11.700l.9.900M3.400 12.600l.9-.9M11.700 4.300l.9-.9"/>`,
  system: svg`<rect x="2" y="3" width="12" height="8" rx="1"/><path d="M6 13.500h4"/>`,
  trash: svg`<path d="M2.500 4.500h11M6 4.500v-2h4v2M4 4.500l.6 9h6.800l.6-9M6.700 7v4M9.300 7v4"/>`,
  user: svg`<circle cx="8" cy="5.500" r="2.700"/><path d="M2.800 13.500a5.300 5.300 0 0 1 10.400 0"/>`,
};

/**
 * @param {keyof typeof SHAPES} name
 * @returns {import("lit").TemplateResult}
 */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;
}

/** The address of the relay's own picture. */
export const LOGO = document.querySelector('link[rel="icon"]').getAttribute("href");
