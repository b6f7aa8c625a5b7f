#include "simulator/batch/sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "simulator/batch/store.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

constexpr const char* tiny =
    "scenario: Tiny\n"
    "period: {start: 2026-11-01, length: 10 min}\n"
    "replications: 2\n"
    "warm_up: none\n"
    "workload: {rate: 1/s}\n"
    "application: {duration: {p50: 80 ms, p95: 300 ms}, memory_used: 100 MiB}\n"
    "alternatives:\n"
    "  - {platform: aws-lambda, memory: 512 MiB}\n"
    "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n";

SweepManifest manifest() {
  return {
      "1",       "a.yaml", "hash", "models", 7, {"seed=7"}, {{"a", {"1", "2"}}, {"seed", {"7", "8", "9"}}},
      {"X", "Y"}};
}

/// Of the sweep of the scenario `tiny`, by number.
std::map<std::size_t, SweepCell> cells_of(std::vector<Axis> axes, int threads = 1) {
  const InFolder folder;
  folder.write("tiny.yaml", tiny);
  const auto sweep = load_sweep("tiny.yaml", models(), {}, std::move(axes));
  EXPECT_EQ(render(sweep.diagnostics), "");
  std::vector<std::size_t> points(sweep.value->manifest.points());
  std::iota(points.begin(), points.end(), std::size_t{0});
  std::map<std::size_t, SweepCell> all;
  const Diagnostics problems = run_sweep(*sweep.value, points, threads,
                                         [&](const std::vector<SweepCell>& cells) {
                                           for (const SweepCell& one : cells) all[one.cell] = one;
                                         },
                                         {});
  EXPECT_EQ(render(problems), "");
  return all;
}

TEST(SweepManifest, numbers_points_in_mixed_radix_the_last_axis_fastest) {
  const SweepManifest made = manifest();
  EXPECT_EQ(made.points(), 6U);
  EXPECT_EQ(made.cells(), 12U);
  EXPECT_EQ(made.values_at(0), (std::vector<std::string>{"1", "7"}));
  EXPECT_EQ(made.values_at(2), (std::vector<std::string>{"1", "9"}));
  EXPECT_EQ(made.values_at(3), (std::vector<std::string>{"2", "7"}));
  EXPECT_EQ(made.values_at(5), (std::vector<std::string>{"2", "9"}));
}

std::string id_of(const SweepManifest& made) { return made.entries().back().second; }

TEST(SweepManifest, has_an_identity_of_all_but_the_place_of_the_scenario) {
  EXPECT_EQ(manifest().entries().back().first, "sweep_id");
  SweepManifest moved = manifest();
  moved.scenario_file = "elsewhere/a.yaml";
  EXPECT_EQ(id_of(moved), id_of(manifest()));
  SweepManifest more = manifest();
  more.axes[0].values.emplace_back("3");
  EXPECT_NE(id_of(more), id_of(manifest()));
  SweepManifest other = manifest();
  other.catalogue_hash = "others";
  EXPECT_NE(id_of(other), id_of(manifest()));
}

TEST(RunSweep, gives_a_cell_the_same_figures_whatever_other_values_there_are) {
  const auto few = cells_of({{"workload.rate", {"2/s"}}});
  const auto many = cells_of({{"workload.rate", {"1/s", "2/s", "3/s"}}, {"seed", {"5", "1"}}}, 3);
  ASSERT_EQ(many.size(), 12U);
  EXPECT_EQ(many.at(6).values, (std::vector<std::string>{"2/s", "1"}));
  EXPECT_EQ(few.at(0).metrics, many.at(6).metrics);
  EXPECT_EQ(few.at(1).metrics, many.at(7).metrics);
  EXPECT_NE(few.at(0).metrics, many.at(4).metrics);  // another seed
}

TEST(RunSweep, ends_with_the_values_that_do_not_go_together) {
  const InFolder folder;
  folder.write("tiny.yaml", tiny);
  const auto sweep = load_sweep("tiny.yaml", models(), {},
                                {{"application.memory_used", {"100 MiB", "400 MiB"}},
                                 {"alternatives[0].memory", {"512 MiB", "256 MiB"}}});
  ASSERT_TRUE(sweep.value) << render(sweep.diagnostics);
  std::size_t kept = 0;
  const Diagnostics problems =
      run_sweep(*sweep.value, {0, 1, 2, 3}, 1, [&](const std::vector<SweepCell>&) { ++kept; }, {});
  EXPECT_EQ(kept, 3U);
  EXPECT_NE(
      render(problems).find(
          "these values do not go together: application.memory_used=400 MiB, alternatives[0].memory=256 MiB"),
      std::string::npos)
      << render(problems);
}

SweepCell cell(std::size_t number) {
  SweepCell made{number, {"1", "7"}, "Name, \"quoted\"", "aws-lambda", "us-east-1", "512 MiB", 3, "hash", {}};
  made.metrics[0] = {0.1 + 0.2, 1e-300, EstimateStatus::ok};
  made.metrics[1] = {std::numeric_limits<double>::infinity(), std::nullopt, EstimateStatus::unanswered};
  return made;
}

TEST(ResultStore, gives_back_what_was_added_and_counts_whole_points) {
  const InFolder folder;
  ResultStore store = ResultStore::create("s.sqlite", manifest());
  store.add({cell(2), cell(3)});
  store.add({cell(0)});
  EXPECT_EQ(store.finished_points(manifest()), (std::vector<std::size_t>{1}));
  const std::vector<SweepCell> read = store.cells(2);
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[1].cell, 2U);
  EXPECT_EQ(read[1].values, cell(2).values);
  EXPECT_EQ(read[1].alternative, cell(2).alternative);
  EXPECT_EQ(read[1].metrics[0], cell(2).metrics[0]);
  EXPECT_EQ(read[1].metrics[1], cell(2).metrics[1]);
}

TEST(ResultStore, has_the_same_bytes_in_whatever_order_cells_came) {
  const InFolder folder;
  const auto bytes_of = [](const std::string& file, const std::vector<std::size_t>& order) {
    ResultStore store = ResultStore::create(file, manifest());
    for (const std::size_t number : order) store.add({cell(number)});
    store.finish();
    std::ifstream made(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(made), {});
  };
  EXPECT_EQ(bytes_of("a.sqlite", {0, 1, 2, 3}), bytes_of("b.sqlite", {3, 1, 0, 2}));
  EXPECT_FALSE(std::filesystem::exists("a.sqlite.part"));
}

TEST(ResultStore, names_what_differs_and_refuses_what_is_no_sweep) {
  const InFolder folder;
  ResultStore::create("s.sqlite", manifest()).finish();
  ResultStore store = ResultStore::open("s.sqlite");
  EXPECT_TRUE(store.is_finished());
  EXPECT_EQ(store.differing(manifest()), std::vector<std::string>{});
  SweepManifest other = manifest();
  other.root_seed = 8;
  EXPECT_EQ(store.differing(other), std::vector<std::string>{"root_seed"});
  folder.write("text.sqlite", "no database at all, but long enough to be looked at");
  EXPECT_THROW((void)ResultStore::open("text.sqlite").differing(manifest()), std::runtime_error);
}

}  // namespace
}  // namespace isocost
