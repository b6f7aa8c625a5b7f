/// One function on a serverless platform: a pool of instances that start when a request finds none, stay warm
/// for a while, and are given up.
///
/// A request that finds an idle instance starts warm; else an instance is started for it (cold start: init,
/// then the handler) unless a limit forbids it: then it is refused, or waits in the platform's queue. An
/// instance serves one request at a time, or up to N that share its CPU (processor sharing, not a queue). An
/// idle instance is given up after its keep-alive, drawn anew each time it falls idle. (SimFaaS calls
/// keep-alive `expiration_threshold`.)
///
/// Expiry is lazy: an instance is found expired when a request looks at it. A cold start happens only when no
/// instance is warm, so by then every expired one has been found, and slots are never more than the most
/// instances ever busy at once.
///
/// Memory: one slot per instance in flight; nothing per request, but those waiting or inside.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "simulator/engine/engine.h"
#include "simulator/observe/observer.h"
#include "simulator/platform/function/idle_instances.h"
#include "simulator/platform/processor_sharing.h"
#include "simulator/platform/station.h"
#include "simulator/random/distribution.h"
#include "simulator/workload/request.h"

namespace isocost {

/// Instances started ahead of need where requests share CPUs: every `period`, as many are wanted as the CPU
/// time that arrived in the last `window` needs at `target` use; a request goes to an instance with fewer
/// than `packing` inside before it goes to the emptiest. Best of 540 rules against Cloud Run logs of
/// Demystifying Serverless Costs (EuroSys 2026): means 169/221/784/1337 ms against 168/293/610/1609 at
/// 1/4/10/20 requests/s.
struct CpuScaling {
  double target = 0.7;
  Duration window = std::chrono::seconds(15);
  std::uint32_t packing = 4;
  static constexpr Duration period = std::chrono::seconds(1);
};

struct FunctionParameters {
  Time begin{};                        ///< when the pool starts, empty
  Distribution init;                   ///< start of an instance; may be billed
  Duration cold_start_outside_init{};  ///< what a user waits for on top of init; never billed
  Duration first_call_extra{};         ///< the first handler call of an instance lasts longer by this
  /// When set, the handler of a request that starts an instance lasts as drawn from here instead of its own
  /// work.
  std::optional<Distribution> cold_handler;
  Distribution keep_alive;
  Routing routing = Routing::most_recently_used;

  std::uint32_t requests_per_instance = 1;
  double vcpus = 1;            ///< of an instance
  double cpu_share = 1;        ///< part of a request's time that needs a vCPU
  bool has_contention = true;  ///< false: requests in one instance do not slow each other

  std::optional<CpuScaling> cpu_scaling;  ///< none: an instance is added when all are full

  double handler_scale = 1;  ///< handler time = work x this
  Duration overhead{};       ///< added to every response; occupies nothing

  std::uint64_t concurrency_limit = ~0ULL;  ///< requests at once
  std::uint64_t most_instances = ~0ULL;
  std::uint64_t starts_per_window =
      ~0ULL;  ///< instance starts that each window of `start_window` adds to those still allowed
  Duration start_window = std::chrono::seconds(10);
  std::uint64_t start_burst = 0;  ///< allowed at first, and the most saved up; 0: what a window adds
  std::uint32_t provisioned = 0;  ///< instances always warm, used first
  std::optional<Duration>
      queue_for;  ///< how long a request may wait at a limit; nothing: it is refused at once

  Duration execution_limit = unbounded;  ///< the handler is killed here, and billed to here
  Duration reply_limit = unbounded;      ///< the sender gets no answer after this; the work goes on
  double failure_share = 0;
  Outages outages;              ///< of what the handler depends on; a start takes its time all the same
  bool holds_requests = false;  ///< some wait in their instance for others
};

class FunctionPool final : public Station {
 public:
  /// \param entity  which function this is; its random numbers are its own
  /// \pre parameters.requests_per_instance == 1, or routing is most_recently_used
  FunctionPool(const FunctionParameters& parameters, Seed seed, std::uint64_t replication,
               std::uint64_t entity, Recorder& recorder);
  FunctionPool(const FunctionPool&) = delete;
  FunctionPool& operator=(const FunctionPool&) = delete;

  void offer(const Request& request) override;
  [[nodiscard]] Time next_time() const override { return engine_.next_time(); }
  void advance_to(Time until) override {
    engine_.advance_to(until, [this](Slot slot) { on_timer(slot); });
  }

  void leave(Time now, const HeldRequest& held, bool has_failed) override;

  /// Requests inside keep their full response time:
  /// they were reported when it was known, or are reported now as if no other request came.
  void finish(Time horizon) override;

  /// Integral over time of the number of requests waiting or being served, in request-nanoseconds; kept by
  /// counting in and out, independently of the records (for Little's law).
  [[nodiscard]] double in_system_integral() const;

  /// Most instances busy at once since the measured window began.
  [[nodiscard]] std::uint64_t peak_in_use() const { return peak_in_use_; }

 private:
  using Slot = Engine::Slot;
  static constexpr Slot queue_timer = 0;
  static constexpr Slot start_timer = 1;
  static constexpr Slot scaling_timer = 2;
  static constexpr Slot first_instance = 3;

  struct Waiting {
    Time arrival;
    Duration handler;
    bool fails;
    bool is_held;
    std::uint32_t sender;
  };
  /// A request inside a shared instance.
  struct Active {
    Time taken;
    bool is_held;
    RequestRecord record;
  };
  /// What an exclusive instance remembers of a held request.
  struct Held {
    bool is_there = false;
    bool is_waiting = false;  ///< its own work is done
    Time taken{};
    RequestRecord record;
  };
  struct Instance {
    Time started{};
    std::uint64_t created = 0;  ///< order of start
    bool is_provisioned = false;
    bool was_called = false;
  };
  /// What a shared instance has besides; kept apart, so that pools of exclusive ones stay small in the cache.
  struct Sharing {
    bool is_open = false;  ///< listed as having room
    bool is_busy = false;  ///< starting, or with a request inside
    Time ready{};
    ProcessorSharing<Active> inside;
    std::vector<Active> held;  ///< their own work is done
    Duration init{};           ///< how long its start takes of what a platform may bill
    Time busy_since{};         ///< or since its init began
    Duration starting{};       ///< of this stretch
    Duration killed{};         ///< handler time that ended in a time-out, in this stretch
    Time expires = never;      ///< while idle
    Time deadline = never;     ///< no request inside reaches the execution limit before this
    Duration work_done{};

    [[nodiscard]] std::size_t crowd() const { return inside.size() + held.size(); }
  };

  [[nodiscard]] bool is_shared() const { return parameters_.requests_per_instance > 1; }
  [[nodiscard]] Duration scaled(Duration work) const {
    return Duration(
        static_cast<std::int64_t>(static_cast<double>(work.count()) * parameters_.handler_scale + 0.5));
  }
  /// The integral of a count over time is the sum of leaving instants minus the sum of coming ones (and the
  /// count times now for those inside): one addition each, exact modulo 2^64 ns.
  void count_in_system(std::int64_t change) {
    in_system_ += change;
    left_minus_came_ -= static_cast<std::uint64_t>(change * engine_.now().time_since_epoch().count());
  }

  bool try_serve(const Waiting& request);
  [[nodiscard]] std::optional<Slot> warm_instance();
  [[nodiscard]] bool may_start_instance();
  Slot start_instance();
  Slot new_slot();
  void end_instance(Slot index, Time at);

  void serve_alone(Slot index, const Waiting& request, bool is_cold);
  void serve_held(Slot index, const Waiting& request, bool is_cold);
  void serve_shared(Slot index, const Waiting& request, bool is_cold);
  void begin_record(RequestRecord& record, Slot index, const Waiting& request, bool is_cold);
  void close_record(RequestRecord& record, bool is_killed) const;
  void refuse(const Waiting& request);
  void use_one_more();
  void use_one_less();
  void note_use();

  void on_timer(Slot slot);
  void on_held_timer(Slot index);
  void end_held(Slot index, bool is_killed);
  void free_alone(Slot index);
  void on_queue_timer();
  void serve_queue();
  void schedule_queue_timers();
  void release(Slot index);

  void schedule_shared(Slot index);
  void on_shared_timer(Slot index);
  void kill_overdue(Sharing& instance);
  void after_departures(Slot index);
  void leave_shared(Sharing& instance, Active& done, bool is_killed);
  void report_busy(Slot index, Time until);
  void fall_idle_shared(Slot index);
  void list_as_last_used(Slot index);
  [[nodiscard]] std::uint64_t identity_of(Slot index) const { return entity_ << 32U | index; }
  void end_shared(Slot index, Time horizon);
  [[nodiscard]] std::optional<Slot> open_instance();
  [[nodiscard]] bool is_expired(const Sharing& instance) const;
  void become_busy(Sharing& instance);

  void count_demand(Duration handler);
  void scale_to_demand();
  void start_ahead();
  [[nodiscard]] std::uint64_t live_unexpired();

  FunctionParameters parameters_;
  std::uint64_t entity_;
  ProcessorShare share_;
  Recorder& recorder_;
  Engine engine_;
  IdleInstances idle_;
  IdleInstances idle_provisioned_;
  std::vector<Instance> instances_;
  std::vector<Sharing> sharing_;  ///< one per instance of a shared pool
  std::vector<Held> held_;        ///< one per instance of an exclusive pool that holds requests
  std::vector<Slot> free_slots_;
  std::vector<Slot> open_instances_;  ///< shared, with room, most recently used last
  std::deque<Waiting> queue_;
  std::deque<double> demand_;        ///< CPU seconds that arrived, one entry a period, the current one last
  std::deque<double> later_demand_;  ///< of the periods to come, the next first

  StreamKey cold_key_;
  std::uint64_t cold_starts_ = 0;
  DurationSequence keep_alive_;
  UniformSequence failures_;

  std::uint64_t requests_inside_ = 0;
  std::uint64_t live_instances_ = 0;
  std::uint64_t instances_in_use_ = 0;
  std::uint64_t peak_in_use_ = 0;
  std::optional<std::int64_t> start_window_index_;
  std::uint64_t starts_allowed_ = 0;

  std::int64_t in_system_ = 0;
  std::uint64_t left_minus_came_ = 0;
};

}  // namespace isocost
