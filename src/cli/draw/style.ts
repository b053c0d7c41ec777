/** How a drawing looks by itself, on light and on dark paper. The page of the runtime has its own colours. @module */

export const drawingStyle = `
.chart{--ink:#1f2933;--soft:#66727f;--rule:#9aa5b1;--paper:#fff;--rest:#e6f4ee;--rest-rule:#4d9a7c;--wait:#fdf3df;--wait-rule:#c08a2e}
@media (prefers-color-scheme:dark){.chart{--ink:#e4e8ec;--soft:#9aa7b4;--rule:#5f6b78;--paper:#1b2026;--rest:#173229;--rest-rule:#4fa886;--wait:#352a14;--wait-rule:#b98a3a}}
.chart text{text-anchor:middle;fill:var(--ink);font:500 13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.chart .caption{font-size:11px;font-weight:400;fill:var(--soft)}
.chart .event{font:400 10.5px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--soft)}
.chart .box{fill:var(--paper);stroke:var(--rule);stroke-width:1.25}
.chart .rest .box{fill:var(--rest);stroke:var(--rest-rule)}
.chart .waits .box{fill:var(--wait);stroke:var(--wait-rule)}
.chart .ring{fill:none;stroke:var(--rule)}
.chart .any .box{stroke-dasharray:3 3;fill:none}
.chart .any .name{font-size:12px;font-weight:400;fill:var(--soft)}
.chart .compound .box{fill:none}
.chart .start circle,.chart .tip{fill:var(--rule)}
.chart .line{fill:none;stroke:var(--rule);stroke-width:1.25}
`.trim();
