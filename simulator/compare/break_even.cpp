#include "simulator/compare/break_even.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace isocost {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

BreakEvenPoint point_of(double at, const PairedValues& values) {
  BreakEvenPoint point{at, mean_of(values.first), mean_of(values.second), {}, Lower::undecided};
  std::vector<double> differences;
  for (std::size_t i = 0; i < values.first.size(); ++i)
    differences.push_back(values.second[i] - values.first[i]);
  point.difference = estimate_mean(differences);
  point.first_half_width = estimate_mean(values.first).half_width;
  point.second_half_width = estimate_mean(values.second).half_width;
  const double value = point.difference.value;
  const double half = point.difference.half_width.value_or(std::numeric_limits<double>::infinity());
  if (std::isfinite(value) && std::abs(value) > half) point.lower = value > 0 ? Lower::first : Lower::second;
  return point;
}

class Search {
 public:
  Search(double precision, const EvaluatePair& evaluate) : precision_(precision), evaluate_(evaluate) {}

  /// False when it was stopped.
  bool look_at(double at) {
    const auto values = evaluate_(at);
    if (!values) return false;
    known_[at] = point_of(at, *values);
    return true;
  }

  /// Narrows the range between a point decided for `low` and one decided otherwise.
  bool narrow(double from, double to) {
    const Lower below = known_[from].lower, above = known_[to].lower;
    while (to / from > precision_) {
      const double middle = std::sqrt(from * to);
      if (!look_at(middle)) return false;
      const Lower there = known_[middle].lower;
      if (there == below)
        from = middle;
      else if (there == above)
        to = middle;
      else
        return narrow_edge(from, middle, below) && narrow_edge(to, middle, above);
    }
    return true;
  }

  /// Between a decided point and one that is not: where it stops being decided.
  bool narrow_edge(double decided, double undecided, Lower word) {
    for (int step = 0; step < 4 && std::max(decided / undecided, undecided / decided) > precision_; ++step) {
      const double middle = std::sqrt(decided * undecided);
      if (!look_at(middle)) return false;
      (known_[middle].lower == word ? decided : undecided) = middle;
    }
    return true;
  }

  /// Pairs of decided neighbours (undecided ones between them) that are decided differently.
  [[nodiscard]] std::vector<Crossing> crossings() const {
    std::vector<Crossing> found;
    const BreakEvenPoint* before = nullptr;
    for (const auto& [at, point] : known_) {
      if (point.lower == Lower::undecided) continue;
      if (before != nullptr && before->lower != point.lower)
        found.push_back({before->at, at, zero_between(before->at, at), before->lower, point.lower});
      before = &point;
    }
    return found;
  }

  [[nodiscard]] std::vector<BreakEvenPoint> points() const {
    std::vector<BreakEvenPoint> all;
    for (const auto& [at, point] : known_) all.push_back(point);
    return all;
  }

 private:
  /// On a line, in the logarithm, between the two points where the mean difference changes its sign.
  [[nodiscard]] double zero_between(double from, double to) const {
    for (auto it = known_.find(from); it->first < to; ++it) {
      const BreakEvenPoint &a = it->second, &b = std::next(it)->second;
      const double here = a.difference.value, next = b.difference.value;
      if ((here > 0) == (next > 0) || here == next) continue;
      return a.at * std::pow(b.at / a.at, here / (here - next));
    }
    return std::sqrt(from * to);
  }

  double precision_;
  const EvaluatePair& evaluate_;
  std::map<double, BreakEvenPoint> known_;
};

}  // namespace

BreakEven find_break_even(double low, double high, int points, double precision,
                          const EvaluatePair& evaluate) {
  Search search(precision, evaluate);
  BreakEven made;
  for (int i = 0; i < points && !made.is_interrupted; ++i)
    made.is_interrupted = !search.look_at(low * std::pow(high / low, static_cast<double>(i) / (points - 1)));
  for (const Crossing& rough : search.crossings())
    if (!made.is_interrupted) made.is_interrupted = !search.narrow(rough.from, rough.to);
  made.points = search.points();
  made.crossings = search.crossings();
  return made;
}

}  // namespace isocost
