/// The senders of all requests, who give up on an attempt after a while and try again.
///
/// Traffic is open: requests come as they come, whatever became of those before. One request of a user is one
/// attempt or more, all with the same work; each attempt is a request to the station. The user's record, made
/// when the last attempt has ended, has the response from the first attempt on (the waits between included),
/// the outcome of the last one, and what the last one met.
///
/// The station does not see a sender leave: an attempt that was given up is served all the same, is paid for,
/// and takes the place of another. That is how retries keep a system overloaded after the cause is gone
/// (Bronson, Aghayev, Charapko, Zhu: "Metastable failures in distributed systems", HotOS 2021).
///
/// At one instant the station's timers run first, then the client's, then arrivals. Memory: one slot for each
/// attempt under way or waited for.
#pragma once

#include <deque>
#include <vector>

#include "simulator/engine/timer_set.h"
#include "simulator/observe/observer.h"
#include "simulator/platform/station.h"
#include "simulator/random/stream.h"
#include "simulator/workload/retry_policy.h"

namespace isocost {

class Client : public Replies {
 public:
  /// \param reply_limit  after which the station gives no answer of its own accord
  /// \param users  takes one record for each request of a user
  Client(const RetryPolicy& policy, Duration reply_limit, StreamKey jitter, Recorder& users);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Before the first request. The station's recorder sends its replies here.
  void send_to(Station& station) { station_ = &station; }

  /// \pre arrivals come in order of time
  void offer(const Request& request);

  /// Runs to the horizon, and on without new requests until every user has an answer.
  void finish(Time horizon);

  void reply(const RequestRecord& record) override;

 private:
  using Slot = TimerSet::Slot;

  enum class State : std::uint8_t {
    free,
    sent,      ///< the station is at it
    answered,  ///< by a record whose time has not come
    late,      ///< the station is done with it, and its answer comes after the sender has left
    given_up,  ///< by its sender; the station is still at it
    stopped,   ///< by the breaker
    waiting,   ///< to be sent again
  };
  struct Attempt {
    State state = State::free;
    std::uint32_t number = 0;  ///< 0: the first
    Time first_arrival{};
    std::uint64_t request = 0;  ///< counts requests of users
    Request sent{};
    RequestRecord answer{};  ///< of the attempt before, while it waits
  };

  [[nodiscard]] Slot new_slot();
  void free(Slot slot);
  void advance_to(Time until);
  void run_next();
  void run_next_timer();
  void send(Slot slot);
  void conclude(Slot slot, RequestRecord answer);
  [[nodiscard]] bool may_retry(const Attempt& attempt);
  [[nodiscard]] Duration wait_before(std::uint64_t request, std::uint32_t retry) const;
  void tell_user(const Attempt& attempt, RequestRecord answer);

  [[nodiscard]] bool is_let_through(Slot slot);
  void note_answer(Slot slot, bool is_bad);

  RetryPolicy policy_;
  Duration patience_;  ///< with one attempt
  StreamKey jitter_;
  Recorder& users_;
  Station* station_ = nullptr;

  Time now_{};
  TimerSet timers_;
  std::vector<Attempt> attempts_;
  std::vector<Slot> free_slots_;
  std::uint64_t requests_ = 0;
  std::uint64_t waiting_users_ = 0;
  bool is_ending_ = false;

  double saved_retries_ = 0;
  std::deque<bool> last_answers_;  ///< is bad
  std::uint32_t bad_answers_ = 0;
  bool is_open_ = false;
  Time open_until_{};  ///< then one is let through
  std::optional<Slot> probe_;
};

}  // namespace isocost
