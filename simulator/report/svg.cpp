#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/report/chart.h"
#include "simulator/report/escape.h"

namespace isocost {
namespace {

constexpr double width = 960, margin = 16, letter = 7, row_height = 20;

double width_of(const std::string& text) { return letter * static_cast<double>(characters(text)); }

std::string text_at(double x, double y, const std::string& text, const char* anchor = "start") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

std::string line_at(double x1, double y1, double x2, double y2, const std::string& look) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1, x2, y2,
                     look);
}

constexpr const char* axis_look = "stroke=\"currentColor\" stroke-opacity=\"0.7\"";
constexpr const char* grid_look = "stroke=\"currentColor\" stroke-opacity=\"0.3\" stroke-width=\"0.5\"";

/// From a figure to its place, on a linear or a logarithmic axis.
struct Scale {
  double low, high;   ///< figures
  double begin, end;  ///< places
  bool is_logarithmic = false;

  [[nodiscard]] double at(double value) const {
    const auto of = [this](double v) { return is_logarithmic ? std::log10(v) : v; };
    return begin + (end - begin) * (of(value) - of(low)) / (of(high) - of(low));
  }
};

/// 1, 2 or 5 times a power of ten, about `count` of them in the range.
double round_step(double range, int count) {
  const double power = std::pow(10, std::floor(std::log10(range / count)));
  for (const double times : {1.0, 2.0, 5.0})
    if (range / (power * times) <= count) return power * times;
  return power * 10;
}

std::vector<double> ticks_of(const Scale& scale) {
  std::vector<double> ticks;
  if (scale.is_logarithmic && scale.high / scale.low >= 5) {
    const bool is_narrow = scale.high / scale.low < 1000;
    for (double power = std::pow(10, std::floor(std::log10(scale.low))); power <= scale.high; power *= 10)
      for (const double times : {1.0, 2.0, 5.0})
        if (const double at = power * times;
            (times == 1 || is_narrow) && at >= scale.low * 0.999 && at <= scale.high * 1.001)
          ticks.push_back(at);
    return ticks;
  }
  const double step = round_step(scale.high - scale.low, 8);
  const double first = std::ceil(scale.low / step - 1e-9), last = std::floor(scale.high / step + 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step + 0.0);  // no "-0"
  return ticks;
}

std::string shortened(const std::string& text, std::size_t most) {
  if (characters(text) <= most) return text;
  return first_characters(text, most - 1) + "…";
}

struct LegendEntry {
  std::string sign;  ///< 26 px wide, its middle at (0, 0)
  std::string text;
};

/// Entries in rows below the picture. \param y  of the first row; moved below the last
std::string legend(const std::vector<LegendEntry>& entries, double& y) {
  std::string svg;
  double x = margin;
  for (const LegendEntry& one : entries) {
    const std::string text = shortened(one.text, 60);
    const double wide = 50 + width_of(text);
    if (x > margin && x + wide > width - margin) {
      x = margin;
      y += row_height;
    }
    svg += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}</g>\n", x + 13, y - 4, one.sign);
    svg += text_at(x + 34, y, text);
    x += wide;
  }
  y += row_height;
  return svg;
}

std::string whole(const std::string& content, double height, const std::string& title, bool is_inline) {
  return fmt::format(
      "<svg{} viewBox=\"0 0 {:.0f} {:.0f}\" width=\"100%\" role=\"img\" aria-label=\"{}\" "
      "font-family=\"system-ui, DejaVu Sans, sans-serif\" font-size=\"12\" fill=\"currentColor\">\n"
      "<title>{}</title>\n{}</svg>\n",
      is_inline ? "" : " xmlns=\"http://www.w3.org/2000/svg\"", width, height, escaped(title), escaped(title),
      content);
}

// --- bars --------------------------------------------------------------------------------------------

std::string bar_svg(const BarChart& chart, const BarChart::Bar& bar, const Scale& x, double y) {
  std::string svg = text_at(x.begin - 8, y + 16, shortened(bar.name, 36), "end");
  double sum = 0;
  for (std::size_t i = 0; i < bar.parts.size(); ++i) {
    if (bar.parts[i] <= 0) continue;
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"22\" fill=\"{}\"><title>{}: {:.2f}"
        "</title></rect>\n",
        x.at(sum), y, std::max(x.at(sum + bar.parts[i]) - x.at(sum), 0.5), color_of_series(i),
        escaped(chart.groups[i]), bar.parts[i]);
    sum += bar.parts[i];
  }
  double end = x.at(sum);
  if (bar.half_width && *bar.half_width > 0.005) {
    const double low = x.at(std::max(bar.total - *bar.half_width, 0.0)),
                 high = x.at(bar.total + *bar.half_width);
    svg += line_at(low, y + 11, high, y + 11, axis_look) + line_at(low, y + 6, low, y + 16, axis_look) +
           line_at(high, y + 6, high, y + 16, axis_look);
    end = std::max(end, high);
  }
  return svg + text_at(end + 6, y + 16, bar.total_text);
}

std::string x_axis(const Scale& x, double top, double bottom, const std::string& title) {
  std::string svg;
  for (const double tick : ticks_of(x))
    svg += line_at(x.at(tick), top, x.at(tick), bottom, grid_look) +
           text_at(x.at(tick), bottom + 16, fmt::format("{:.6g}", tick), "middle");
  return svg + line_at(x.begin, bottom, x.end, bottom, axis_look) +
         text_at((x.begin + x.end) / 2, bottom + 36, title, "middle");
}

std::string draw(const BarChart& chart, bool is_inline) {
  double most = 0, label = 60;
  for (const BarChart::Bar& bar : chart.bars) {
    most = std::max(most, bar.total + bar.half_width.value_or(0));
    label = std::max(label, width_of(shortened(bar.name, 36)));
  }
  const Scale x{0, most > 0 ? most : 1, margin + label + 8, width - 90};
  const double bottom = 8 + 32 * static_cast<double>(chart.bars.size());
  std::string svg = x_axis(x, 4, bottom, chart.unit);
  double y = 8;
  for (const BarChart::Bar& bar : chart.bars) {
    svg += bar_svg(chart, bar, x, y);
    y += 32;
  }
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < chart.groups.size(); ++i)
    entries.push_back(
        {fmt::format("<rect x=\"-13\" y=\"-6\" width=\"26\" height=\"12\" fill=\"{}\"/>", color_of_series(i)),
         chart.groups[i]});
  double below = bottom + 60;
  svg += legend(entries, below);
  return whole(svg, below, chart.title + ", " + chart.unit, is_inline);
}

// --- ranges ------------------------------------------------------------------------------------------

constexpr std::array range_ends{"input at its 10 % quantile", "input at its 90 % quantile"};

/// The longer part first, so that the shorter one is seen where both go the same way.
std::string range_svg(const RangeChart& chart, const RangeChart::Bar& bar, const Scale& x, double y) {
  std::string svg = text_at(margin, y + 16, shortened(bar.name, 36));
  const double left = x.at(std::min({bar.at_low, bar.at_high, chart.own})),
               right = x.at(std::max({bar.at_low, bar.at_high, chart.own}));
  const bool is_rising = bar.at_low <= bar.at_high;
  const bool is_high_longer = std::abs(bar.at_high - chart.own) > std::abs(bar.at_low - chart.own);
  for (const bool is_high : {is_high_longer, !is_high_longer}) {
    const double at = is_high ? bar.at_high : bar.at_low;
    const std::string& text = is_high ? bar.high_text : bar.low_text;
    const double from = x.at(std::min(at, chart.own)), to = x.at(std::max(at, chart.own));
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"22\" fill=\"{}\"><title>{}: "
        "{:.6g}</title></rect>\n",
        from, y, std::max(to - from, 0.5), color_of_series(is_high ? 1 : 0), escaped(text), at);
    svg += is_high == is_rising ? text_at(right + 6, y + 16, shortened(text, 14))
                                : text_at(left - 6, y + 16, shortened(text, 14), "end");
  }
  return svg;
}

std::string draw(const RangeChart& chart, bool is_inline) {
  double least = chart.own, most = chart.own, label = 60;
  for (const RangeChart::Bar& bar : chart.bars) {
    least = std::min({least, bar.at_low, bar.at_high});
    most = std::max({most, bar.at_low, bar.at_high});
    label = std::max(label, width_of(shortened(bar.name, 36)));
  }
  if (least == most) most = least + std::max(std::abs(least) * 0.01, 1e-9);
  constexpr double beside = 110;  // for the inputs' values
  const Scale x{least, most, margin + label + beside, width - beside};
  const double bottom = 8 + 32 * static_cast<double>(chart.bars.size());
  std::string svg = x_axis(x, 4, bottom, chart.x_title);
  double y = 8;
  for (const RangeChart::Bar& bar : chart.bars) {
    svg += range_svg(chart, bar, x, y);
    y += 32;
  }
  svg += line_at(x.at(chart.own), 4, x.at(chart.own), bottom, "stroke=\"currentColor\" stroke-width=\"1.5\"");
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < range_ends.size(); ++i)
    entries.push_back(
        {fmt::format("<rect x=\"-13\" y=\"-6\" width=\"26\" height=\"12\" fill=\"{}\"/>", color_of_series(i)),
         range_ends[i]});
  entries.push_back(
      {line_at(0, -8, 0, 8, "stroke=\"currentColor\" stroke-width=\"1.5\""), "at the scenario's own values"});
  double below = bottom + 60;
  svg += legend(entries, below);
  return whole(svg, below, chart.title + ", " + chart.x_title, is_inline);
}

// --- graphs ------------------------------------------------------------------------------------------

constexpr double box_height = 54, box_gap = 22;

/// The places of boxes in a picture.
struct GraphLayout {
  std::vector<GraphPlace> places;
  double column_width = 0, box_width = 0, height = 0;

  [[nodiscard]] double left(std::size_t node) const {
    return margin + static_cast<double>(places[node].column) * column_width;
  }
  [[nodiscard]] double top(std::size_t node) const {
    const double all = static_cast<double>(places[node].rows) * (box_height + box_gap) - box_gap;
    return margin + (height - all) / 2 + static_cast<double>(places[node].row) * (box_height + box_gap);
  }
};

GraphLayout layout_of(const GraphChart& chart) {
  GraphLayout layout{places_of(chart)};
  std::size_t columns = 1, rows = 1;
  for (const GraphPlace& place : layout.places) {
    columns = std::max(columns, place.column + 1);
    rows = std::max(rows, place.rows);
  }
  layout.column_width = (width - 2 * margin) / (static_cast<double>(columns) - 0.24);
  layout.column_width = std::min(layout.column_width, 260.0);
  layout.box_width = layout.column_width * 0.76;
  layout.height = static_cast<double>(rows) * (box_height + box_gap) - box_gap;
  return layout;
}

std::string edge_svg(const GraphChart::Edge& edge, const GraphLayout& layout) {
  const double x1 = layout.left(edge.from) + layout.box_width, y1 = layout.top(edge.from) + box_height / 2;
  const double x2 = layout.left(edge.to), y2 = layout.top(edge.to) + box_height / 2, bend = 30;
  return fmt::format(
      "<path d=\"M{0:.1f} {1:.1f}C{2:.1f} {1:.1f} {3:.1f} {4:.1f} {5:.1f} {4:.1f}\" fill=\"none\" "
      "stroke=\"currentColor\" stroke-opacity=\"0.7\"{6}/>\n"
      "<path d=\"M{5:.1f} {4:.1f}l-8 -4v8z\"/>\n",
      x1, y1, x1 + bend, x2 - 8 - bend, y2, x2, edge.is_dashed ? " stroke-dasharray=\"5 4\"" : "");
}

std::string box_svg(const GraphChart::Node& node, std::size_t number, const GraphLayout& layout) {
  const double left = layout.left(number), top = layout.top(number), middle = left + layout.box_width / 2;
  const auto most = std::max<std::size_t>(static_cast<std::size_t>(layout.box_width / letter), 2);
  std::string svg = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"6\" fill=\"{}\" "
      "fill-opacity=\"{:.2f}\" stroke=\"currentColor\" stroke-opacity=\"0.7\"><title>{}</title></rect>\n",
      left, top, layout.box_width, box_height, color_of_series(5), 0.06 + 0.6 * node.weight,
      escaped(node.name));
  svg += fmt::format("<g font-weight=\"bold\">{}</g>",
                     text_at(middle, top + 17, shortened(node.name, most), "middle"));
  for (std::size_t i = 0; i < node.details.size(); ++i)
    svg +=
        text_at(middle, top + 32 + 15 * static_cast<double>(i), shortened(node.details[i], most), "middle");
  return svg;
}

std::string draw(const GraphChart& chart, bool is_inline) {
  const GraphLayout layout = layout_of(chart);
  std::string svg;
  for (const GraphChart::Edge& edge : chart.edges) svg += edge_svg(edge, layout);
  for (std::size_t i = 0; i < chart.nodes.size(); ++i) svg += box_svg(chart.nodes[i], i, layout);
  const double below = layout.height + 2 * margin + 16;
  svg += text_at(margin, below, chart.legend);
  return whole(svg, below + 12, chart.title, is_inline);
}

// --- lines -------------------------------------------------------------------------------------------

std::string marker(std::size_t which, double x, double y) {
  const char* const color = color_of_series(which);
  switch ((which + which / color_count) % 4) {
    case 0: return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>", x, y, color);
    case 1:
      return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"8\" height=\"8\" fill=\"{}\"/>", x - 4,
                         y - 4, color);
    case 2: return fmt::format("<path d=\"M{:.1f} {:.1f}l5 9h-10z\" fill=\"{}\"/>", x, y - 5, color);
    default: break;
  }
  return fmt::format("<path d=\"M{:.1f} {:.1f}l5 5l-5 5l-5 -5z\" fill=\"{}\"/>", x, y - 5, color);
}

std::string look_of(std::size_t which) {
  constexpr std::array dashes{"none", "8 4", "2 3", "8 3 2 3"};
  return fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"{}\"",
                     color_of_series(which), dashes[(which + which / color_count) % dashes.size()]);
}

constexpr const char* guide_look = "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\"";

std::string series_svg(const LineChart::Series& series, std::size_t which, const Scale& x, const Scale& y) {
  std::string path, rest;
  const bool has_markers = series.points.size() <= 40 && !series.is_guide;
  for (const LineChart::Point& point : series.points) {
    const double px = x.at(point.x), py = y.at(point.y);
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() || !point.is_joined ? 'M' : 'L', px, py);
    if (point.half_width) {
      const double low = y.at(std::max(point.y - *point.half_width, y.low)),
                   high = y.at(point.y + *point.half_width);
      rest += line_at(px, low, px, high, fmt::format("stroke=\"{}\"", color_of_series(which)));
      for (const double end : {low, high})
        rest += line_at(px - 3, end, px + 3, end, fmt::format("stroke=\"{}\"", color_of_series(which)));
    }
    if (point.x_half_width)
      rest += line_at(x.at(std::max(point.x - *point.x_half_width, x.low)), py,
                      x.at(std::min(point.x + *point.x_half_width, x.high)), py,
                      fmt::format("stroke=\"{}\"", color_of_series(which)));
    if (has_markers) rest += marker(which, px, py) + "\n";
  }
  if (path.empty()) return "";
  return fmt::format("<path d=\"{}\" {}/>\n", path, series.is_guide ? guide_look : look_of(which)) + rest;
}

/// What the points and limits span; wider, so that no figure stands on the edge.
struct Span {
  double low, high;
};
Span span_of(const LineChart& chart, bool of_x) {
  Span span{HUGE_VAL, -HUGE_VAL};
  const auto take = [&](const LineChart::Point& point) {
    const double half = of_x ? 0 : point.half_width.value_or(0);
    const double value = of_x ? point.x : point.y;
    span.high = std::max(span.high, value + half);
    span.low =
        std::min(span.low, !of_x && chart.has_logarithmic_y && value - half <= 0 ? value : value - half);
  };
  for (const LineChart::Series& series : chart.series)
    std::for_each(series.points.begin(), series.points.end(), take);
  std::for_each(chart.limits.begin(), chart.limits.end(), take);
  if (span.low > span.high) return {of_x && !chart.has_logarithmic_x ? 0.0 : 0.1, 1};
  if (of_x && span.low < span.high) return span;
  if (of_x)
    return chart.has_logarithmic_x ? Span{span.low / 2, span.high * 2} : Span{span.low - 1, span.high + 1};
  if (chart.has_logarithmic_y) return {span.low / 1.2, span.high * 1.2};
  return {0, span.high > 0 ? span.high * 1.05 : 1};
}

std::string y_axis(const Scale& y, double left, double right, const std::string& title) {
  std::string svg;
  for (const double tick : ticks_of(y))
    svg += line_at(left, y.at(tick), right, y.at(tick), grid_look) +
           text_at(left - 8, y.at(tick) + 4, fmt::format("{:.6g}", tick), "end");
  return svg + line_at(left, y.begin, left, y.end, axis_look) +
         fmt::format(
             "<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}"
             "</text>\n",
             margin + 4, (y.begin + y.end) / 2, escaped(title));
}

std::string marks_svg(const LineChart& chart, const Scale& x, double top, double bottom) {
  std::string svg;
  for (const LineChart::Mark& mark : chart.x_marks)
    svg += line_at(x.at(mark.at), top, x.at(mark.at), bottom, grid_look) +
           text_at(x.at(mark.at), bottom + 16, mark.text, "middle");
  return svg + line_at(x.begin, bottom, x.end, bottom, axis_look) +
         text_at((x.begin + x.end) / 2, bottom + 36, chart.x_title, "middle");
}

constexpr const char* flip_look = "fill=\"currentColor\" fill-opacity=\"0.15\"";

/// Where the answer flips: a band in which no difference is demonstrable, and the crossing itself.
std::string flips_svg(const LineChart& chart, const Scale& x, double top, double bottom) {
  std::string svg;
  for (const LineChart::Flip& flip : chart.flips) {
    const double wide = std::max(x.at(flip.to) - x.at(flip.from), 1.0), at = x.at(flip.at);
    const double half_text = width_of(flip.text) / 2;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}/>\n",
                       x.at(flip.from), top, wide, bottom - top, flip_look);
    svg += line_at(at, top, at, bottom, "stroke=\"currentColor\" stroke-dasharray=\"4 3\"");
    svg += text_at(std::clamp(at, x.begin + half_text, x.end - half_text), top + 12, flip.text, "middle");
  }
  return svg;
}

std::string draw(const LineChart& chart, bool is_inline) {
  constexpr double top = 10, bottom = 330, left = 84, right = width - 40;
  const Span xs = span_of(chart, true), ys = span_of(chart, false);
  const Scale x{xs.low, xs.high, left + 20, right, chart.has_logarithmic_x};
  const Scale y{ys.low, ys.high, bottom, top, chart.has_logarithmic_y};
  std::string svg = y_axis(y, left, right, chart.y_title);
  svg += chart.x_marks.empty() ? x_axis(x, top, bottom, chart.x_title) : marks_svg(chart, x, top, bottom);
  svg += flips_svg(chart, x, top, bottom);
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    svg += series_svg(chart.series[i], i, x, y);
    entries.push_back({chart.series[i].is_guide
                           ? fmt::format("<path d=\"M-13 0H13\" {}/>", guide_look)
                           : fmt::format("<path d=\"M-13 0H13\" {}/>{}", look_of(i), marker(i, 0, 0)),
                       chart.series[i].name});
  }
  constexpr const char* limit_look = "stroke=\"currentColor\" stroke-width=\"2.5\"";
  for (const LineChart::Point& limit : chart.limits)
    svg += line_at(x.at(limit.x) - 18, y.at(limit.y), x.at(limit.x) + 18, y.at(limit.y), limit_look);
  if (!chart.limits.empty()) entries.push_back({line_at(-13, 0, 13, 0, limit_look), "SLO"});
  if (!chart.flips.empty())
    entries.push_back({fmt::format("<rect x=\"-13\" y=\"-6\" width=\"26\" height=\"12\" {}/>", flip_look),
                       "no demonstrable difference"});
  double below = bottom + 60;
  svg += legend(entries, below);
  return whole(svg, below, chart.title + ": " + chart.y_title, is_inline);
}

}  // namespace

std::string write_svg(const Chart& chart) {
  return std::visit([](const auto& one) { return draw(one, false); }, chart);
}

std::string write_inline_svg(const Chart& chart) {
  return std::visit([](const auto& one) { return draw(one, true); }, chart);
}

}  // namespace isocost
