#include "simulator/workload/trace_file/counts.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>
#include <numeric>

namespace isocost::trace_file {

namespace {

/// The draws of one function in one replication.
struct FunctionDraws {
  StreamKey placement;
  StreamKey work;
  std::uint64_t first;
};

/// The requests of one cell in rising order, drawn block by block.
class CellRequests {
 public:
  /// \pre count > 0
  void start(const Cell& cell, Window interval, Placement placement, const FunctionDraws& draws,
             const Distribution& work) {
    cell_ = cell;
    interval_ = interval;
    placement_ = placement;
    draws_ = draws;
    spent_ = 0;
    drawn_ = 0;
    last_ = interval.begin;
    draw_block(work);
  }

  [[nodiscard]] Request request() const { return {arrivals_[at_], work_[at_], cell_.function}; }

  /// False behind the last.
  bool advance(const Distribution& work) {
    if (++at_ < arrivals_.size()) return true;
    if (drawn_ == cell_.count) return false;
    draw_block(work);
    return true;
  }

 private:
  static constexpr std::uint32_t block_size = 256;

  void draw_block(const Distribution& work) {
    const std::uint32_t size = std::min(block_size, cell_.count - drawn_);
    std::array<double, block_size> room;
    const std::span<double> values(room.data(), size);
    if (placement_ == Placement::even)
      place_evenly(values);
    else
      place_at_random(values);
    set_arrivals(values);
    work.fill(draws_.work, draws_.first + drawn_, values);
    work_.resize(size);
    std::transform(values.begin(), values.end(), work_.begin(), to_work);
    drawn_ += size;
    at_ = 0;
  }

  void place_evenly(std::span<double> shares) const {
    for (std::size_t i = 0; i < shares.size(); ++i)
      shares[i] = (static_cast<double>(drawn_ + i) + 0.5) / static_cast<double>(cell_.count);
  }

  /// Uniforms in rising order without a sort: the k-th smallest of n exponentials is the one before it plus
  /// an exponential over n - k + 1. A. Rényi, "On the theory of order statistics", Acta Math. Acad. Sci.
  /// Hung. 4 (1953).
  void place_at_random(std::span<double> shares) {
    fill_exponential(draws_.placement, draws_.first + drawn_, shares);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      spent_ += shares[i] / static_cast<double>(cell_.count - drawn_ - i);
      shares[i] = -spent_;
    }
    exp_in_place(shares);
    for (double& share : shares) share = 1 - share;
  }

  void set_arrivals(std::span<const double> shares) {
    const auto length = static_cast<double>(interval_.length().count());
    arrivals_.resize(shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Time at = interval_.begin + Duration(static_cast<std::int64_t>(shares[i] * length));
      last_ = std::max(last_, std::min(at, interval_.end - Duration(1)));
      arrivals_[i] = last_;
    }
  }

  Cell cell_{};
  Window interval_{};
  Placement placement_ = Placement::random;
  FunctionDraws draws_{};
  double spent_ = 0;
  std::uint32_t drawn_ = 0;
  Time last_{};
  std::size_t at_ = 0;
  std::vector<Time> arrivals_;
  std::vector<Duration> work_;
};

/// Takes a group of cells at a time, one cell or all of an interval, and merges their requests.
class CountedRequests : public RequestSource {
 public:
  CountedRequests(std::shared_ptr<const Counts> counts, std::uint32_t functions, Distribution work,
                  Trace::Order order, Seed seed, std::uint64_t replication)
      : counts_(std::move(counts)),
        work_(std::move(work)),
        order_(order),
        seed_(seed),
        replication_(replication),
        next_draw_(functions) {}

  bool fill(RequestBlock& block) override {
    block.size = 0;
    while (block.size < RequestBlock::capacity && (!waiting_.empty() || start_group())) take_first(block);
    return block.size > 0;
  }

 private:
  [[nodiscard]] const Cell& cell_at(std::size_t position) const {
    const bool is_permuted = order_ == Trace::Order::by_time && !counts_->by_time.empty();
    return counts_->cells[is_permuted ? counts_->by_time[position] : position];
  }

  bool start_group() {
    const std::size_t cells = counts_->cells.size();
    if (position_ == cells) return false;
    const std::uint32_t interval = cell_at(position_).interval;
    do {
      start_cell(cell_at(position_++));
    } while (order_ == Trace::Order::by_time && position_ < cells && cell_at(position_).interval == interval);
    return true;
  }

  void start_cell(const Cell& cell) {
    const auto slot = static_cast<std::uint32_t>(waiting_.size());
    if (slot == cells_.size()) cells_.emplace_back();
    std::uint64_t& next = next_draw_[cell.function];
    const FunctionDraws draws{stream_key(seed_, Purpose::placement, replication_, cell.function),
                              stream_key(seed_, Purpose::work, replication_, cell.function), next};
    cells_[slot].start(cell, counts_->interval(cell.interval), counts_->placement, draws, work_);
    next += cell.count;
    next += next % 2;  // an interval's draws start at an even one, as the fills want
    wait(slot);
  }

  void take_first(RequestBlock& block) {
    std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    const std::uint32_t slot = waiting_.back().slot;
    waiting_.pop_back();
    const Request request = cells_[slot].request();
    block.arrivals[block.size] = request.arrival;
    block.work[block.size] = request.work;
    block.functions[block.size++] = request.function;
    if (cells_[slot].advance(work_)) wait(slot);
  }

  void wait(std::uint32_t slot) {
    waiting_.push_back({cells_[slot].request().arrival, slot});
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
  }

  /// Slots of an interval are in the order of the functions.
  struct Waiting {
    Time arrival;
    std::uint32_t slot;
    bool operator>(const Waiting& other) const {
      return arrival != other.arrival ? arrival > other.arrival : slot > other.slot;
    }
  };

  std::shared_ptr<const Counts> counts_;
  Distribution work_;
  Trace::Order order_;
  Seed seed_;
  std::uint64_t replication_;
  std::vector<std::uint64_t> next_draw_;  ///< by function
  std::size_t position_ = 0;
  std::vector<CellRequests> cells_;
  std::vector<Waiting> waiting_;  ///< a heap
};

class CountsTrace : public Trace {
 public:
  CountsTrace(TraceSummary summary, Counts counts)
      : summary_(std::move(summary)), counts_(std::make_shared<const Counts>(std::move(counts))) {}

  [[nodiscard]] const TraceSummary& summary() const override { return summary_; }

  [[nodiscard]] std::unique_ptr<RequestSource> requests(const Distribution* work, Order order, Seed seed,
                                                        std::uint64_t replication) const override {
    assert(work != nullptr);
    return std::make_unique<CountedRequests>(counts_, summary_.functions, *work, order, seed, replication);
  }

 private:
  TraceSummary summary_;
  std::shared_ptr<const Counts> counts_;
};

}  // namespace

std::uint64_t total(const std::vector<Cell>& cells) {
  return std::accumulate(cells.begin(), cells.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Cell& cell) { return sum + cell.count; });
}

/// A counting sort keeps the order of the functions in each interval.
std::vector<std::uint32_t> order_by_time(const std::vector<Cell>& cells, std::size_t intervals) {
  std::vector<std::uint32_t> next(intervals + 1);
  for (const Cell& cell : cells) ++next[cell.interval + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> order(cells.size());
  for (std::uint32_t i = 0; i < cells.size(); ++i) order[next[cells[i].interval]++] = i;
  return order;
}

std::shared_ptr<const Trace> make_counts_trace(TraceSummary summary, Counts counts) {
  return std::make_shared<CountsTrace>(std::move(summary), std::move(counts));
}

}  // namespace isocost::trace_file
