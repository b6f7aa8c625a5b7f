#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/report/chart.h"

namespace isocost {
namespace {

/// In single quotes nothing is computed: no escape, no command of a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "'";
}

std::string look_of(std::size_t which) {
  constexpr std::array markers{7, 5, 9, 13, 6, 4, 8, 12};
  return fmt::format("linecolor rgb '{}' dashtype {} pointtype {}", color_of_series(which),
                     1 + (which + which / color_count) % 5, markers[which % markers.size()]);
}

std::string data_block(std::size_t number, const std::string& rows) {
  return fmt::format("$series{} << END\n{}END\n", number, rows);
}

std::string tics(const std::vector<std::pair<double, std::string>>& marks) {
  std::string text;
  for (const auto& [at, name] : marks)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", quoted(name), at);
  return "(" + text + ")";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "plot " : ", \\\n  ") + part;
  return text + "\n";
}

/// Stacked: group i begins where the groups before it end.
std::string body(const BarChart& chart) {
  std::string script = "set style fill solid\nset key below height 1\nset grid xtics\n";
  script += fmt::format("set xlabel {} offset 0,0.5\nset xrange [0:*]\n", quoted(chart.unit));
  script +=
      fmt::format("set yrange [{}:-0.6]\nset lmargin 40\n", static_cast<double>(chart.bars.size()) - 0.4);
  std::vector<std::pair<double, std::string>> names;
  for (std::size_t i = 0; i < chart.bars.size(); ++i)
    names.emplace_back(static_cast<double>(i), chart.bars[i].name + "  " + chart.bars[i].total_text);
  script += "set ytics " + tics(names) + "\n";
  std::vector<std::string> plots;
  for (std::size_t g = 0; g < chart.groups.size(); ++g) {
    std::string rows;
    for (std::size_t i = 0; i < chart.bars.size(); ++i) {
      double begin = 0;
      for (std::size_t before = 0; before < g; ++before) begin += chart.bars[i].parts[before];
      rows += fmt::format("{} {} {} {} {} {}\n", begin, i, begin, begin + chart.bars[i].parts[g],
                          static_cast<double>(i) - 0.35, static_cast<double>(i) + 0.35);
    }
    script += data_block(g, rows);
    plots.push_back(fmt::format("$series{} with boxxyerror linecolor rgb '{}' title {}", g,
                                color_of_series(g), quoted(chart.groups[g])));
  }
  std::string totals;
  for (std::size_t i = 0; i < chart.bars.size(); ++i)
    totals += fmt::format("{} {} {}\n", chart.bars[i].total, i, chart.bars[i].half_width.value_or(0));
  script += data_block(chart.groups.size(), totals);
  plots.push_back(fmt::format("$series{} with xerrorbars linecolor rgb 'black' pointtype 0 notitle",
                              chart.groups.size()));
  return script + joined(plots);
}

/// In a square of side 1: gnuplot knows no graphs, but boxes and arrows.
std::string body(const GraphChart& chart) {
  const std::vector<GraphPlace> places = places_of(chart);
  std::size_t columns = 1;
  for (const GraphPlace& place : places) columns = std::max(columns, place.column + 1);
  const double wide = 1 / static_cast<double>(columns);
  const auto x = [&](std::size_t node) { return (static_cast<double>(places[node].column) + 0.5) * wide; };
  const auto y = [&](std::size_t node) {
    return 1 - (static_cast<double>(places[node].row) + 0.5) / static_cast<double>(places[node].rows);
  };
  std::string script =
      fmt::format("unset border\nunset tics\nunset key\nset xrange [0:1]\nset yrange [0:1]\nset xlabel {}\n",
                  quoted(chart.legend));
  for (const GraphChart::Edge& edge : chart.edges)
    script += fmt::format("set arrow from {},{} to {},{} filled dashtype {}\n", x(edge.from) + 0.35 * wide,
                          y(edge.from), x(edge.to) - 0.35 * wide, y(edge.to), edge.is_dashed ? 2 : 1);
  for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
    script += fmt::format(
        "set object rectangle center {},{} size {},{} fillcolor rgb '{}' fillstyle solid {:.2f} border\n",
        x(i), y(i), 0.7 * wide, std::min(0.13, 0.9 / static_cast<double>(places[i].rows)), color_of_series(5),
        0.06 + 0.6 * chart.nodes[i].weight);
    std::vector<std::string> lines{chart.nodes[i].name};
    lines.insert(lines.end(), chart.nodes[i].details.begin(), chart.nodes[i].details.end());
    for (std::size_t line = 0; line < lines.size(); ++line)
      script += fmt::format("set label {} at {},{} center front\n", quoted(lines[line]), x(i),
                            y(i) + 0.04 - 0.04 * static_cast<double>(line));
  }
  return script + "plot 2 notitle\n";
}

/// One above the other, so that both are seen where they go the same way.
std::string body(const RangeChart& chart) {
  std::string script = "set style fill solid\nset key below height 1\nset grid xtics\n";
  script += fmt::format("set xlabel {} offset 0,0.5\nset yrange [{}:-0.6]\nset lmargin 40\n",
                        quoted(chart.x_title), static_cast<double>(chart.bars.size()) - 0.4);
  std::vector<std::pair<double, std::string>> names;
  std::array<std::string, 2> rows;
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    const RangeChart::Bar& bar = chart.bars[i];
    const auto at = static_cast<double>(i);
    names.emplace_back(at, fmt::format("{} ({} to {})", bar.name, bar.low_text, bar.high_text));
    rows[0] += fmt::format("{} {} {} {} {} {}\n", chart.own, at, chart.own, bar.at_low, at - 0.35, at);
    rows[1] += fmt::format("{} {} {} {} {} {}\n", chart.own, at, chart.own, bar.at_high, at, at + 0.35);
  }
  script += "set ytics " + tics(names) + "\n";
  script += fmt::format("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead front\n", chart.own);
  constexpr std::array titles{"input at its 10 % quantile", "input at its 90 % quantile"};
  std::vector<std::string> plots;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    script += data_block(i, rows[i]);
    plots.push_back(fmt::format("$series{} with boxxyerror linecolor rgb '{}' title {}", i,
                                color_of_series(i), quoted(titles[i])));
  }
  return script + joined(plots);
}

/// \param axis  "x" or "y"
std::string logarithmic(const char* axis) {
  return fmt::format(
      "set logscale {0}\nset format {0} '%g'\nset {0}tics add ('0.002' 0.002, '0.005' 0.005, '0.02' 0.02, "
      "'0.05' 0.05, '0.2' 0.2, '0.5' 0.5, '2' 2, '5' 5, '20' 20, '50' 50, '200' 200, '500' 500)\n",
      axis);
}

std::string flips_of(const LineChart& chart) {
  std::string script;
  for (const LineChart::Flip& flip : chart.flips)
    script += fmt::format(
        "set object rectangle from first {0}, graph 0 to first {1}, graph 1 behind fillcolor rgb '#cccccc' "
        "fillstyle solid noborder\n"
        "set arrow from first {2}, graph 0 to first {2}, graph 1 nohead dashtype 2\n"
        "set label {3} at first {2}, graph 0.96 center\n",
        flip.from, flip.to, flip.at, quoted(flip.text));
  return script;
}

std::string rows_of(const LineChart::Series& series) {
  std::string rows;
  for (const LineChart::Point& point : series.points)
    rows += fmt::format("{}{} {} {}\n", point.is_joined || rows.empty() ? "" : "\n", point.x, point.y,
                        point.half_width.value_or(0));
  return rows;
}

std::string body(const LineChart& chart) {
  std::string script = "set key below height 1\nset grid\nset autoscale fix\n";
  script += fmt::format("set xlabel {} offset 0,0.5\nset ylabel {}\n", quoted(chart.x_title),
                        quoted(chart.y_title));
  script += chart.has_logarithmic_y ? logarithmic("y") : "set yrange [0:*]\n";
  if (chart.has_logarithmic_x)
    script += logarithmic("x") + "set offsets graph 0.02, graph 0.02, graph 0.05, 0\n";
  script += flips_of(chart);
  if (!chart.x_marks.empty()) {
    std::vector<std::pair<double, std::string>> marks;
    for (const LineChart::Mark& mark : chart.x_marks) marks.emplace_back(mark.at, mark.text);
    script += "set xtics " + tics(marks) + "\nset offsets graph 0.02, graph 0.02, graph 0.05, graph 0.05\n";
  }
  std::vector<std::string> plots;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    if (chart.series[i].points.empty()) continue;
    script += data_block(i, rows_of(chart.series[i]));
    if (chart.series[i].points.front().half_width)
      plots.push_back(fmt::format("$series{} with yerrorbars linecolor rgb '{}' pointtype 0 notitle", i,
                                  color_of_series(i)));
    if (chart.series[i].is_guide) {
      plots.push_back(fmt::format("$series{} using 1:2 with lines linecolor rgb '#7f7f7f' title {}", i,
                                  quoted(chart.series[i].name)));
      continue;
    }
    const bool has_markers = chart.series[i].points.size() <= 40;
    plots.push_back(fmt::format("$series{} using 1:2 with {} {} linewidth 1.6 title {}", i,
                                has_markers ? "linespoints" : "lines", look_of(i),
                                quoted(chart.series[i].name)));
  }
  if (!chart.limits.empty()) {
    script += data_block(chart.series.size(), rows_of({"", chart.limits}));
    plots.push_back(
        fmt::format("$series{} using 1:2 with points linecolor rgb 'black' pointtype 2 "
                    "pointsize 2 linewidth 2 title 'SLO'",
                    chart.series.size()));
  }
  return script + (plots.empty() ? "set xrange [0:1]\nplot 1/0 notitle\n" : joined(plots));
}

}  // namespace

std::string write_gnuplot(const Chart& chart, const std::string& terminal, const std::string& file) {
  const char* const size = terminal == "pdfcairo" ? "24cm,14cm" : "960,560";
  return fmt::format(
             "set terminal {} noenhanced size {} font 'DejaVu Sans,{}'\nset output {}\nset title {}\n",
             terminal, size, terminal == "pdfcairo" ? 11 : 10, quoted(file), quoted(title_of(chart))) +
         "set encoding utf8\n" + std::visit([](const auto& one) { return body(one); }, chart);
}

}  // namespace isocost
