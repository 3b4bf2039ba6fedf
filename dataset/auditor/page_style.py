"""How the auditor's page looks on a screen and in print."""

STYLE = """
body{margin:0;font:14px/1.6 sans-serif;color:#222}
main{margin:0 auto;max-width:76em;padding:12px 24px}
h1{font-size:20px;margin:22px 0 4px} h2{font-size:16px;margin:22px 0 6px}
h3{font-size:14px;margin:8px 0 2px}
.facts{color:#555;margin:4px 0} .facts span{margin-right:18px;display:inline-block}
.facts span{overflow-wrap:anywhere}
.finding{border:1px solid #ccc;border-left-width:6px;margin:12px 0;padding:4px 14px 8px}
.error{border-left-color:#c01c28} .warning{border-left-color:#e5a50a} .note{border-left-color:#888}
.key{float:right;font:12px monospace;color:#777;text-decoration:none}
.decision{background:#eef3ea;padding:0 6px} .clause{border-left:3px solid #9db;padding-left:8px}
summary{cursor:pointer;color:#1a5fb4} a{color:#1a5fb4}
a:focus-visible,summary:focus-visible{outline:2px solid #1a5fb4}
:target{box-shadow:0 0 0 3px #f6d32d}
.place,.en{color:#666} .spot{color:#777;font-size:12px;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:6px 0;font-size:13px} .scroll{overflow-x:auto}
th,td{border:1px solid #bbb;padding:2px 7px;text-align:left;vertical-align:top}
th{background:#f4f4f1;font-weight:normal} .scroll td{white-space:nowrap}
td.hit{background:#ffe08a;font-weight:bold} td.used{background:#fff6d8}
caption{text-align:left;color:#666}
figure{margin:6px 0} figcaption{font-size:13px;color:#444}
img{max-width:100%;border:1px solid #ddd;margin:2px 8px 2px 0;vertical-align:top}
details img{max-height:60em}
@page{margin:14mm 12mm}
@media print{body{font-size:10pt} main{max-width:none;padding:0} .scroll{overflow:visible}
.scroll td{white-space:normal} table{font-size:9pt} h1,h2,h3,thead{break-after:avoid}
.finding,figure,tr{break-inside:avoid}
details:not([open])>summary{color:#555}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
