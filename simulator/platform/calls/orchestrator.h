/// What runs workflows: a station that holds each request until its calls are made. It has room for all of
/// them, needs no start, and takes no time of its own; what it takes for each call is the network's
/// (platform/calls/call_network.h). Handler time is that of the whole execution where it is billed, else 0.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/platform/station.h"
#include "simulator/random/distribution.h"

namespace isocost {

struct OrchestratorParameters {
  Distribution call_overhead{};          ///< before each call of a component
  Duration parallel_overhead{};          ///< before calls made beside each other
  Duration execution_limit = unbounded;  ///< after which the caller is told of an error
  bool is_time_billed = false;
};

class Orchestrator final : public Station {
 public:
  Orchestrator(const OrchestratorParameters& parameters, Recorder& recorder)
      : is_time_billed_(parameters.is_time_billed), recorder_(recorder) {}
  Orchestrator(const Orchestrator&) = delete;
  Orchestrator& operator=(const Orchestrator&) = delete;

  void offer(const Request& request) override {
    const Slot slot = new_slot();
    begun_[slot] = request.arrival;
    if (request.is_held)
      recorder_.hold({slot, request.sender});
    else
      leave(request.arrival, {slot, request.sender}, false);
  }
  [[nodiscard]] Time next_time() const override { return never; }
  void advance_to(Time) override {}
  void leave(Time now, const HeldRequest& held, bool has_failed) override {
    RequestRecord record;
    record.arrival = begun_[held.place];
    record.response = now - record.arrival;
    if (is_time_billed_) record.handler = record.response;
    record.outcome = has_failed ? Outcome::failed : Outcome::completed;
    record.is_served = true;
    record.sender = held.sender;
    free_slots_.push_back(held.place);
    recorder_.add(record);
  }
  void finish(Time) override { recorder_.flush(); }

 private:
  using Slot = std::uint32_t;

  Slot new_slot() {
    if (free_slots_.empty()) {
      free_slots_.push_back(static_cast<Slot>(begun_.size()));
      begun_.emplace_back();
    }
    const Slot slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
  }

  bool is_time_billed_;
  Recorder& recorder_;
  std::vector<Time> begun_;
  std::vector<Slot> free_slots_;
};

}  // namespace isocost
