/// A fleet of servers (or container tasks) behind a load balancer.
///
/// Each request is given to one server by the balancer. A server serves up to `concurrency` requests at once,
/// first come first served by that many workers or all together by processor sharing, keeps up to
/// `queue_capacity` more waiting, and turns away the rest. A fleet has a fixed size or follows its CPU
/// utilisation (target tracking): a metric measured over a period is acted on after a delay, a new server
/// serves after its boot time, and servers are taken out only after the metric stayed low for a cooldown.
/// Servers are paid for from launch to termination.
///
/// A request that waits longer than the timeout is given up by its sender; it keeps its place and is dropped
/// when its turn comes (a server does not see the sender leave). One that is given up while it is served is
/// served to the end.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "simulator/engine/engine.h"
#include "simulator/observe/observer.h"
#include "simulator/platform/processor_sharing.h"
#include "simulator/platform/station.h"
#include "simulator/random/distribution.h"
#include "simulator/workload/request.h"

namespace isocost {

enum class Discipline : std::uint8_t { first_come_first_served, processor_sharing };
enum class Balancer : std::uint8_t { round_robin, least_connections, power_of_two };

/// Target tracking, as AWS Auto Scaling does it: out at once, in after `scale_in_cooldown` below 90 % of the
/// target. Source: AWS, "Target tracking scaling policies for Amazon EC2 Auto Scaling" (user guide).
struct Autoscaling {
  std::uint32_t min_servers = 1;
  std::uint32_t max_servers = 1;
  double target = 0.6;  ///< CPU utilisation of the servers in service
  Duration metric_period = std::chrono::minutes(1);
  Duration metric_delay = std::chrono::minutes(1);
  Duration scale_in_cooldown = std::chrono::minutes(15);
};

/// Keeps an overloaded queue inside the clock: 114 years, and the clock ends after 292.
inline constexpr Duration longest_patience = 1'000'000 * hour;

struct FleetParameters {
  Time begin{};                   ///< when the fleet starts, its first servers in service
  std::uint32_t servers = 1;      ///< fixed size, or size at the start
  double vcpus = 1;               ///< of a server
  std::uint32_t concurrency = 1;  ///< requests served at once by a server
  Discipline discipline = Discipline::first_come_first_served;
  Balancer balancer = Balancer::round_robin;
  std::uint64_t queue_capacity = ~0ULL;  ///< waiting at one server
  Duration request_timeout = unbounded;
  double handler_scale = 1;  ///< handler time = work x this
  double cpu_share = 1;      ///< part of a request's time that needs a vCPU
  Duration overhead{};       ///< of the balancer, added to every response
  double failure_share = 0;
  std::optional<Autoscaling> autoscaling;
  Distribution boot_time;
  Outages outages;              ///< of what the work depends on; who waits for it needs no CPU
  bool holds_requests = false;  ///< some keep their place while they wait for others
};

class Fleet final : public Station {
 public:
  /// \param entity  tells runs of the same replication apart (simulated days)
  /// \pre servers >= 1, concurrency >= 1; with autoscaling min_servers <= servers <= max_servers
  Fleet(const FleetParameters& parameters, Seed seed, std::uint64_t replication, std::uint64_t entity,
        Recorder& recorder);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  void offer(const Request& request) override;
  [[nodiscard]] Time next_time() const override { return engine_.next_time(); }
  void advance_to(Time until) override {
    engine_.advance_to(until, [this](Slot slot) { on_timer(slot); });
  }
  void leave(Time now, const HeldRequest& held, bool has_failed) override;
  void finish(Time horizon) override;

  /// As FunctionPool::in_system_integral.
  [[nodiscard]] double in_system_integral() const;
  [[nodiscard]] std::size_t servers_in_service() const { return in_service_.size(); }

 private:
  using Slot = Engine::Slot;
  using Index = std::uint32_t;
  static constexpr Slot metric_timer = 0;
  static constexpr Slot action_timer = 1;
  static constexpr Slot first_server = 2;

  enum class State : std::uint8_t { booting, serving, draining, gone };

  struct Waiting {
    Time arrival;
    Duration handler;
    bool fails;
    bool is_held;
    std::uint32_t sender;
  };
  struct Active {
    Time taken;
    Duration demand;  ///< what the request would take alone
    bool is_held;
    std::uint32_t worker;  ///< first come first served only
    RequestRecord record;
  };
  struct Server {
    State state = State::serving;
    Time launched{};
    std::uint32_t busy = 0;  ///< requests being served
    std::vector<std::uint32_t> free_workers;
    std::deque<Waiting> queue;
    ProcessorSharing<Active> inside;  ///< processor sharing only
    std::vector<Active> held;         ///< while their work goes on too, where there are workers
    std::uint32_t idle = 0;           ///< of those busy: their own work is done
    Duration work_done{};

    [[nodiscard]] std::uint32_t working() const { return busy - idle; }
  };
  struct Metric {
    Time act_at;
    double utilisation;
    double servers;  ///< in service on average while it was measured
  };

  [[nodiscard]] bool is_sharing() const { return parameters_.discipline == Discipline::processor_sharing; }
  [[nodiscard]] Slot slot_of(Index server, std::uint32_t worker) const {
    return first_server + (server << slot_shift_) + worker;
  }
  [[nodiscard]] Index pick_server();
  /// The integral of a count over time is the sum of leaving instants minus the sum of coming ones (and the
  /// count times now for those inside): one addition each, exact modulo 2^64 ns.
  void count_in_system(std::int64_t change) {
    in_system_ += change;
    left_minus_came_ -= static_cast<std::uint64_t>(change * engine_.now().time_since_epoch().count());
  }
  void change_load(Index index);
  void serve(Index index, const Waiting& request);
  void begin_record(RequestRecord& record, const Waiting& request) const;
  void close_record(RequestRecord& record) const;
  void turn_away(const Waiting& request, Outcome outcome, Duration response);
  void serve_waiting(Index index);

  void on_timer(Slot slot);
  void on_completion(Index index, std::uint32_t worker);
  [[nodiscard]] bool begins_to_wait(Index index, std::uint32_t worker);
  void free_worker(Index index, std::uint32_t worker);
  void after_departures(Index index);
  void on_sharing_timer(Index index);
  void schedule_sharing(Index index);

  void track_cpu(const Server& server, double change);
  void add_up_cpu();
  [[nodiscard]] double cpu_of(const Server& server) const;
  void measure();
  void act_on_metric();
  void launch();
  void put_in_service(Index index);
  void take_out_of_service();
  void end_if_drained(Index index);
  void end_server(Index index, Time at);
  void cut_work(Index index, Time horizon);

  FleetParameters parameters_;
  ProcessorShare share_;
  unsigned slot_shift_;  ///< a server has 2^this slots: which server a slot belongs to is a shift
  Recorder& recorder_;
  Engine engine_;
  std::vector<Server> servers_;
  std::vector<Index> gone_;
  std::vector<Index> in_service_;
  std::size_t next_round_ = 0;
  TimerSet by_load_;  ///< least connections: the "time" of a server is its number of requests
  UniformSequence picks_;
  UniformSequence failures_;
  StreamKey boot_key_;
  std::uint64_t launches_ = 0;
  std::uint32_t booting_ = 0;

  double cpu_in_use_ = 0;  ///< of the servers in service: one that drains is no longer asked
  Time cpu_since_{};
  double cpu_integral_ = 0;
  double service_integral_ = 0;  ///< of the number in service
  Time low_since_ = never;
  std::deque<Metric> metrics_;

  std::int64_t in_system_ = 0;
  std::uint64_t left_minus_came_ = 0;
};

}  // namespace isocost
