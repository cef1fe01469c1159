/** The page's whole style. System fonts, no inline style anywhere: the Content-Security-Policy allows exactly this text. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbf9;--panel:#fff;--ink:#1d1e21;--soft:#5b5f67;--line:#e2e2dc;--hover:#f3f3ee;--accent:#1a5fb4;--bad:#b3261e;--ok:#1d6b3f;--warn:#855300;--chip:#efefe9;
--k0:#b8473d;--k1:#d99a2b;--k2:#2c7d84;--k3:#5666c9;--k4:#94559f;--k5:#8d939b;--ref:#3c4048;--grid:#e2e2dc}
@media screen and (prefers-color-scheme:dark){:root{--bg:#131416;--panel:#1a1c1f;--ink:#e9e9e6;--soft:#a4a8b0;--line:#2d3035;--hover:#212327;--accent:#8cb6f5;--bad:#f0a29b;--ok:#7fcf9f;--warn:#e6bb68;--chip:#282b30;
--k0:#e0776d;--k1:#e3b25a;--k2:#55aeb5;--k3:#8b98ee;--k4:#bd86c7;--k5:#7d838c;--ref:#c9ccd2;--grid:#2d3035}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums}
:root[lang=en] [lang=zh-CN]:not(:root),:root[lang=zh-CN] [lang=en]:not(:root){display:none}
.m,code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","Noto Sans Mono CJK SC",monospace;font-size:.9em}
bdi,td,dd,li,p,h1,h2,h3{overflow-wrap:anywhere}
a{color:var(--accent)}
.skip{position:absolute;left:-999em;padding:.5em 1em;background:var(--panel)}
.skip:focus{left:1rem;top:.5rem;z-index:2}
main,header,footer{max-width:78rem;margin:0 auto;padding:0 1.5rem}
header{display:flex;gap:1rem;align-items:flex-start;justify-content:space-between;padding-top:2.4rem}
.over{margin:0;color:var(--soft);font-size:.86rem;letter-spacing:.01em}
h1{font-size:1.9rem;line-height:1.25;font-weight:650;margin:.15rem 0 .5rem;letter-spacing:-.01em;word-break:keep-all}
.lead{font-size:1.16rem;line-height:1.5;margin:.2rem 0 0;max-width:58rem}
h2{font-size:1.14rem;font-weight:650;margin:0 0 .9rem;letter-spacing:-.005em}
h3{font-size:.86rem;font-weight:600;color:var(--soft);margin:0 0 .45rem}
section{margin:2.6rem 0 0;padding-top:1.5rem;border-top:1px solid var(--line)}
.soft{color:var(--soft)}.small{font-size:.86rem}
.notice{margin:1.1rem 0 0;padding:.6rem .9rem;background:var(--chip);border-radius:.5rem;font-size:.92rem}
button,select,input{font:inherit;color:inherit}
button,select,input[type=search]{background:var(--panel);border:1px solid var(--line);border-radius:.45rem;padding:.32rem .7rem;min-height:2.1rem}
button{cursor:pointer}button:hover{background:var(--hover)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.tiles{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));margin:1.8rem 0 0;padding:0;border:1px solid var(--line);border-radius:.7rem;background:var(--panel)}
.tiles>div{padding:.95rem 1.15rem;border-left:1px solid var(--line)}.tiles>div:first-child{border-left:0}
.tiles dt{color:var(--soft);font-size:.84rem}
.tiles dd{margin:.1rem 0 0}.tiles .big{font-size:1.75rem;line-height:1.25;font-weight:620;letter-spacing:-.015em}
.tiles .small{color:var(--soft)}
.up{color:var(--bad)}.down{color:var(--ok)}
.cols{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.2rem 2.2rem}
.plain{list-style:none;margin:0;padding:0}
.cols .plain li{padding:.38rem 0;border-top:1px solid var(--line);display:grid;grid-template-columns:1fr auto;gap:0 .8rem}
.cols .plain li:first-child{border-top:0}
.spaced{margin-top:1.1rem}
.n{text-align:right;white-space:nowrap}
figure{margin:0}
.chart{display:block;width:100%;height:auto}.chart text{font:11px system-ui,sans-serif}
.narrow{display:none}
.f-k0{fill:var(--k0)}.f-k1{fill:var(--k1)}.f-k2{fill:var(--k2)}.f-k3{fill:var(--k3)}.f-k4{fill:var(--k4)}.f-k5{fill:var(--k5)}
.s-ref{stroke:var(--ref)}.s-grid{stroke:var(--grid)}.f-label{fill:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.5rem 0 .6rem;padding:0;list-style:none;font-size:.86rem;color:var(--soft)}
.legend svg{width:.8rem;height:.8rem;margin-right:.4rem;vertical-align:-.06rem}
.legend .line{stroke:var(--ref);stroke-width:1.5;stroke-dasharray:3 2}
summary{cursor:pointer;color:var(--soft);font-size:.86rem;width:fit-content}
table{border-collapse:collapse;width:100%;text-align:left}
th{font-weight:600;font-size:.84rem;color:var(--soft)}
th,td{padding:.45rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{padding-left:0}
.scroll{overflow-x:auto}
.causes td{border:0;padding-top:.3rem;padding-bottom:.3rem}
.causes .bar{display:block;width:100%;min-width:6rem;height:.5rem;margin-top:.5rem;border-radius:.25rem}
.causes td:nth-child(1){width:38%}.causes td:nth-child(2){width:24%}
.bar-all{fill:var(--chip)}.bar-part{fill:var(--k2)}.open .bar-part{fill:var(--k5)}
.chip{display:inline-block;padding:0 .5em;border-radius:1em;background:var(--chip);font-size:.8rem;line-height:1.6;white-space:nowrap}
.certain{color:var(--ok)}.likely{color:var(--warn)}.possible{color:var(--soft)}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:0 0 .7rem}
.tools label{display:flex;flex-direction:column;font-size:.8rem;color:var(--soft);gap:.15rem;min-width:0}
.tools label:first-child{flex:1 1 16rem}.tools select{max-width:14rem}
.tools input,.tools select{color:var(--ink);font-size:.92rem;width:100%}
.groups{font-size:.92rem;table-layout:fixed}
.groups th{vertical-align:middle;position:sticky;top:0;background:var(--bg);z-index:1;padding-top:.2rem;padding-bottom:.2rem}
.groups th button{border:0;background:none;padding:.2rem 0;min-height:2rem;font-weight:600;color:inherit;text-align:inherit;white-space:nowrap}
.groups th button::after{content:"";display:inline-block;width:1em}
.groups th[aria-sort=descending] button::after{content:" ↓"}.groups th[aria-sort=ascending] button::after{content:" ↑"}
.groups th[aria-sort] button{color:var(--ink)}
.c-n{width:5.4rem}.c-cause{width:19%}.c-req{width:15%}.c-b{width:13%}.c-k{width:9.5%}.c-s{width:6.2rem}.c-x{width:6rem}
.groups td button{white-space:nowrap}.groups td:last-child:not([colspan]){padding-right:0;text-align:right}
.groups td.n{font-weight:620}
.groups tr.row>td:nth-child(1) .small{display:block;font-weight:400;color:var(--soft)}
.clamp{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
.groups tbody tr.row:hover{background:var(--hover)}
.detail>td{padding:1rem 1.2rem 1.6rem;background:var(--panel)}
.detail h4{font-size:.86rem;font-weight:650;margin:1.1rem 0 .35rem}
.diag{padding:0 0 .6rem}.diag+.diag{border-top:1px solid var(--line);padding-top:1rem}
.diag>h3{font-size:1.02rem;color:var(--ink);margin:0 0 .2rem}
.diag p{margin:.2rem 0;max-width:52rem}
.detail ol,.detail ul{margin:.2rem 0;padding-left:1.3rem;max-width:52rem}
.detail li{margin:.15rem 0}
.checks{list-style:none;padding:0!important}
.checks li{display:grid;grid-template-columns:6.6rem 1fr;gap:.7rem}
.st-pass{color:var(--ok)}.st-fail{color:var(--bad)}.st-unknown{color:var(--warn)}.st-not-applicable{color:var(--soft)}
pre{margin:.3rem 0;padding:.8rem 1rem;background:var(--bg);border:1px solid var(--line);border-radius:.5rem;overflow:auto;max-height:24rem;font-size:.82rem;line-height:1.5}
.fixbar{display:flex;gap:.8rem;align-items:center;justify-content:space-between;flex-wrap:wrap}
.lists{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.4rem 1.8rem}
.lists li{display:grid;grid-template-columns:1fr auto;gap:.8rem;font-size:.88rem}.lists ul{list-style:none;padding:0}
.lists bdi,.who bdi{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
.who{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.4rem 2.2rem}
.who li{display:grid;grid-template-columns:1fr auto;gap:.8rem;padding:.3rem 0;border-top:1px solid var(--line)}.who li:first-child{border:0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.9rem 2rem;margin:0}
.facts dt{color:var(--soft);font-size:.84rem}.facts dd{margin:0}
footer{margin-top:2.6rem;padding-top:1.2rem;padding-bottom:3rem;color:var(--soft);font-size:.86rem}
.visually-hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.label{display:none}
@media (max-width:64rem){.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}.tiles>div:nth-child(4){border-left:0}.tiles>div:nth-child(n+4){border-top:1px solid var(--line)}.c-k{width:9.5rem}}
@media (max-width:52rem){main,header,footer{padding-left:1rem;padding-right:1rem}header{padding-top:1.4rem}h1{font-size:1.5rem}.lead{font-size:1.05rem}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles>div{padding:.7rem .9rem;border-left:1px solid var(--line);border-top:1px solid var(--line)}.tiles>div:nth-child(odd){border-left:0}.tiles>div:nth-child(-n+2){border-top:0}.tiles>div:first-child{grid-column:1/-1}.tiles>div:nth-child(2){border-top:1px solid var(--line);border-left:0}.tiles>div:nth-child(3){border-left:1px solid var(--line)}.tiles>div:nth-child(4){border-left:0}.tiles>div:nth-child(5){border-left:1px solid var(--line)}
.tiles .big{font-size:1.45rem}.cols{grid-template-columns:1fr}.wide{display:none}.narrow{display:block}
.groups,.groups tbody,.groups tr,.groups td{display:block}.groups thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.groups colgroup{display:none}
.groups tr.row{padding:.8rem 0;border-bottom:1px solid var(--line)}.groups td,.groups td:last-child:not([colspan]){border:0;padding:.1rem 0;text-align:left}
.groups tr.row td:nth-child(1){font-size:1.1rem}.groups tr.row>td:nth-child(1) .small{display:inline;margin-left:.5rem}
.label{display:inline;color:var(--soft);font-size:.8rem;margin-right:.45em}
.clamp{display:inline}.detail>td{padding:.6rem 0 1.2rem;background:none}.checks li{grid-template-columns:1fr;gap:0}
.tools select{max-width:none}.tools label{flex:1 1 8rem}
.causes tr{display:grid;grid-template-columns:1fr auto auto;gap:0 .6rem;padding:.35rem 0}.causes td{padding:0!important;width:auto!important}.causes td:nth-child(1){grid-column:1/-1}.causes td:nth-child(2){align-self:center}.causes .bar{margin-top:0}}
@media print{:root{color-scheme:light;--bg:#fff;--panel:#fff}body{font-size:11px}.tools,.more,header button,.skip,.copy,.c-x,.groups th:last-child,.groups td:last-child:not([colspan]){display:none}
section{break-inside:auto;margin-top:1.2rem;padding-top:.8rem}h2,h3,h4,tr.row,.diag>h3{break-after:avoid}tr.row,.tiles,figure{break-inside:avoid}.groups th{position:static}.clamp{display:block}pre{max-height:none;white-space:pre-wrap}main,header,footer{max-width:none;padding-left:0;padding-right:0}a{color:inherit}}
`;
