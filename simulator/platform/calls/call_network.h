/// The components of an application as stations that call each other.
///
/// A call is a request to the station of the component. When its own work is done and it has calls to make,
/// it is held there: it keeps its instance (and is billed) or its place at a server while it waits. A bad
/// answer to a call it waits for makes it fail, unless that call may fail; it then makes no further calls.
/// Who gave up on an answer is not noticed by the station: work goes on for nobody. A message whose receiver
/// fails or refuses it is delivered again as the receiver's platform does (`MessageDelivery`), with the same
/// work, or is lost.
///
/// A call that is tried again (`Call::retries`) has the same work each time. One that is given up
/// (`Call::timeout`) goes on for nobody; several as one begin no further calls then. The call after it
/// (`is_after_error`) is made in place of an error. After an error nothing more of a workflow or of several
/// calls as one is begun; what is under way is waited for.
///
/// A workflow is held at its orchestrator, which takes a while for each call of a component and for parallel
/// calls, and counts the states it enters: one for each call and each retry, one for parallel calls, for a
/// choice, for repetitions beside each other, and for each question whether to repeat.
///
/// A service that keeps connections gets them back when the caller has answered.
///
/// Where all components run in one place (`is_fused`), calls that are waited for are part of the caller's
/// work, made one after the other without a limit of time, as are the waits before retries; messages are
/// further requests to the same place; a workflow is a part of the program. Services are called after all
/// that work, one after the other, with the retries of the calls around them; an error of theirs does not
/// matter where one of these may fail or is caught, and calls nothing else.
///
/// At one instant the stations' timers run first, then what follows from them, then arrivals. Memory: a slot
/// for each call under way.
#pragma once

#include <deque>
#include <vector>

#include "simulator/engine/timer_set.h"
#include "simulator/observe/observer.h"
#include "simulator/platform/calls/component_use.h"
#include "simulator/platform/station.h"
#include "simulator/random/stream.h"
#include "simulator/workload/call_graph.h"

namespace isocost {

class CallNetwork final : public Station, public Replies {
 public:
  struct Place {
    Station* station = nullptr;
    Duration patience = unbounded;  ///< the caller gets no answer after this
    MessageDelivery delivery{};
    bool keeps_connections = false;  ///< a service that is held until its caller has answered
    // Of an orchestrator:
    Distribution call_overhead{};
    Duration parallel_overhead{};
  };

  /// \param graph  outlives the network
  /// \param entity  tells runs of the same replication apart (simulated days)
  /// \param users  takes one record for each request of a user
  CallNetwork(const CallGraph& graph, bool is_fused, Seed seed, std::uint64_t replication,
              std::uint64_t entity, Recorder& users);
  CallNetwork(const CallNetwork&) = delete;
  CallNetwork& operator=(const CallNetwork&) = delete;

  /// Before the first request: one place for each component but groups; when fused one for all programs, and
  /// one for each service. The recorders of the stations send their replies here.
  void run_at(std::vector<Place> places);

  void offer(const Request& request) override;
  [[nodiscard]] Time next_time() const override;
  void advance_to(Time until) override;
  void leave(Time, const HeldRequest&, bool) override {}
  /// Runs until every call has ended, however long after the horizon.
  void finish(Time horizon) override;

  void reply(const RequestRecord& record) override;
  void held(const HeldRequest& request) override;

  /// One for each component. When fused, what a component does for those that wait for it is the first's, or
  /// that of the one a message went to.
  [[nodiscard]] const std::vector<ComponentUse>& use() const { return use_; }

 private:
  using Slot = TimerSet::Slot;
  static constexpr Slot nobody = ~Slot{0};

  struct Held {
    std::size_t place = 0;
    HeldRequest request{};
    Slot used_by = nobody;
  };
  struct ServiceCall {
    std::uint32_t from = 0;
    std::uint32_t call = 0;
    std::uint64_t visit = 0;     ///< of the service
    std::uint32_t attempts = 0;  ///< with those of the calls around it; 0: as the call says
    bool is_forgiven = false;    ///< a call around it may fail, or is caught
  };
  /// One call under way.
  struct Frame {
    std::uint32_t component = 0;
    std::uint32_t from = 0;  ///< whose call it is: the caller's component, or one fused with it
    std::uint32_t call = 0;  ///< which of its calls
    Slot caller = nobody;    ///< nobody: a user, or whoever sent a message
    bool is_of_user = false;
    bool is_resting = false;   ///< it will be sent, for the first time or again
    Time sent{};               ///< a message's first delivery
    std::uint32_t errors = 0;  ///< of its attempts before
    std::uint32_t refusals = 0;
    std::uint32_t attempts = 0;  ///< of a service in one place: ServiceCall
    bool is_forgiven = false;
    Duration patience = unbounded;  ///< of who waits for the answer
    std::uint32_t sender = 0;
    std::uint64_t visit = 0;  ///< which of all visits of the component
    Time began{};

    bool is_at_station = false;
    bool is_held = false;
    bool is_told = false;  ///< who waited for the answer knows, or has given up
    bool has_answer = false;
    bool has_failed = false;
    bool is_cold = false;
    RequestRecord answer;
    HeldRequest held{};
    Time held_since{};

    std::uint64_t made = 0;            ///< calls it makes, one bit each
    std::uint32_t next = 0;            ///< the first of the next step
    std::uint32_t open = 0;            ///< calls waited for
    std::vector<std::uint32_t> begun;  ///< repetitions, by call

    std::vector<Held> kept;             ///< connections, to be given back
    std::vector<ServiceCall> services;  ///< when fused: still to be called, from `next` on
    bool is_unfolded = false;
    bool fails_in_the_end = false;

    double handler = 0;  ///< its own, and of those it has good answers of

    std::vector<double> path;  ///< time on the critical path so far, by component; empty: none
    double path_before = 0;    ///< of that, in repetitions before this one
  };
  struct Message {
    std::uint32_t component;
    std::uint64_t visit;
  };
  /// Visits of a component are numbered without a gap: those of one request follow each other, whether they
  /// are made or not. So a visit's draws are a function of its number, and near those of the visit before.
  struct Visited {
    std::uint64_t visits_a_request = 0;
    std::vector<std::uint64_t> first_visit;  ///< of each call, among those of the component it calls
    DurationBlocks work;
    StreamKey choices;
    StreamKey failures;
    StreamKey repetitions;
    StreamKey overheads;
  };
  struct Unfolded {
    Duration work{};
    bool fails = false;
  };
  /// What one place does not do itself.
  struct Outside {
    std::vector<Message> messages;
    std::vector<ServiceCall> services;
    Duration rest{};  ///< before retries: the request is held, and needs no CPU
  };
  /// A visit in one place: which, and how often something on the way to it has failed before.
  struct Attempt {
    std::uint32_t component;
    std::uint64_t visit;
    std::uint64_t failed_before;
    std::uint32_t attempts = 1;  ///< that the calls on the way to it may make of it
    bool is_forgiven = false;    ///< one of them may fail, or is caught
  };

  void number_visits();
  [[nodiscard]] std::uint64_t visit_of(std::uint32_t component, std::uint64_t visit, std::size_t call,
                                       std::uint32_t repetition) const;
  [[nodiscard]] Slot new_frame(std::uint32_t component, std::uint64_t visit);
  void free_if_over(Slot slot);
  void send(Slot slot, Duration work);
  [[nodiscard]] const Place& place_of(std::uint32_t component) const {
    return places_[place_numbers_[component]];
  }
  void touch(std::size_t place);
  void run_next();
  void run_frame_timer();
  void stop_calls_of(Slot slot);
  [[nodiscard]] bool is_stopped(Slot slot) const;
  void drop(Slot slot);

  [[nodiscard]] bool is_made(std::uint32_t component, std::size_t call, std::uint64_t visit) const;
  [[nodiscard]] Duration work_of(std::uint32_t component, std::uint64_t visit) {
    return visited_[component].work.at(visit);
  }
  [[nodiscard]] bool is_repeated(std::uint32_t component, std::size_t call, std::uint64_t visit,
                                 std::uint32_t repetition) const;
  [[nodiscard]] Unfolded unfold(const Attempt& attempt, Duration own, Outside& outside);
  [[nodiscard]] Unfolded unfold_call(const Attempt& caller, std::size_t call, std::uint32_t repetition,
                                     Outside& outside);
  void unfold_repetitions(const Attempt& caller, std::size_t call, Unfolded& made, Outside& outside);

  void go_on(Slot slot);
  void make_call(Slot slot, std::uint32_t call);
  void begin_repetition(Slot caller, std::uint32_t call, std::vector<double> path);
  void begin_call(Slot caller, const ServiceCall& call, std::vector<double> path);
  void go_on_in_one_place(Slot slot);
  [[nodiscard]] Slot who_keeps_connections_of(Slot slot) const;
  [[nodiscard]] bool takes_kept_connection(Slot slot);
  void free_connection(Slot slot);
  void keep_connection(const Held& held);
  void give_back_connections(Slot slot);
  void begin_after(Slot slot, Duration rest);
  void send_message(std::uint32_t component, std::uint64_t visit, Duration rest);
  void deliver_again(Slot slot, Outcome outcome);
  void let_go(Slot slot);
  void conclude(Slot slot, RequestRecord answer);
  void tell_caller(Slot slot, bool is_bad, double own);
  [[nodiscard]] Duration overhead_of(Slot slot) const;
  [[nodiscard]] bool is_tried_again(Slot slot) const;
  void try_again(Slot slot, double own);
  void enter_states(std::uint32_t component, std::uint32_t count);
  [[nodiscard]] std::uint32_t owner_of(std::uint32_t component) const {
    return is_group(component) ? graph_.components[component].owner : component;
  }
  [[nodiscard]] bool is_orchestrated(std::uint32_t component) const {
    return !is_fused_ && graph_.components[owner_of(component)].kind == ComponentKind::workflow;
  }
  [[nodiscard]] bool is_group(std::uint32_t component) const {
    return graph_.components[component].kind == ComponentKind::group;
  }
  [[nodiscard]] bool is_service(std::uint32_t component) const {
    return graph_.components[component].kind == ComponentKind::service;
  }

  const CallGraph& graph_;
  bool is_fused_;
  std::vector<Visited> visited_;  ///< by component
  Recorder& users_;
  std::vector<Place> places_;
  std::vector<std::size_t> place_numbers_;  ///< by component; a group has its owner's

  Time now_{};
  TimerSet stations_;
  TimerSet timers_;
  TimerSet pauses_;         ///< of held requests in one place
  std::deque<Slot> ready_;  ///< held, and with something to do at once
  std::vector<Frame> frames_;
  std::vector<Slot> free_frames_;
  std::uint64_t requests_ = 0;
  std::vector<ComponentUse> use_;
  Outside outside_;
};

}  // namespace isocost
