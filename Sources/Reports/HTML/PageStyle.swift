/// How the page looks: on a telephone, on a desk, on paper, by day and by night.
enum PageStyle {
  static let sheet: StaticString = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
    main { max-width: 860px; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .4rem; }
    nav { margin: 1rem 0; }
    nav ol { margin: 0; padding-left: 2.6rem; }
    nav li { padding: .1rem 0; }
    a { color: var(--note); }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .4rem; }
    p + h2, pre + h2, .scroll + h2 { margin-top: 1.4rem; }
    h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
    p { margin: .3rem 0; }
    article, section { border-top: 1px solid var(--line); padding: 1.2rem 0; }
    footer { border-top: 1px solid var(--line); padding: 1rem 0; }
    .faint, small { color: var(--faint); }
    .bad { color: var(--bad); }
    .doubtful { color: var(--warn); }
    .sure { font-size: .8rem; font-weight: normal; border: 1px solid currentColor;
      border-radius: 1em; padding: .1em .7em; white-space: nowrap; }
    .whole { white-space: nowrap; }
    .reason, .fact { display: grid; grid-template-columns: 8.2em 1fr; }
    article > h2 + .fact { margin-top: .8rem; }
    pre, .steps { font: 13px/1.45 "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas,
      monospace; }
    pre { white-space: pre-wrap; background: var(--shade); border-left: 3px solid var(--line);
      margin: .2rem 0 .6rem; padding: .4rem .6rem; }
    table { border-collapse: collapse; }
    td, th { padding: .15rem 1rem .15rem 0; vertical-align: top; text-align: left; }
    .steps { width: 100%; margin-top: .6rem; }
    .steps td:first-child { text-align: right; white-space: nowrap; color: var(--faint);
      width: 1%; }
    /* a shadow at the side where more of a table is */
    .scroll { overflow-x: auto; background:
      linear-gradient(to right, var(--paper) 1rem, transparent 2rem) 0 0 / 2rem 100% no-repeat local,
      linear-gradient(to left, var(--paper) 1rem, transparent 2rem) 100% 0 / 2rem 100% no-repeat local,
      linear-gradient(to right, var(--line), transparent) 0 0 / .6rem 100% no-repeat scroll,
      linear-gradient(to left, var(--line), transparent) 100% 0 / .6rem 100% no-repeat scroll; }
    .scroll table { font-size: .9rem; overflow-wrap: normal; }
    .scroll th { vertical-align: bottom; }
    .scroll th, .scroll td { padding-right: .6rem; }
    .scroll td:last-child { overflow-wrap: anywhere; min-width: 7em; }
    .lines { padding-left: 2rem; }
    .lines li { margin-bottom: .3rem; }
    .lines li:target pre { border-left-color: var(--bad); }
    .lines pre { margin: 0; }
    .lines small { display: block; line-height: 1.2; }
    svg { display: block; width: 100%; height: auto; }
    svg.narrow { display: none; }
    @media (max-width: 620px) {
      svg.wide { display: none; }
      svg.narrow { display: block; max-width: 480px; margin: 0 auto; }
      .reason, .fact, .reason b, .fact b { display: block; }
      .scroll table, .scroll tbody, .scroll tr { display: block; }
      .scroll tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
      .scroll th, .scroll td:empty { display: none; }
      .scroll td { display: block; padding: 0; overflow-wrap: anywhere; }
      .scroll td[data-title]::before { content: attr(data-title) ": "; color: var(--faint); }
    }
    @media screen and (max-width: 1100px) {
      .many, .many tbody, .many tr { display: block; }
      .many tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
      .many th, .many td:empty { display: none; }
      .many td { display: block; padding: 0; overflow-wrap: anywhere; }
      .many td[data-title]::before { content: attr(data-title) ": "; color: var(--faint); }
    }
    @media print {
      main { max-width: none; padding: 0; }
      .scroll { overflow: visible; }
      .scroll table { font-size: .7rem; }
      .scroll th, .scroll td { padding-right: .4rem; }
      h2, h3, section h2 + p, .reason { break-after: avoid; }
      pre, tr, svg, .lines li { break-inside: avoid; }
      a { color: inherit; }
    }

    """
}
