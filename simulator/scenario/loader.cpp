#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "simulator/catalogue/distribution_reader.h"
#include "simulator/input/path.h"
#include "simulator/scenario/alternative_reader.h"
#include "simulator/scenario/application_reader.h"
#include "simulator/scenario/overload_reader.h"
#include "simulator/scenario/scenario.h"
#include "simulator/units/hash.h"

namespace isocost {
namespace {

constexpr double most_requests_per_second = 1e7;

/// Reads what stands under the keys of one scenario.
class ScenarioReader {
 public:
  ScenarioReader(const Node& root, std::string path, const Catalogue& catalogue, Diagnostics& diagnostics)
      : root_(root), catalogue_(catalogue), diagnostics_(diagnostics) {
    scenario_.file = std::move(path);
  }

  Scenario read() {
    Fields fields(root_, "a scenario", diagnostics_);
    const Node* const title = fields.optional("scenario");
    const Node* const question = fields.optional("question");
    const Node* const period = fields.optional("period");
    const Node* const horizon = fields.optional("horizon");
    const Node* const warm_up = fields.optional("warm_up");
    const Node* const seed = fields.optional("seed");
    const Node* const replications = fields.optional("replications");
    const Node* const free_tier = fields.optional("free_tier");
    const Node* const workload = fields.required("workload");
    const Node* const application = fields.required("application");
    const Node* const slo = fields.optional("slo");
    const Node* const client = fields.optional("client");
    const Node* const outages = fields.optional("outages");
    const Node* const account = fields.optional("account");
    const Node* const alternatives = fields.required("alternatives");
    (void)fields.optional("uncertain");  // load_scenario: of the file, before it is changed
    fields.finish();
    if (title != nullptr) scenario_.title = read_text(*title, diagnostics_).value_or("");
    if (question != nullptr) scenario_.question = read_text(*question, diagnostics_).value_or("");
    read_period(period);
    read_horizon(horizon);
    read_seed(seed);
    read_replications(replications);
    if (free_tier != nullptr)
      scenario_.has_free_tier = read_bool(*free_tier, diagnostics_).value_or(true);
    else
      assume("free_tier", "on");
    if (workload != nullptr) read_workload(*workload);
    read_warm_up(warm_up);
    check_days_per_kind(horizon);
    if (application != nullptr) read_application(*application, is_trace_wanted_, scenario_, diagnostics_);
    if (slo != nullptr) read_slo(*slo);
    if (client != nullptr) scenario_.client = read_retry_policy(*client, diagnostics_);
    if (outages != nullptr) read_outages_of(*outages);
    if (account != nullptr) scenario_.account = read_account(*account, catalogue_, diagnostics_);
    const bool is_unreadable = application != nullptr && scenario_.components.empty() &&
                               application->kind == Node::Kind::mapping && application->find("components");
    if (alternatives != nullptr && !is_unreadable) read_alternatives(*alternatives);
    return std::move(scenario_);
  }

 private:
  void assume(std::string_view key, std::string_view value) {
    scenario_.defaults.push_back(fmt::format("{}: {}", key, value));
  }

  void read_period(const Node* node) {
    scenario_.period.start = catalogue_.newest_read;
    if (node == nullptr) {
      assume("period",
             fmt::format("30 d from {} (the date of the newest price)", to_string(scenario_.period.start)));
      return;
    }
    Fields fields(*node, "period", diagnostics_);
    const Node* const start = fields.optional("start");
    const Node* const length = fields.optional("length");
    fields.finish();
    if (start != nullptr)
      scenario_.period.start = read_date(*start, diagnostics_).value_or(scenario_.period.start);
    if (length == nullptr) return assume("period.length", "30 d");
    scenario_.period.length = read_duration(*length, diagnostics_).value_or(30 * day);
    if (scenario_.period.length < std::chrono::minutes(1) || scenario_.period.length > 366 * day)
      add_error(diagnostics_, length->where, "a billing period is between 1 min and 366 d long");
  }

  void read_horizon(const Node* node) {
    if (node == nullptr) return assume("horizon", "auto");
    if (node->kind == Node::Kind::mapping) {
      Fields fields(*node, "horizon", diagnostics_);
      const Node* const days = fields.required("days_per_kind");
      fields.finish();
      scenario_.horizon.kind = Horizon::Kind::representative_days;
      if (days == nullptr) return;
      const auto count = read_count(*days, diagnostics_);
      if (count && (*count < 2 || *count > 31))
        add_error(diagnostics_, days->where, "days_per_kind is between 2 and 31",
                  "one day of a kind shows no variation between days");
      scenario_.horizon.days_per_kind = static_cast<int>(count.value_or(2));
      return;
    }
    const auto word = read_word(*node, {"auto", "whole-period"}, diagnostics_);
    if (word) scenario_.horizon.kind = *word == 0 ? Horizon::Kind::automatic : Horizon::Kind::whole_period;
  }

  void read_warm_up(const Node* node) {
    if (node == nullptr) {
      if (scenario_.workload.trace)
        return assume("warm_up", "none (a trace is replayed from an empty system)");
      scenario_.warm_up = 2 * hour;
      return assume("warm_up", "2 h");
    }
    if (node->kind == Node::Kind::scalar && node->text == "none") return;
    scenario_.warm_up = read_duration(*node, diagnostics_);
    if (scenario_.workload.trace && scenario_.warm_up)
      add_error(diagnostics_, node->where, "a trace has no time before it begins", "write warm_up: none");
    if (scenario_.warm_up && *scenario_.warm_up > 7 * day)
      add_error(diagnostics_, node->where, "a warm-up is at most 7 d long");
  }

  void check_days_per_kind(const Node* horizon) {
    if (scenario_.horizon.kind != Horizon::Kind::representative_days) return;
    if (scenario_.workload.trace)
      add_error(diagnostics_, horizon->where, "a trace is replayed as it is: it has no days of a kind",
                "leave horizon out");
    else if (!scenario_.warm_up)
      add_error(diagnostics_, horizon->where,
                "days of a kind start warm: a period from an empty system (warm_up: none) has its start once",
                "horizon: whole-period, or leave warm_up out");
  }

  void read_seed(const Node* node) {
    if (node == nullptr) return assume("seed", "1");
    scenario_.seed.value = static_cast<std::uint64_t>(read_count(*node, diagnostics_).value_or(1));
  }

  void read_replications(const Node* node) {
    if (node == nullptr) return assume("replications", "10");
    const auto count = read_count(*node, diagnostics_);
    if (count && (*count < 1 || *count > 10000))
      add_error(diagnostics_, node->where, "replications are between 1 and 10000");
    scenario_.replications = static_cast<int>(std::clamp<std::int64_t>(count.value_or(10), 1, 10000));
  }

  void read_workload(const Node& node) {
    Fields fields(node, "workload", diagnostics_);
    const Node* const rate = fields.optional("rate");
    const Node* const spacing = fields.optional("spacing");
    const Node* const profile = fields.optional("profile");
    const Node* const sinusoid = fields.optional("sinusoid");
    const Node* const bursts = fields.optional("bursts");
    const Node* const crowds = fields.optional("flash_crowds");
    const Node* const trace = fields.optional("trace");
    fields.finish();
    if (!fields.is_mapping()) return;
    if ((rate != nullptr) == (trace != nullptr)) {
      add_error(diagnostics_, node.where,
                rate != nullptr ? "a workload has a rate or a trace, not both"
                                : "a workload needs a rate or a trace",
                "write rate: 40/s, or trace: {file: requests.csv}");
      return;
    }
    if (trace != nullptr) {
      for (const Node* extra : {spacing, profile, sinusoid, bursts, crowds})
        if (extra != nullptr)
          add_error(diagnostics_, extra->where, "a trace brings its own arrivals; this goes with a rate");
      return read_trace(*trace);
    }
    Traffic& traffic = scenario_.workload.traffic;
    traffic.weekday_at_start = weekday_of(scenario_.period.start);
    if (const auto value = read_rate(*rate, diagnostics_)) {
      traffic.mean_rate = value->per_second;
      if (traffic.mean_rate <= 0) add_error(diagnostics_, rate->where, "the rate must be more than 0");
      if (traffic.mean_rate > most_requests_per_second)
        add_error(diagnostics_, rate->where, "the rate is more than 10 million requests a second");
    }
    if (spacing == nullptr)
      assume("workload.spacing", "poisson");
    else if (const auto word = read_word(*spacing, {"even", "poisson"}, diagnostics_))
      traffic.spacing = static_cast<Spacing>(*word);
    if (profile != nullptr) read_profile(*profile, traffic);
    if (sinusoid != nullptr) read_sinusoid(*sinusoid, traffic);
    if (bursts != nullptr) read_bursts(*bursts, traffic);
    if (crowds != nullptr) read_flash_crowds(*crowds, traffic);
  }

  std::vector<double> read_factors(const Node& node, std::size_t count) {
    std::vector<double> factors;
    if (node.kind != Node::Kind::sequence || node.items.size() != count) {
      add_error(diagnostics_, node.where,
                fmt::format("expected {} numbers, found {}", count,
                            node.kind == Node::Kind::sequence ? node.items.size() : 1));
      return factors;
    }
    for (const Node& item : node.items) {
      const auto value = read_number(item, diagnostics_);
      if (value && *value < 0) add_error(diagnostics_, item.where, "a profile has no negative numbers");
      factors.push_back(value.value_or(1));
    }
    return factors;
  }

  void read_profile(const Node& node, Traffic& traffic) {
    Fields fields(node, "profile", diagnostics_);
    const Node* const hours_node = fields.required("hours");
    const Node* const days_node = fields.optional("days");
    fields.finish();
    if (hours_node == nullptr) return;
    const std::vector<double> hours = read_factors(*hours_node, 24);
    const std::vector<double> days =
        days_node != nullptr ? read_factors(*days_node, 7) : std::vector<double>(7, 1.0);
    if (hours.size() != 24 || days.size() != 7) return;
    WeeklyProfile profile{};
    double sum = 0;
    for (std::size_t i = 0; i < profile.size(); ++i) sum += profile[i] = hours[i % 24] * days[i / 24];
    if (sum <= 0) return add_error(diagnostics_, node.where, "a profile needs an hour with traffic");
    for (double& factor : profile) factor *= static_cast<double>(profile.size()) / sum;
    traffic.profile = profile;
  }

  void read_sinusoid(const Node& node, Traffic& traffic) {
    Fields fields(node, "sinusoid", diagnostics_);
    const Node* const period = fields.optional("period");
    const Node* const amplitude = fields.required("amplitude");
    const Node* const peak = fields.optional("peak");
    fields.finish();
    Sinusoid wave;
    if (period != nullptr) wave.period = read_duration(*period, diagnostics_).value_or(day);
    if (wave.period < std::chrono::minutes(10))
      add_error(diagnostics_, period->where, "the period of a sinusoid is at least 10 min",
                "use bursts for faster changes");
    if (amplitude != nullptr) wave.amplitude = read_share(*amplitude, diagnostics_).value_or(0);
    if (peak != nullptr) wave.peak = read_duration(*peak, diagnostics_).value_or(Duration::zero());
    traffic.sinusoid = wave;
  }

  void read_bursts(const Node& node, Traffic& traffic) {
    Fields fields(node, "bursts", diagnostics_);
    const Node* const share = fields.required("share");
    const Node* const factor = fields.required("factor");
    const Node* const length = fields.required("length");
    fields.finish();
    if (share == nullptr || factor == nullptr || length == nullptr) return;
    const auto part = read_share(*share, diagnostics_);
    const auto times = read_number(*factor, diagnostics_);
    const auto mean = read_duration(*length, diagnostics_);
    if (!part || !times || !mean) return;
    if (*part <= 0 || *part >= 1)
      add_error(diagnostics_, share->where, "the share of time in bursts lies between 0 % and 100 %");
    if (*times < 0 || *times > 1e6)
      add_error(diagnostics_, factor->where, "the factor lies between 0 and 1000000");
    if (*mean < std::chrono::milliseconds(10))
      add_error(diagnostics_, length->where, "a burst is at least 10 ms long");
    traffic.bursts = Bursts{*part, *times, *mean};
  }

  void read_flash_crowds(const Node& node, Traffic& traffic) {
    if (node.kind != Node::Kind::sequence)
      return add_error(diagnostics_, node.where, "expected a list of flash crowds",
                       "begin each with \"- start: …\"");
    for (const Node& item : node.items) {
      Fields fields(item, "a flash crowd", diagnostics_);
      const Node* const start = fields.required("start");
      const Node* const factor = fields.required("factor");
      const Node* const rise = fields.required("rise");
      const Node* const hold = fields.required("hold");
      const Node* const fall = fields.required("fall");
      fields.finish();
      if (start == nullptr || factor == nullptr || rise == nullptr || hold == nullptr || fall == nullptr)
        continue;
      FlashCrowd crowd;
      crowd.start = read_duration(*start, diagnostics_).value_or(Duration::zero());
      crowd.factor = read_number(*factor, diagnostics_).value_or(1);
      crowd.rise = read_duration(*rise, diagnostics_).value_or(Duration::zero());
      crowd.hold = read_duration(*hold, diagnostics_).value_or(Duration::zero());
      crowd.fall = read_duration(*fall, diagnostics_).value_or(Duration::zero());
      if (crowd.factor < 0 || crowd.factor > 1e6)
        add_error(diagnostics_, factor->where, "the factor lies between 0 and 1000000");
      if (crowd.start >= scenario_.period.length)
        add_error(diagnostics_, start->where, "the flash crowd starts after the period has ended");
      traffic.flash_crowds.push_back(crowd);
    }
  }

  void read_trace(const Node& node) {
    Fields fields(node, "trace", diagnostics_);
    const Node* const file = fields.required("file");
    const Node* const placement_node = fields.optional("placement");
    fields.finish();
    Placement placement = Placement::random;
    if (placement_node != nullptr) {
      if (const auto word = read_word(*placement_node, {"random", "even"}, diagnostics_))
        placement = static_cast<Placement>(*word);
    } else {
      assume("workload.trace.placement", "random");
    }
    if (file == nullptr) return;
    const auto path = read_text(*file, diagnostics_);
    if (!path) return;
    const std::filesystem::path beside = std::filesystem::path(scenario_.file).parent_path() / *path;
    Loaded<std::shared_ptr<const Trace>> opened = open_trace(beside.string(), placement, file->where);
    for (Diagnostic& problem : opened.diagnostics) diagnostics_.push_back(std::move(problem));
    if (opened.value) scenario_.workload.trace = std::move(*opened.value);
    is_trace_wanted_ = true;
  }

  void read_outages_of(const Node& node) {
    std::vector<std::string> components;
    for (const Component& one : scenario_.components)
      if (one.kind == ComponentKind::program || one.kind == ComponentKind::service)
        components.push_back(one.name);
    scenario_.outages = read_outages(node, scenario_.period.length, components, diagnostics_);
    if (scenario_.horizon.kind == Horizon::Kind::representative_days)
      add_error(diagnostics_, node.where, "days of a kind are alike: an outage has its day once",
                "horizon: whole-period, or leave horizon out");
    const Trace* const trace = scenario_.workload.trace.get();
    if (trace != nullptr && trace->summary().length != scenario_.period.length)
      add_error(
          diagnostics_, node.where,
          fmt::format("the trace is {} long and stands for a period of {}: an outage would be taken as often",
                      describe(trace->summary().length), describe(scenario_.period.length)),
          fmt::format("write period: {{length: {}}}", describe(trace->summary().length)));
  }

  void read_slo(const Node& node) {
    Fields fields(node, "slo", diagnostics_);
    const std::vector<std::pair<std::string, double>> quantiles{
        {"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}};
    for (const auto& [key, probability] : quantiles)
      if (const Node* const limit = fields.optional(key))
        if (const auto value = read_duration(*limit, diagnostics_))
          scenario_.slo.latencies.push_back({probability, *value});
    if (const Node* const errors = fields.optional("errors"))
      scenario_.slo.errors = read_share(*errors, diagnostics_);
    fields.finish();
  }

  void read_alternatives(const Node& node) {
    if (node.kind != Node::Kind::sequence || node.items.empty())
      return add_error(diagnostics_, node.where, "expected a list of alternatives",
                       "begin each with \"- platform: …\"");
    std::set<std::string> names;
    for (const Node& item : node.items) {
      auto alternative = read_alternative(item, catalogue_, scenario_, diagnostics_);
      if (!alternative) continue;
      if (!names.insert(alternative->name).second)
        add_error(diagnostics_, item.where,
                  fmt::format("there are two alternatives named \"{}\"", alternative->name),
                  "give one of them another name");
      scenario_.alternatives.push_back(std::move(*alternative));
    }
  }

  const Node& root_;
  const Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  Scenario scenario_;
  bool is_trace_wanted_ = false;
};

}  // namespace

Decimal months_of(Duration period) {
  if (period >= 28 * day && period <= 31 * day) return 1;
  return Decimal(period.count()) / Decimal((30 * day).count());
}

Loaded<Scenario> load_scenario(const std::string& path, const Catalogue& catalogue,
                               const std::vector<Override>& overrides,
                               const std::optional<std::string>& text) {
  Loaded<Scenario> loaded;
  Loaded<Node> root = text ? parse_yaml(std::make_shared<const SourceFile>(SourceFile{path, *text, 1}))
                           : parse_yaml_file(path);
  loaded.diagnostics = std::move(root.diagnostics);
  if (!root.value) return loaded;
  Hash hash;
  hash.add(root.value->where.file->text);
  std::vector<UncertainInput> uncertain;
  const Node* const given = root.value->kind == Node::Kind::mapping ? root.value->find("uncertain") : nullptr;
  if (given != nullptr) uncertain = read_uncertain_inputs(*given, *root.value, loaded.diagnostics);
  for (const Override& one : overrides) {
    set_path(*root.value, one.path, one.value, loaded.diagnostics);
    hash.add(one.path);
    hash.add(one.value);
  }
  Scenario scenario = ScenarioReader(*root.value, path, catalogue, loaded.diagnostics).read();
  scenario.hash = hash.text();
  scenario.uncertain = std::move(uncertain);
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(scenario);
  return loaded;
}

}  // namespace isocost
