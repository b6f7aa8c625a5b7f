/// Function pools against SimFaaS (Mahmoudi and Khazaei, "SimFaaS: A performance simulator for serverless
/// computing platforms", CLOSER 2021) on its twelve parameter sets, and against an independent program on the
/// same sets.
///
/// A set gives mean and standard error of a few replications over a horizon, less a skipped beginning. Ours
/// runs over the same horizon, skips as much, and agrees within four pooled standard errors (see sampling.h).
/// Where nothing was seen in N requests, the rule of three: up to 3 / N may have been missed. Never asked to
/// be nearer than 1e-3.
#include <gtest/gtest.h>

#include <array>

#include "simulator/statistics/queueing_theory.h"
#include "simulator/validation/runs.h"
#include "tests/validation/plain_pool.h"
#include "tests/validation/sampling.h"
#include "tests/validation/shared_files.h"

namespace isocost::validation {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* reference_file = "reference/simfaas_reference.json";

constexpr std::array names{"S01_readme_0.9rps", "S02_codedefault_0.9rps", "S03_low_0.01rps",
                           "S04_rare_1per600s", "S06_cap10_5rps",         "S07_cap20_10rps",
                           "S09_10rps_nocap",   "S11_100rps_nocap",       "S14_det_arrivals_1rps",
                           "S16_fast_fn_10rps", "S18_fast_fn_1rps_ka30",  "S19_par10_10rps"};

constexpr std::array figures{"p_cold", "p_reject", "servers_avg", "running_avg", "idle_avg"};

using Samples = std::array<Sample, figures.size()>;

class SimFaasSet : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!has_shared("reference")) GTEST_SKIP() << "skipped: no shared reference";
    const Json reference = Json::parse(read_shared(reference_file));
    for (const Json& set : reference.at("parameter_sets"))
      if (set.at("name") == GetParam()) set_ = set;
    ASSERT_FALSE(set_.is_null()) << "no set " << GetParam();
  }

  [[nodiscard]] const Json& given(const std::string& name) const { return set_.at("parameters").at(name); }
  [[nodiscard]] bool is_shared() const { return given("simulator") == "ParServerlessSimulator"; }

  static Distribution service(const Json& process) {
    const Duration mean = from_seconds(process.at("mean"));
    return process.at("dist") == "const" ? Distribution::constant(mean) : Distribution::exponential(mean);
  }

  [[nodiscard]] Load load() const {
    const double rate = 1 / given("arrival").at("mean").get<double>();
    return {given("arrival").at("dist") == "const" ? evenly(rate) : poisson(rate),
            service(given("warm_service")), from_seconds(set_.at("horizon_s")),
            from_seconds(set_.at("after_warmup").at("skip_s"))};
  }

  /// `cold_service` is the whole response of a cold request, but for shared instances their start alone.
  [[nodiscard]] FunctionParameters parameters() const {
    FunctionParameters pool;
    pool.keep_alive = Distribution::constant(from_seconds(given("expiration_threshold_s")));
    if (is_shared()) {
      pool.requests_per_instance = given("concurrency_value");
      pool.has_contention = false;
      pool.init = service(given("cold_service"));
      pool.most_instances = given("maximum_concurrency");
    } else {
      pool.routing = Routing::newest_created;
      pool.cold_handler = service(given("cold_service"));
      pool.concurrency_limit = given("maximum_concurrency");
    }
    return pool;
  }

  /// In the order of `figures`.
  [[nodiscard]] std::array<double, figures.size()> run(std::uint64_t replication) const {
    // SimFaaS counts the request that starts an instance as cold, not those that wait for it beside.
    Counter starts([&](const RequestRecord& record) {
      return is_shared() ? record.init > Duration::zero() : record.is_cold;
    });
    const Load offered = load();
    const RequestSummary summary = simulate(parameters(), offered, replication, &starts);
    const double window = offered.measured_seconds();
    const double servers = seconds(summary.instance_time) / window;
    const double running = seconds(is_shared() ? summary.shared_busy_time : summary.occupied_sum) / window;
    return {share(starts.count, summary.arrived), share(summary.refused, summary.arrived), servers, running,
            servers - running};
  }

  /// Sets of few requests are cheap: more replications of them.
  [[nodiscard]] Samples ours() const {
    Samples samples;
    const auto requests =
        static_cast<std::size_t>(set_.at("after_warmup").at("req_total").at("mean").get<double>());
    const std::size_t count = std::max(replications, replications * 500'000 / requests);
    for (std::size_t i = 0; i < count; ++i) {
      const auto values = run(i);
      for (std::size_t k = 0; k < values.size(); ++k) samples[k].add(values[k]);
    }
    return samples;
  }

  void expect_simfaas(const Samples& samples) const {
    const Json& theirs = set_.at("after_warmup");
    for (std::size_t k = 0; k < figures.size(); ++k) {
      if (is_shared() && depends_on_routing_when_shared(k)) continue;
      const Json& figure = theirs.at(figures[k]);
      const Published published{figure.at("mean"), figure.at("sem"), figure.at("n")};
      EXPECT_TRUE(agrees(fmt::format("{} of SimFaaS", figures[k]), samples[k], published,
                         floor_of(published, theirs.at("req_total").at("mean"))));
    }
  }

  void expect_independent_program(const Samples& samples) const {
    const Json& theirs = set_.at("independent_crosscheck_cpp");
    const double n = static_cast<double>(theirs.at("seeds").size());
    const double length = theirs.at("max_time").get<double>() - theirs.at("skip_init_time").get<double>();
    for (std::size_t k = 0; k < figures.size(); ++k) {
      const std::string name = figures[k];
      const Json& figure = theirs.at(name.ends_with("_avg") ? name.substr(0, name.size() - 4) : name);
      const Published published{figure.at("mean"), figure.at("std").get<double>() / std::sqrt(n), n};
      EXPECT_TRUE(agrees(name + " of the other", samples[k], published,
                         floor_of(published, theirs.at("requests_per_seed")),
                         length / load().measured_seconds()));
    }
  }

  /// SimFaaS fills shared instances newest first, ours most recently used first: the first packs requests
  /// tighter, so fewer instances are busy. How many there are, and when one more starts, is the same.
  static bool depends_on_routing_when_shared(std::size_t figure) { return figure == 3 || figure == 4; }

  static double floor_of(const Published& published, double requests) {
    return published.mean == 0 ? 3 / (requests * published.n) : 1e-3 * std::abs(published.mean);
  }

  Json set_;
};

TEST_P(SimFaasSet, agrees_with_simfaas_and_with_an_independent_program) {
  const auto samples = ours();
  expect_simfaas(samples);
  if (set_.contains("independent_crosscheck_cpp")) expect_independent_program(samples);
}

std::string test_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Sets, SimFaasSet, testing::ValuesIn(names), test_name);

TEST(SimFaas, all_parameter_sets_of_the_reference_are_compared) {
  if (!has_shared("reference")) GTEST_SKIP() << "skipped: no shared reference";
  const Json reference = Json::parse(read_shared(reference_file));
  std::vector<std::string> there;
  for (const Json& set : reference.at("parameter_sets")) there.push_back(set.at("name"));
  EXPECT_EQ(there, std::vector<std::string>(names.begin(), names.end()));
}

class SharedInstances : public SimFaasSet {
 protected:
  /// Busy instances on average in a plain model of the set.
  [[nodiscard]] double busy_in_plain_pool(Routing routing, std::uint64_t replication) const {
    const Load offered = load();
    const FunctionParameters pool = parameters();
    PlainPool plain({routing, pool.requests_per_instance, from_seconds(given("expiration_threshold_s")),
                     offered.measured()});
    const StreamKey starts = stream_key(seed, Purpose::cold_start, replication, 0);
    std::uint64_t started = 1;
    for (const Request& request : requests_of(offered, replication))
      if (plain.offer(request, pool.init.draw(starts, 2 * started)).starts_instance) ++started;
    plain.finish(Time{offered.length});
    return to_seconds(plain.busy()) / offered.measured_seconds();
  }
};

TEST_P(SharedInstances, are_as_many_busy_as_in_simfaas_when_filled_newest_first) {
  const Json& figure = set_.at("after_warmup").at("running_avg");
  const Published published{figure.at("mean"), figure.at("sem"), figure.at("n")};
  const Sample newest_first =
      replicate([&](std::size_t i) { return busy_in_plain_pool(Routing::newest_created, i); });
  EXPECT_TRUE(agrees("busy, filled newest first", newest_first, published, 1e-3 * published.mean));
}

TEST_P(SharedInstances, are_as_many_busy_as_in_a_plain_model_when_filled_most_recently_used_first) {
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(equals("busy, most recently used first", run(i)[3],
                       busy_in_plain_pool(Routing::most_recently_used, i), 1e-12));
}

TEST_P(SharedInstances, refuse_only_when_every_place_in_every_instance_is_taken) {
  // SimFaaS refuses 35 % of S20, three instances with ten places each, because it counts busy instances: a
  // defect of its own and no target. With thirty places and no contention this is M/M/30/30.
  FunctionParameters pool = parameters();
  pool.most_instances = 3;
  const Load offered = load();
  const Sample refused = replicate([&](std::size_t i) {
    const RequestSummary summary = simulate(pool, offered, i);
    return share(summary.refused, summary.arrived);
  });
  EXPECT_TRUE(agrees("refused", refused, erlang_b(30, 10 * 1.991)));
}

INSTANTIATE_TEST_SUITE_P(Sets, SharedInstances, testing::Values("S19_par10_10rps"), test_name);

}  // namespace
}  // namespace isocost::validation
