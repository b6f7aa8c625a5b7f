// What `isocost validate` checks, group by group.
#include "simulator/validation/pack.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/models.h"
#include "tests/validation/sampling.h"
#include "tests/validation/shared_files.h"

namespace isocost::validation {
namespace {

void expect_all_pass(std::vector<Study> studies) {
  for (Study& one : studies) one.replications = std::min(one.replications, replications);
  const std::vector<Check> checks = run_studies(studies, {});
  std::set<std::string> names;
  for (const Check& one : checks) {
    EXPECT_TRUE(one.is_passed) << one.name << ": " << one.got << " instead of " << one.expected << " ± "
                               << one.tolerance;
    EXPECT_TRUE(names.insert(one.name).second) << one.name << " stands there twice";
    EXPECT_NE(one.source, "") << one.name;
    testing::Test::RecordProperty(one.name, fmt::format("ours {:.7g}, theirs {:.7g}, tolerance {:.3g}",
                                                        one.got, one.expected, one.tolerance));
  }
  EXPECT_FALSE(checks.empty());
}

TEST(Pack, published_bills_pass) { expect_all_pass(published_bills(testing_support::models())); }

TEST(Pack, metering_rules_pass) { expect_all_pass(metering_rules()); }

TEST(Pack, textbook_queues_pass) { expect_all_pass(textbook_queues()); }

TEST(Pack, call_networks_pass) { expect_all_pass(call_networks()); }

TEST(Pack, function_pools_pass) { expect_all_pass(function_pools()); }

TEST(Pack, workflows_of_step_functions_are_predicted_from_the_times_of_their_functions) {
  if (!has_shared("data/slapp_workflows")) GTEST_SKIP() << "needs data/slapp_workflows";
  expect_all_pass(measured_workflows(shared_folder().string()));
}

TEST(Pack, intervals_of_m_m_1_cover_and_the_formula_for_independent_observations_does_not) {
  // A hundred experiments tell 95 % from the 17 % of that formula, no more; `isocost validate --coverage`
  // makes 2,000.
  const std::vector<Check> checks = run_studies(coverage(50), {});
  ASSERT_EQ(checks.size(), 7U);
  for (const Check& one : checks)
    if (one.is_below)
      EXPECT_LT(one.got, 0.5) << one.name;
    else
      EXPECT_GT(one.got, 0.8) << one.name;
}

/// A study whose figures are 0, 1, 2, …
Study counting(Target target, std::size_t count = 5) {
  return {"test",
          count,
          [](std::uint64_t replication) { return std::vector{static_cast<double>(replication)}; },
          {std::move(target)}};
}

TEST(RunStudies, hold_the_mean_against_the_target) {
  // 0 … 4: mean 2, standard error sqrt(2.5 / 5).
  const std::vector<Check> checks = run_studies({counting({"near", 2.1, Tolerance::fixed, 0.2, {}, ""}),
                                                 counting({"far", 2.3, Tolerance::fixed, 0.2, {}, ""}),
                                                 counting({"sampled", 2.3, Tolerance::theory, 0, {}, ""}),
                                                 counting({"below", 2.5, Tolerance::below, 0, {}, ""}),
                                                 counting({"not below", 2, Tolerance::below, 0, {}, ""})},
                                                {});
  std::vector<bool> passed;
  for (const Check& one : checks) {
    EXPECT_EQ(one.got, 2) << one.name;
    passed.push_back(one.is_passed);
  }
  EXPECT_EQ(passed, (std::vector{true, false, true, true, false}));
  EXPECT_NEAR(checks[2].tolerance, four_sigma(4) * std::sqrt(0.5), 1e-12);
}

TEST(RunStudies, are_the_same_for_any_number_of_threads) {
  const auto got = [](int threads) {
    std::vector<double> figures;
    for (const Check& one : run_studies(metering_rules(), {threads, {}})) figures.push_back(one.got);
    return figures;
  };
  EXPECT_EQ(got(1), got(3));
}

TEST(RunStudies, that_are_stopped_give_none_that_is_not_finished) {
  std::stop_source stop;
  Study stops = counting({"stops", 0, Tolerance::fixed, 1, {}, ""}, 1);
  stops.run = [&](std::uint64_t) {
    stop.request_stop();
    return std::vector{0.0};
  };
  const std::vector<Check> checks = run_studies({counting({"first", 2, Tolerance::fixed, 1, {}, ""}), stops,
                                                 counting({"never", 2, Tolerance::fixed, 1, {}, ""})},
                                                {1, {}}, stop.get_token());
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].name, "first");
  EXPECT_EQ(checks[1].name, "stops");
}

TEST(RunStudies, without_a_figure_fail) {
  Study none = counting({"none", 1, Tolerance::fixed, 1, {}, ""}, 1);
  none.run = [](std::uint64_t) { return std::vector{std::nan("")}; };
  EXPECT_FALSE(run_studies({none}, {}).at(0).is_passed);
}

}  // namespace
}  // namespace isocost::validation
