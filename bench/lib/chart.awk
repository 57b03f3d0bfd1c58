#!/usr/bin/awk -f
# Draws the requests/s in a RESULTS.md as a bar chart: bench/lib/chart.awk bench/RESULTS.md >bench/results.svg
# PHP and nginx have a scale each: nginx serves a file, which is an order of magnitude faster than a query.

BEGIN {
  FS = " *[|] *"
  name["jvm"] = "service, JVM"
  name["native"] = "service, native"
}

/^- / && machine == "" { machine = substr($0, 3) }
/^## / { section = title = substr($0, 4) }
/^### / { title = section ", " tolower(substr($0, 5, 1)) substr($0, 6) }
!/^[|]/ { table = "none"; next }
/^[|]-/ { next }
table == "none" { header(); next }

# One server per row, the peer first.
table == "servers" {
  if (peer == "") { peer = $2; peer_rate = $column }
  ratio = $(column + 1) ~ /^[*]/ ? $(column + 1) : sprintf("%.2f", $column / peer_rate)
  if ($2 in name) add(name[$2], $2, $column, ratio)
  else add($2, "peer", $column, "")
}

# One load per row; the peer is the third field, a flavour of the service every third one after it.
table == "loads" {
  if (peer == "") { peer = "nginx"; add(peer_label, "peer", $3, "") }
  for (i = 4; i < NF; i += 3) add(i == 4 ? $2 : "", flavour[i], $i, $(i + 1))
}

function header(i) {
  table = "other"
  peer = ""
  if ($3 ~ /^nginx/) {
    table = "loads"
    peer_label = $3
    for (i = 4; i < NF; i += 3) flavour[i] = $i
  }
  for (i = NF; i > 2; i--) if ($i == "requests/s" || $i == "with flood") { table = "servers"; column = i }
}

function add(text, kind, value, ratio) {
  n++
  gsub(/[*]/, "", ratio)
  heading[n] = title; label[n] = text; class[n] = kind; rate[n] = value; scale[n] = peer
  factor[n] = ratio == "" ? "" : ratio " × " peer
  used[kind] = 1
  if (value > max[peer]) max[peer] = value
}

function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }

function grouped(number) {
  number = sprintf("%.0f", number)
  while (match(number, /[0-9][0-9][0-9][0-9]+/)) {
    number = substr(number, 1, RSTART + RLENGTH - 4) "," substr(number, RSTART + RLENGTH - 3)
  }
  return number
}

function legend(kind, text) {
  if (!(kind in used)) return
  printf "<rect class=\"%s\" x=\"%d\" y=\"58\" width=\"14\" height=\"14\"/>", kind, x
  printf "<text x=\"%d\" y=\"70\">%s</text>\n", x + 20, text
  x += 150
}

END {
  if (!n) { print "no figures" >"/dev/stderr"; exit 1 }
  height = 88 + 22 * n
  for (i = 1; i <= n; i++) height += heading[i] != heading[i - 1] ? 36 : 0
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"800\" height=\"%d\" viewBox=\"0 0 800 %d\">\n", height, height
  print "<title>Requests per second of the service, PHP and nginx</title>"
  print "<style>text{font:13px system-ui,sans-serif;fill:#1f2328}.b{font-weight:600}.r{text-anchor:end}"
  print ".peer{fill:#8c959f}.jvm{fill:#0969da}.native{fill:#1a7f37}</style>"
  print "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#fff\"/>"
  print "<text class=\"b\" x=\"20\" y=\"28\">Requests per second</text>"
  printf "<text x=\"20\" y=\"47\">%s. Comparisons with PHP and with nginx have different scales.</text>\n", escape(machine)
  x = 20
  legend("peer", "PHP or nginx")
  legend("jvm", name["jvm"])
  legend("native", name["native"])
  y = 76
  for (i = 1; i <= n; i++) {
    if (heading[i] != heading[i - 1]) {
      y += 36
      print "<text class=\"b\" x=\"20\" y=\"" y - 8 "\">" escape(heading[i]) "</text>"
    }
    width = 360 * rate[i] / max[scale[i]]
    if (label[i] != "") printf "<text class=\"r\" x=\"258\" y=\"%d\">%s</text>", y + 13, escape(label[i])
    printf "<rect class=\"%s\" x=\"264\" y=\"%d\" width=\"%.1f\" height=\"16\"/>", class[i], y, width
    printf "<text x=\"%.1f\" y=\"%d\">%s", 270 + width, y + 13, grouped(rate[i])
    if (factor[i] != "") printf "<tspan class=\"b\" dx=\"8\">%s</tspan>", escape(factor[i])
    print "</text>"
    y += 22
  }
  print "</svg>"
}
