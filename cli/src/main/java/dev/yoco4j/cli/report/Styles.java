package dev.yoco4j.cli.report;

/// The looks of the page and of its pictures, in light and dark and on paper.
final class Styles {
  /// Colours; the blue and the grey of the two models tell apart without colour, by lightness.
  static final String PALETTE =
      """
      :root { --page: #ffffff; --panel: #f5f7fa; --ink: #1c2430; --soft: #56606e; --rule: #d9dde3;
        --grid: #e6e9ee; --yoco: #2a5fb0; --transformer: #a7b0bd; --dot: #c0700a; color-scheme: light dark }
      @media (prefers-color-scheme: dark) { :root { --page: #10151c; --panel: #171e27; --ink: #e8ecf2;
        --soft: #aab4c2; --rule: #364150; --grid: #28313d; --yoco: #6f9fe6; --transformer: #5f6b7b; --dot: #e0a63a } }
      @media print { :root { --page: #ffffff; --panel: #ffffff; --ink: #000000; --soft: #444444;
        --rule: #999999; --grid: #dddddd; --yoco: #2a5fb0; --transformer: #a7b0bd; --dot: #c0700a } }
      """;

  /// What is in the pictures.
  static final String CHART =
      """
      .chart { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; font-size: 14px }
      .chart text { fill: var(--ink) }
      .chart .tick { font-size: 13px; fill: var(--soft); paint-order: stroke; stroke: var(--page); stroke-width: 4px }
      .chart .name { font-weight: 600 }
      .chart .middle { text-anchor: middle }
      .chart .end { text-anchor: end }
      .chart .page { fill: var(--page) }
      .chart .grid { stroke: var(--grid) }
      .chart .axis { stroke: var(--soft) }
      .chart .raw { fill: none; stroke: var(--yoco); stroke-opacity: 0.5 }
      .chart .mean { fill: none; stroke: var(--yoco); stroke-width: 2.4; stroke-linejoin: round }
      .chart .dot { fill: var(--dot); stroke: var(--page) }
      .chart .yoco { fill: var(--yoco) }
      .chart .transformer { fill: var(--transformer) }
      """;

  /// What is on the page.
  static final String PAGE =
      """
      body { margin: 0; background: var(--page); color: var(--ink);
        font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif }
      main { max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
      h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.75rem }
      h2 { font-size: 1.25rem; margin: 2.75rem 0 0.75rem; padding-bottom: 0.3rem; border-bottom: 1px solid var(--rule) }
      p { max-width: 44rem }
      .lead { font-size: 1.1rem }
      .note, caption, figcaption { color: var(--soft); font-size: 0.9rem }
      figure { margin: 1rem 0 }
      .chart { display: block; width: 100%; height: auto }
      .wide { overflow-x: auto }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums }
      caption { text-align: left; padding-bottom: 0.6rem }
      th, td { padding: 0.4rem 0.8rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule) }
      .facts th { font-weight: 400; color: var(--soft); padding-left: 0; white-space: nowrap }
      .costs { width: 100% }
      .costs th, .costs td { text-align: right; white-space: nowrap }
      .costs thead th { font-weight: 600 }
      .costs thead tr:first-child th { text-align: center }
      .costs .ours { color: var(--yoco); font-weight: 600 }
      .costs .first { border-left: 1px solid var(--rule) }
      .how { display: block; color: var(--soft); font-size: 0.8rem; font-weight: 400 }
      pre { background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 0.8rem 1rem;
        margin: 0.4rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere;
        font: 0.9rem/1.5 ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
      .prompt { font-weight: 700; color: var(--yoco) }
      .next { padding-left: 1.2rem }
      .next li { margin-bottom: 0.9rem }
      @media (max-width: 40rem) { figure { overflow-x: auto } .chart { min-width: 36rem } }
      @media print { main { max-width: none; padding: 0 } h2, caption { break-after: avoid }
        figure, tr, pre, li { break-inside: avoid } .wide { overflow: visible } body { font-size: 11pt } }
      """;

  private Styles() {}
}
