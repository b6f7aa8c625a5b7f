/// Charts as plain data: the SVG writer, gnuplot and the table that stands in for a picture all draw the same
/// figures. Intervals are 95 %.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "simulator/experiment/experiment.h"
#include "simulator/experiment/result.h"

namespace isocost {

/// What a bill is made of, one bar for each alternative.
struct BarChart {
  struct Bar {
    std::string name;
    std::vector<double> parts;         ///< one for each of `groups`
    double total = 0;                  ///< sum of the parts, USD
    std::optional<double> half_width;  ///< of the total
    std::string total_text;            ///< "8.71", ">= 8.71"
  };
  std::string title;
  std::string unit;                 ///< "USD in 30 d"
  std::vector<std::string> groups;  ///< dearest first; beyond the seventh they are "other"
  std::vector<Bar> bars;            ///< in the order of the scenario
};

struct LineChart {
  struct Point {
    double x = 0;
    double y = 0;
    std::optional<double> half_width{};
    bool is_joined = true;  ///< to the point before it
    std::optional<double> x_half_width{};
  };
  struct Series {
    std::string name;
    std::vector<Point> points;  ///< finite ones only
    bool is_guide = false;      ///< a thin line without markers, in no colour of its own
  };
  struct Mark {
    double at = 0;
    std::string text;
  };
  struct Flip {
    double from = 0;  ///< between these no difference is demonstrable
    double to = 0;
    double at = 0;     ///< where the curves cross
    std::string text;  ///< of that place
  };
  std::string title;
  std::string x_title;        ///< with its unit
  std::vector<Mark> x_marks;  ///< none: the axis is linear in x
  std::string y_title;
  bool has_logarithmic_y = false;
  std::vector<Series> series;
  std::vector<Point> limits;  ///< of the SLO
  bool has_logarithmic_x = false;
  std::vector<Flip> flips{};
};

/// What moves a figure: a tornado.
struct RangeChart {
  struct Bar {
    std::string name;
    double at_low = 0;     ///< the figure with the input at its 10 % quantile
    double at_high = 0;    ///< at its 90 % quantile
    std::string low_text;  ///< the input there
    std::string high_text;
  };
  std::string title;
  std::string x_title;    ///< with its unit
  double own = 0;         ///< the figure at the scenario's own values
  std::vector<Bar> bars;  ///< from the top
};

/// Who calls whom, from left to right.
struct GraphChart {
  struct Node {
    std::string name;
    std::vector<std::string> details;  ///< below the name, at most two
    double weight = 0;                 ///< 0 to 1: how strongly it is filled
  };
  struct Edge {
    std::size_t from = 0;  ///< numbers of nodes
    std::size_t to = 0;
    bool is_dashed = false;
  };
  std::string title;
  std::string legend;  ///< what filling and dashes mean
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// Where a node stands: its column, a step behind the last that calls it, and its row there.
struct GraphPlace {
  std::size_t column = 0;
  std::size_t row = 0;
  std::size_t rows = 1;  ///< in its column
};

/// In each column by the mean row of those that call the node. Edges back to a caller are no reason to move.
[[nodiscard]] std::vector<GraphPlace> places_of(const GraphChart& chart);

using Chart = std::variant<BarChart, LineChart, RangeChart, GraphChart>;

/// The bills in parts. Credits and discounts stand in no part: bars are at list prices.
[[nodiscard]] BarChart cost_chart(const Result& result);

/// Percentiles on an axis on which each nine of the tail has the same room: x is -log10(1 - p), y is
/// logarithmic. What is never answered has no point.
[[nodiscard]] LineChart latency_chart(const Result& result);

/// Cost and p99 of each alternative, and a line through those that no other beats in both. An alternative
/// with an UNPRICED line or without a p99 has no point.
[[nodiscard]] LineChart pareto_chart(const Result& result);

/// The components of an application as one alternative runs them, those that take most of the users' time
/// filled most. \pre alternative.calls
[[nodiscard]] GraphChart call_chart(const AlternativeResult& alternative);

/// Logarithmic where figures span much and none is 0.
[[nodiscard]] bool is_better_logarithmic(const LineChart& chart, double LineChart::Point::*axis);

/// Mean response time over the first replication. \param timelines  one for each alternative
[[nodiscard]] LineChart timeline_chart(const Experiment& experiment, const std::vector<Timeline>& timelines);

/// A whole SVG file of 960 px width. Text and axes are in the colour around them, so that it can stand in a
/// page that is light or dark.
[[nodiscard]] std::string write_svg(const Chart& chart);
/// The same as an element for a page of HTML, which needs no name space.
[[nodiscard]] std::string write_inline_svg(const Chart& chart);

/// A script for gnuplot. \param terminal  "pngcairo", "pdfcairo" \param file  where the picture goes
[[nodiscard]] std::string write_gnuplot(const Chart& chart, const std::string& terminal,
                                        const std::string& file);

/// Colours that can be told apart without seeing red or green (after Okabe and Ito, "Color Universal Design",
/// 2008), and dashes and markers for who sees none.
[[nodiscard]] const char* color_of_series(std::size_t which);
inline constexpr std::size_t color_count = 8;

[[nodiscard]] const std::string& title_of(const Chart& chart);

}  // namespace isocost
