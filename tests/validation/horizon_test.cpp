/// What a fleet reports when its run is cut off at the horizon.
#include <gtest/gtest.h>

#include "simulator/platform/server/round_robin_fleet.h"

#include "simulator/validation/runs.h"

namespace isocost::validation {
namespace {

using namespace std::chrono_literals;

constexpr Duration end = 5s;

/// \param requests  all before the horizon of 5 s
template <class Platform>
Records cut_off(const FleetParameters& fleet, const std::vector<Request>& requests) {
  Records heard;
  Recorder recorder({Time{}, Time{end}}, {&heard});
  Platform platform(fleet, seed, 0, 0, recorder);
  for (const Request& request : requests) platform.offer(request);
  platform.finish(Time{end});
  std::stable_sort(heard.kept.begin(), heard.kept.end(),
                   [](const RequestRecord& a, const RequestRecord& b) { return a.arrival < b.arrival; });
  return heard;
}

Duration work_in_lives(const Records& heard) {
  Duration work{};
  for (const CapacityRecord& life : heard.lives) work += life.work;
  return work;
}

const std::vector<Request> one_long_and_one_behind{{Time{}, 10s, 0}, {Time{100ms}, 1s, 0}};

TEST(Horizon, cuts_the_fast_path_for_fleets_off_as_it_cuts_the_fleet_off) {
  const FleetParameters fleet;
  const Records of_fleet = cut_off<Fleet>(fleet, one_long_and_one_behind);
  const Records of_fast_path = cut_off<RoundRobinFleet>(fleet, one_long_and_one_behind);
  EXPECT_EQ(of_fleet.kept, of_fast_path.kept);
  EXPECT_EQ(of_fleet.lives, of_fast_path.lives);
}

TEST(Horizon, sender_whose_patience_ended_before_it_waited_no_longer_than_that) {
  FleetParameters fleet;
  fleet.request_timeout = 1s;
  for (const Records& heard : {cut_off<Fleet>(fleet, one_long_and_one_behind),
                               cut_off<RoundRobinFleet>(fleet, one_long_and_one_behind)}) {
    ASSERT_EQ(heard.kept.size(), 2U);
    EXPECT_EQ(heard.kept[1].outcome, Outcome::timed_out);
    EXPECT_EQ(heard.kept[1].response, 1s);
  }
}

// A server's work is the worker time used inside its life (observe/request.h): utilisation never passes 1.

TEST(Horizon, request_that_waits_at_it_is_served_as_if_no_other_came) {
  FleetParameters shared;
  shared.discipline = Discipline::processor_sharing;
  for (const Records& heard :
       {cut_off<Fleet>({}, one_long_and_one_behind), cut_off<RoundRobinFleet>({}, one_long_and_one_behind),
        cut_off<Fleet>(shared, one_long_and_one_behind)}) {
    ASSERT_EQ(heard.kept.size(), 2U);
    EXPECT_EQ(heard.kept[1].outcome, Outcome::completed);
    EXPECT_EQ(heard.kept[1].waited, 9900ms);
    EXPECT_EQ(heard.kept[1].response, 10900ms);
    EXPECT_EQ(work_in_lives(heard), end);
  }
}

TEST(Horizon, ends_the_work_of_first_come_first_served_workers) {
  const std::vector<Request> one{{Time{}, 10s, 0}};
  EXPECT_EQ(work_in_lives(cut_off<Fleet>({}, one)), end);
  EXPECT_EQ(work_in_lives(cut_off<RoundRobinFleet>({}, one)), end);
}

TEST(Horizon, counts_the_work_of_shared_processors_up_to_it) {
  FleetParameters fleet;
  fleet.discipline = Discipline::processor_sharing;
  const std::vector<Request> one{{Time{}, 10s, 0}};
  EXPECT_EQ(work_in_lives(cut_off<Fleet>(fleet, one)), end);
}

}  // namespace
}  // namespace isocost::validation
