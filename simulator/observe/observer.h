/// Who listens to a platform. Records come in blocks, so that a virtual call is paid once for many requests,
/// in no promised order: an observer adds up, it does not follow.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "simulator/observe/request.h"

namespace isocost {

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void requests(std::span<const RequestRecord> records) = 0;
  virtual void capacity(std::span<const CapacityRecord> records) = 0;
};

/// Where a station keeps a request that is held, and whose it is.
struct HeldRequest {
  std::uint32_t place = 0;
  std::uint32_t sender = 0;
};

/// Who waits for answers: hears of each request at once, also of those outside the measured window. A record
/// may come before its time, `arrival` + `response`, when the end is known already.
class Replies {
 public:
  virtual ~Replies() = default;
  /// Must not offer the station anything: it is at work.
  virtual void reply(const RequestRecord& record) = 0;
  /// The own work of a held request is done. Likewise.
  virtual void held(const HeldRequest&) {}
};

/// Collects records into blocks for a set of observers and drops what lies outside the measured window:
/// requests that arrive outside it, and the parts of capacity that reach beyond it.
class Recorder {
 public:
  Recorder(Window measured, std::vector<Observer*> observers, Replies* replies = nullptr)
      : measured_(measured), observers_(std::move(observers)), replies_(replies) {}
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  [[nodiscard]] const Window& measured() const { return measured_; }

  void add(const RequestRecord& record) {
    next_request() = record;
    keep_request();
  }
  /// The record to fill next; `keep_request` then takes it in. (Spares the hot path a copy.)
  [[nodiscard]] RequestRecord& next_request() { return requests_[request_count_]; }
  void keep_request() {
    if (replies_ != nullptr) replies_->reply(requests_[request_count_]);
    if (!measured_.contains(requests_[request_count_].arrival)) return;
    if (++request_count_ == requests_.size()) flush_requests();
  }
  void hold(const HeldRequest& held) const { replies_->held(held); }
  /// `work` and `killed` are scaled down with the part of the record that is cut off.
  void add(CapacityRecord record) {
    const Duration whole = record.end - record.begin;
    const Duration inside = overlap(measured_, record.begin, record.end);
    if (inside <= Duration::zero()) return;
    if (inside != whole) {
      const double part = static_cast<double>(inside.count()) / static_cast<double>(whole.count());
      const auto part_of = [part](Duration span) {
        return Duration(static_cast<std::int64_t>(static_cast<double>(span.count()) * part));
      };
      record.work = part_of(record.work);
      record.killed = part_of(record.killed);
      record.starting = overlap(measured_, record.begin, record.begin + record.starting);
      if (record.begin < measured_.begin) record.begin = measured_.begin;
      record.end = record.begin + inside;
    }
    capacities_[capacity_count_++] = record;
    if (capacity_count_ == capacities_.size()) flush_capacity();
  }

  /// \post every record added has reached the observers
  void flush() {
    flush_requests();
    flush_capacity();
  }

 private:
  void flush_requests() {
    for (Observer* observer : observers_) observer->requests(std::span(requests_).first(request_count_));
    request_count_ = 0;
  }
  void flush_capacity() {
    for (Observer* observer : observers_) observer->capacity(std::span(capacities_).first(capacity_count_));
    capacity_count_ = 0;
  }

  Window measured_;
  std::vector<Observer*> observers_;
  Replies* replies_;
  std::size_t request_count_ = 0;
  std::size_t capacity_count_ = 0;
  std::array<RequestRecord, 128> requests_{};
  std::array<CapacityRecord, 128> capacities_{};
};

}  // namespace isocost
