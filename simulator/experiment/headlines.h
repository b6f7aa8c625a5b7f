/// The headline figures of an experiment, which `--precision` is about: for each alternative what it costs
/// and how slow it is. How slow is the p99; where a replication has too few requests beyond it for an
/// interval, which more replications do not mend, it is the mean.
///
/// A figure is precise when half the width of its interval is at most so much of it. The intervals hold all
/// at once, at 95 % (Bonferroni over two figures for each alternative), so they are wider than those beside
/// the figures. A quantile's holds the histogram's resolution. A half-width of half a cent is precise,
/// whatever the cost. A quantile among unanswered requests has no interval with any number of replications
/// and holds up nothing.
#pragma once

#include <span>
#include <vector>

#include "simulator/experiment/result.h"

namespace isocost {

class Headlines {
 public:
  /// \param wanted  the half-width asked for, as part of a figure
  Headlines(std::size_t alternatives, double wanted) : wanted_(wanted), rows_(alternatives) {}

  /// The next replication of an alternative; all alternatives in turn. \param cost  in USD, exact
  void add(std::size_t alternative, const CellResult& cell, double cost);

  [[nodiscard]] std::size_t alternatives() const { return rows_.size(); }
  [[nodiscard]] std::size_t size() const { return rows_.empty() ? 0 : rows_.back().cost.size(); }

  /// Of the cost and of the latency, after the first n replications. \pre n <= those added
  [[nodiscard]] std::vector<PrecisionReached> reached(std::size_t alternative, std::size_t n) const;

  [[nodiscard]] bool is_precise(std::size_t n) const;
  /// The widest of those not precise, relative; 0 when all are. Infinity where one has no interval yet.
  [[nodiscard]] double widest(std::size_t n) const;

 private:
  struct Row {
    std::vector<double> cost, mean, p99;
    std::vector<std::uint64_t> simulated;  ///< requests, at least, in the replications so far
  };

  [[nodiscard]] PrecisionReached cost_reached(const Row& row, std::size_t n) const;
  [[nodiscard]] PrecisionReached latency_reached(const Row& row, std::size_t n) const;

  double wanted_;
  std::vector<Row> rows_;
};

}  // namespace isocost
