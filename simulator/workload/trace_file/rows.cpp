#include "simulator/workload/trace_file/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <vector>

#include "simulator/workload/trace_file/counts.h"

namespace isocost::trace_file {

namespace {

/// Reads the file again. A row waits until no row behind it can start earlier.
class FileRequests : public RequestSource {
 public:
  FileRequests(std::shared_ptr<const Rows> rows, const Distribution* work, Seed seed,
               std::uint64_t replication)
      : rows_(std::move(rows)),
        lines_(rows_->path),
        reader_(rows_->shape),
        work_key_(stream_key(seed, Purpose::work, replication, 0)) {
    if (work != nullptr) work_ = *work;
    Line header;
    lines_.next(header);
  }

  bool fill(RequestBlock& block) override {
    block.size = 0;
    while (block.size < RequestBlock::capacity && bring_first()) {
      std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
      const Waiting& first = waiting_.back();
      block.arrivals[block.size] = first.arrival;
      block.work[block.size] = first.work;
      block.functions[block.size++] = first.function;
      waiting_.pop_back();
    }
    return block.size > 0;
  }

 private:
  /// Reads until the first of the waiting rows is the next request; false when there is none.
  bool bring_first() {
    while (!is_at_end_ && (waiting_.empty() || waiting_.front().arrival > newest_ - rows_->disorder))
      read_row();
    return !waiting_.empty();
  }

  void read_row() {
    Line line;
    is_at_end_ = !next_line(line);
    if (is_at_end_ != (number_ == rows_->count)) refuse_change();
    if (!is_at_end_) take_row(line.text);
  }

  bool next_line(Line& line) try { return lines_.next(line); } catch (const UnreadableFile&) {
    refuse_change();
  }

  void take_row(std::string_view text) {
    Fault fault;
    const auto row = reader_.read(text, fault);
    if (!row) refuse_change();
    const Time arrival{row->start - rows_->earliest};
    if (arrival < newest_ - rows_->disorder || arrival < Time{}) refuse_change();
    newest_ = std::max(newest_, arrival);
    waiting_.push_back({arrival, number_, work_of(*row), function_of(*row)});
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    ++number_;
  }

  [[nodiscard]] std::uint32_t function_of(const EventRow& row) const {
    if (rows_->shape != RowShape::invocations) return 0;
    const auto found = rows_->functions.find(row.function);
    if (found == rows_->functions.end()) refuse_change();
    return found->second;
  }

  Duration work_of(const EventRow& row) {
    if (!work_) return row.duration;
    const auto slot = static_cast<std::size_t>(number_ % drawn_.size());
    if (slot == 0) work_->fill(work_key_, number_, drawn_);
    return to_work(drawn_[slot]);
  }

  [[noreturn]] void refuse_change() const {
    throw std::runtime_error(fmt::format("{}: the trace has changed since it was checked", rows_->path));
  }

  struct Waiting {
    Time arrival;
    std::uint64_t row;
    Duration work;
    std::uint32_t function;
    bool operator>(const Waiting& other) const {
      return arrival != other.arrival ? arrival > other.arrival : row > other.row;
    }
  };

  std::shared_ptr<const Rows> rows_;
  LineReader lines_;
  EventRowReader reader_;
  StreamKey work_key_;
  std::optional<Distribution> work_;
  std::array<double, 256> drawn_{};
  std::uint64_t number_ = 0;
  Time newest_{};
  bool is_at_end_ = false;
  std::vector<Waiting> waiting_;  ///< a heap
};

class RowsTrace : public Trace {
 public:
  RowsTrace(TraceSummary summary, Rows rows)
      : summary_(std::move(summary)), rows_(std::make_shared<const Rows>(std::move(rows))) {}

  [[nodiscard]] const TraceSummary& summary() const override { return summary_; }

  [[nodiscard]] std::unique_ptr<RequestSource> requests(const Distribution* work, Order, Seed seed,
                                                        std::uint64_t replication) const override {
    assert(work != nullptr || summary_.has_durations);
    return std::make_unique<FileRequests>(rows_, work, seed, replication);
  }

 private:
  TraceSummary summary_;
  std::shared_ptr<const Rows> rows_;
};

}  // namespace

std::shared_ptr<const Trace> make_rows_trace(TraceSummary summary, Rows rows) {
  return std::make_shared<RowsTrace>(std::move(summary), std::move(rows));
}

}  // namespace isocost::trace_file
