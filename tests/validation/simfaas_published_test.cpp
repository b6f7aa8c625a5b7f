/// Function pools against the figures printed in SimFaaS's notebooks and against its routing's sensitivity.
/// Its example and that of pacsltk are in simulator/validation/pools.cpp.
#include <gtest/gtest.h>

#include "simulator/validation/runs.h"
#include "tests/validation/sampling.h"
#include "tests/validation/shared_files.h"

namespace isocost::validation {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

/// A cold request takes `cold` in all.
FunctionParameters pool_of(Duration cold, Duration keep_alive, Routing routing = Routing::newest_created) {
  FunctionParameters pool;
  pool.routing = routing;
  pool.cold_handler = Distribution::exponential(cold);
  pool.keep_alive = Distribution::constant(keep_alive);
  return pool;
}

/// Time that requests occupy instances, as far as it lies inside the measured window: of the requests at hand
/// at the end of a short run a good part does not.
class Occupied : public Observer {
 public:
  explicit Occupied(Window measured) : measured_(measured) {}
  void requests(std::span<const RequestRecord> records) override {
    for (const RequestRecord& record : records)
      if (record.is_served) time += overlap(measured_, record.arrival, record.arrival + record.response);
  }
  void capacity(std::span<const CapacityRecord>) override {}

  Duration time{};

 private:
  Window measured_;
};

struct Figures {
  Sample requests, cold, refused, cold_share, servers, running, idle;

  void add(const RequestSummary& summary, Duration occupied, const Load& load) {
    const double window = load.measured_seconds();
    const double instances = seconds(summary.instance_time) / window;
    requests.add(static_cast<double>(summary.arrived));
    cold.add(static_cast<double>(summary.cold));
    refused.add(share(summary.refused, summary.arrived));
    cold_share.add(share(summary.cold, summary.arrived));
    servers.add(instances);
    running.add(to_seconds(occupied) / window);
    idle.add(instances - to_seconds(occupied) / window);
  }
};

Figures measure(const FunctionParameters& pool, const Load& load, std::size_t count = replications) {
  Figures figures;
  for (std::size_t i = 0; i < count; ++i) {
    Occupied occupied(load.measured());
    const RequestSummary summary = simulate(pool, load, i, &occupied);
    // Requests at hand when the window begins are not reported; those at hand at its end make up for them.
    const bool starts_empty = load.warm_up == Duration::zero();
    const Duration whole(static_cast<std::int64_t>(summary.occupied_sum));
    figures.add(summary, starts_empty ? occupied.time : whole, load);
  }
  return figures;
}

// The notebooks start from an empty system and skip nothing. One run where nothing else is said: its spread
// is that of one of ours.

TEST(SimFaasNotebooks, maximum_concurrency_level_starts_a_thousand_instances_and_refuses_half) {
  // examples/03-Maximum-Concurrency-Level.ipynb: 1000 cold, 503,207 of 998,537 refused, servers 999.40,
  // running 998.43.
  FunctionParameters pool = pool_of(2163ms, 600s);
  pool.concurrency_limit = 1000;
  const Load load{poisson(1000), Distribution::exponential(2016ms), 1000s, 0s};
  const Figures ours = measure(pool, load);
  EXPECT_EQ(ours.cold.mean(), 1000);
  EXPECT_EQ(ours.cold.variance(), 0);
  EXPECT_TRUE(agrees_by_our_spread("refused", ours.refused, 503207.0 / 998537, 1));
  EXPECT_TRUE(agrees_by_our_spread("servers", ours.servers, 999.40, 1));
}

TEST(SimFaasNotebooks, five_minutes_from_empty_are_as_in_ten_thousand_runs) {
  // examples/07-ZeroMQ-API.ipynb: 10,000 runs of 300 s.
  const Load load{poisson(0.9), Distribution::exponential(2016ms), 300s, 0s};
  const Figures ours = measure(pool_of(2163ms, 600s), load, 500 * replications);
  EXPECT_TRUE(agrees_by_our_spread("requests", ours.requests, 270.6715, 10000));
  EXPECT_TRUE(agrees_by_our_spread("cold", ours.cold, 7.2316, 10000));
  EXPECT_TRUE(agrees_by_our_spread("cold share", ours.cold_share, 0.026759, 10000));
  EXPECT_TRUE(agrees_by_our_spread("servers", ours.servers, 6.3576, 10000));
  EXPECT_TRUE(agrees_by_our_spread("running", ours.running, 1.8059, 10000));
}

TEST(SimFaasNotebooks, cold_share_falls_with_keep_alive_as_plotted) {
  // examples/08-plotly-interactive-plots.ipynb: 10 requests/s for 100,000 s.
  struct Point {
    Duration keep_alive;
    double cold_share, servers;
  };
  const Load load{poisson(10), Distribution::exponential(2016ms), 100000s, 0s};
  for (const auto& [keep_alive, cold_share, servers] :
       {Point{10s, .023818, 28.65}, Point{60s, .003666, 33.12}, Point{600s, .000338, 37.66},
        Point{1200s, .000149, 38.52}, Point{1800s, .000137, 39.56}}) {
    const Figures ours =
        measure(pool_of(2163ms, keep_alive), load, std::max<std::size_t>(replications / 2, 5));
    const std::string name = fmt::format("keep-alive {:.0f} s: ", to_seconds(keep_alive));
    EXPECT_TRUE(agrees_by_our_spread(name + "cold share", ours.cold_share, cold_share, 1));
    EXPECT_TRUE(agrees_by_our_spread(name + "servers", ours.servers, servers, 1));
  }
}

// ---- routing ----

struct Setting {
  const char* name;
  double rate;
  Duration warm, cold, keep_alive;
  double length;  ///< of ours, in lengths of theirs
};

constexpr std::array settings{
    Setting{"lam=0.9 warm=1.991 cold=2.244 ka=600", 0.9, 1991ms, 2244ms, 600s, 0.06},
    Setting{"lam=0.05 warm=1.991 cold=2.244 ka=600", 0.05, 1991ms, 2244ms, 600s, 0.05},
    Setting{"lam=10 warm=0.1 cold=1.5 ka=600", 10, 100ms, 1500ms, 600s, 0.075},
    Setting{"lam=10 warm=1.991 cold=2.244 ka=60", 10, 1991ms, 2244ms, 60s, 0.075}};

void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class RoutingSensitivity : public testing::TestWithParam<Setting> {
 protected:
  static constexpr double their_replications = 3, their_requests = 4e6;

  void SetUp() override {
    if (!has_shared("reference")) GTEST_SKIP() << "skipped: no shared reference";
    reference_ =
        Json::parse(read_shared("reference/simfaas_reference.json")).at("routing_sensitivity").at("values");
  }
  [[nodiscard]] const Json& theirs(const std::string& routing) const {
    return reference_.at(fmt::format("{} routing={}", GetParam().name, routing));
  }
  /// \param length  in lengths of theirs, after 10,000 s that are skipped
  [[nodiscard]] static Figures ours(Routing routing, double length, std::size_t count) {
    const Setting& setting = GetParam();
    const Duration skipped = 10000s;
    return measure(pool_of(setting.cold, setting.keep_alive, routing),
                   {poisson(setting.rate), Distribution::exponential(setting.warm),
                    from_seconds(length * their_requests / setting.rate) + skipped, skipped},
                   count);
  }
  void expect_agreement(const std::string& name, Routing routing) const {
    const Figures figures = ours(routing, GetParam().length, replications);
    for (const auto& [figure, sample] : {std::pair{"p_cold", &figures.cold_share},
                                         {"servers", &figures.servers},
                                         {"running", &figures.running}})
      EXPECT_TRUE(agrees_by_our_spread(name + " " + figure, *sample, theirs(name).at(figure),
                                       their_replications, 1 / GetParam().length));
  }

  Json reference_;
};

TEST_P(RoutingSensitivity, of_pools_that_let_instances_expire_is_as_published) {
  expect_agreement("newest-created", Routing::newest_created);
  expect_agreement("oldest-created", Routing::oldest_created);
  expect_agreement("most-recently-used", Routing::most_recently_used);
}

TEST_P(RoutingSensitivity, of_pools_that_come_round_to_every_instance_is_orders_of_magnitude) {
  // Least recently used and random routing use each instance before its keep-alive is over. The cold starts
  // left come with records of the load, which get rarer without end: no steady state, so the runs are as long
  // as theirs, and the counts are compared as Poisson counts.
  const double usual = theirs("most-recently-used").at("p_cold");
#ifdef __SANITIZE_ADDRESS__
  constexpr std::size_t count = 1;
#else
  constexpr std::size_t count = 3;
#endif
  for (const auto& [name, routing] :
       {std::pair{"least-recently-used", Routing::least_recently_used}, {"random", Routing::random}}) {
    const double published = theirs(name).at("p_cold");
    if (published > 1e-4) {  // more than a thousand in all: a steady state
      expect_agreement(name, routing);
      continue;
    }
    const Figures figures = ours(routing, 1, count);
    const double runs = static_cast<double>(count);
    const double our_count = figures.cold.mean() * runs;
    const double their_count = published * their_requests * their_replications;
    const double scale = runs / their_replications;
    EXPECT_TRUE(within(std::string(name) + " cold starts", our_count, their_count * scale,
                       4 * std::sqrt(std::max(our_count, 3.0) + their_count * scale * scale)));
    EXPECT_LT(figures.cold_share.mean(), usual / 100) << name;
    EXPECT_GT(figures.servers.mean(), theirs("most-recently-used").at("servers").get<double>()) << name;
  }
}

std::string setting_name(const testing::TestParamInfo<Setting>& info) {
  std::string name = info.param.name;
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Settings, RoutingSensitivity, testing::ValuesIn(settings), setting_name);

}  // namespace
}  // namespace isocost::validation
