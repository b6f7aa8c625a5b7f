/// How many requests are in handlers at once, over functions that are simulated one after the other: each
/// request is counted in every cell of time that it touches, so the highest cell is an upper bound of the
/// true peak (close when requests last longer than a cell).
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/observe/observer.h"

namespace isocost {

class BusyEnvelope : public Observer {
 public:
  static constexpr Duration cell = std::chrono::milliseconds(50);

  explicit BusyEnvelope(Window window)
      : window_(window), changes_(static_cast<std::size_t>(window.length() / cell) + 2) {}

  void requests(std::span<const RequestRecord> records) override {
    for (const RequestRecord& record : records) {
      if (!record.is_served) continue;
      const Time begin = record.arrival + record.waited;
      ++changes_[cell_of(begin)];
      --changes_[cell_of(begin + record.cold_start + record.handler) + 1];
    }
  }
  void capacity(std::span<const CapacityRecord>) override {}

  [[nodiscard]] std::size_t peak() const {
    std::int64_t busy = 0, most = 0;
    for (const std::int32_t change : changes_) most = std::max(most, busy += change);
    return static_cast<std::size_t>(most);
  }

 private:
  [[nodiscard]] std::size_t cell_of(Time at) const {
    const auto index = static_cast<std::size_t>((at - window_.begin) / cell);
    return std::min(index, changes_.size() - 2);
  }

  Window window_;
  std::vector<std::int32_t> changes_;
};

}  // namespace isocost
