#include "simulator/scenario/alternative_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulator/catalogue/distribution_reader.h"
#include "simulator/input/values.h"
#include "simulator/scenario/deployment_reader.h"
#include "simulator/scenario/overload_reader.h"

namespace isocost {
namespace {

class AlternativeReader {
 public:
  AlternativeReader(const Catalogue& catalogue, const Application& application, Scenario& scenario,
                    Diagnostics& diagnostics)
      : catalogue_(catalogue), application_(application), scenario_(scenario), diagnostics_(diagnostics) {}

  std::optional<Alternative> read(const Node& node) {
    Fields fields(node, "an alternative", diagnostics_);
    const Node* const platform_node = fields.required("platform");
    const Node* const name = fields.optional("name");
    const Node* const region = fields.optional("region");
    const Node* const runtime = fields.optional("runtime");
    const Node* const architecture = fields.optional("architecture");
    const Node* const package = fields.optional("package");
    const Node* const services = fields.optional("services");
    const Node* const client = fields.optional("client");
    const Node* const operations = fields.optional("operations");
    const Node* const migration = fields.optional("migration");
    (void)fields.optional("fused");  // read_alternative
    (void)fields.optional("components");
    const Platform* platform = nullptr;
    if (platform_node != nullptr)
      if (const auto word = read_word(*platform_node, catalogue_.platform_ids(), diagnostics_))
        platform = &catalogue_.platforms[*word];
    Alternative made;
    made.where = node.where;
    if (platform == nullptr) {
      if (name != nullptr) (void)read_text(*name, diagnostics_);
      return std::nullopt;
    }
    made.platform = platform->id;
    made.name = name != nullptr ? read_text(*name, diagnostics_).value_or(platform->name) : platform->name;
    made.region =
        region != nullptr ? read_text(*region, diagnostics_).value_or(platform->region) : platform->region;
    made.runtime = runtime != nullptr ? read_text(*runtime, diagnostics_).value_or("") : application_.runtime;
    made.architecture = "x86_64";
    if (architecture != nullptr)
      if (const auto word = read_word(*architecture, {"x86_64", "arm64"}, diagnostics_); word && *word == 1)
        made.architecture = "arm64";
    if (package != nullptr)
      if (const auto word = read_word(*package, {"zip", "image"}, diagnostics_))
        made.package = *word == 0 ? "zip" : "image";
    if (services != nullptr) made.services = read_chosen_services(*services, catalogue_, diagnostics_);
    if (operations != nullptr) made.people.operations = read_duration(*operations, diagnostics_);
    if (migration != nullptr) made.people.migration = read_migration(*migration, diagnostics_);
    made.client = client != nullptr ? read_retry_policy(*client, diagnostics_) : scenario_.client;
    check_client(client != nullptr ? *client : node, made);
    check_region(region, *platform, made);
    check_runtime(runtime != nullptr ? *runtime : *platform_node, *platform, made);
    switch (platform->kind) {
      case PlatformKind::function: read_function(fields, node, *platform, made); break;
      case PlatformKind::fleet: read_fleet(fields, node, *platform, made); break;
      case PlatformKind::orchestrator:
        add_error(
            diagnostics_, platform_node->where,
            fmt::format("{} makes the calls of workflows and runs no program", platform->name),
            "write where the components run; a workflow (workflow: yes) finds its orchestrator by itself");
        return std::nullopt;
    }
    fields.finish();
    return made;
  }

 private:
  void assume(std::string_view key, std::string_view value) {
    scenario_.defaults.push_back(fmt::format("{}: {}", key, value));
  }

  /// A region that no price of the platform's main meters knows is a slip of the pen.
  void check_region(const Node* node, const Platform& platform, const Alternative& made) {
    if (node == nullptr) return;
    std::set<std::string> known;
    for (const auto& [kind, id] : platform.usage)
      for (const Price& price : catalogue_.prices)
        if (price.id == id && price.region != "global") known.insert(price.region);
    if (!known.empty() && !known.contains(made.region))
      add_error(diagnostics_, node->where,
                fmt::format("no price of {} is known in region \"{}\"", platform.id, made.region),
                known_words_hint(made.region, {known.begin(), known.end()}));
  }

  /// Functions of a trace are simulated one after the other: a retry would come after its time.
  void check_client(const Node& node, const Alternative& made) {
    const Trace* const trace = scenario_.workload.trace.get();
    if (made.client && trace != nullptr && trace->summary().functions > 1)
      add_error(diagnostics_, node.where,
                fmt::format("a client that tries again needs the traffic of one function; the trace has {}",
                            trace->summary().functions));
  }

  void check_runtime(const Node& node, const Platform& platform, const Alternative& made) {
    const Fact* const fact =
        find_fact(platform.facts, "runtimes", conditions_of(made), scenario_.period.start);
    if (fact == nullptr) return;
    const auto& known = std::get<Words>(fact->value);
    if (std::find(known.begin(), known.end(), made.runtime) == known.end())
      add_error(diagnostics_, node.where, fmt::format("{} does not run \"{}\"", platform.name, made.runtime),
                known_words_hint(made.runtime, known));
  }

  static Conditions conditions_of(const Alternative& made) {
    Conditions what{{"architecture", made.architecture}, {"runtime", made.runtime}};
    if (!made.instance.empty()) what["instance"] = made.instance;
    return what;
  }

  template <class T>
  const T* fact_of(const Platform& platform, std::string_view name, const Alternative& made) const {
    const Fact* const fact = find_fact(platform.facts, name, conditions_of(made), scenario_.period.start);
    return fact == nullptr ? nullptr : std::get_if<T>(&fact->value);
  }

  void read_function(Fields& fields, const Node& node, const Platform& platform, Alternative& made) {
    const Node* const memory = fields.optional("memory");
    const auto* const sizes = fact_of<MemorySizes>(platform, "memory_sizes", made);
    if (memory != nullptr) {
      made.memory = read_bytes(*memory, diagnostics_).value_or(Bytes{});
      if (sizes != nullptr && made.memory.count > 0 && !sizes->offers(made.memory))
        add_error(diagnostics_, memory->where,
                  fmt::format("{} does not offer {}", platform.name, memory->text),
                  "it offers " + sizes->describe());
    } else {
      const auto* const standard = fact_of<Bytes>(platform, "memory_default", made);
      made.memory = standard != nullptr ? *standard : mebibytes(512);
      if (sizes != nullptr) made.memory = sizes->nearest(std::max(made.memory, application_.memory_used));
      assume(fmt::format("alternatives \"{}\" memory", made.name), describe(made.memory));
    }
    if (made.memory.count > 0 && application_.memory_used > made.memory)
      add_error(diagnostics_, memory != nullptr ? memory->where : node.where,
                fmt::format("the application uses {}, more than the {} of this alternative",
                            describe(application_.memory_used), describe(made.memory)));
    if (const Node* const count = fields.optional("requests_per_instance"))
      read_requests_per_instance(*count, platform, made);
    if (const Node* const limit = fields.optional("concurrency_limit"))
      made.concurrency_limit = read_positive(*limit, 1'000'000'000);
    if (const Node* const most = fields.optional("most_instances"))
      made.most_instances = read_positive(*most, 1'000'000'000);
    if (const Node* const count = fields.optional("provisioned"))
      made.provisioned = static_cast<std::uint32_t>(
          std::min<std::int64_t>(read_count(*count, diagnostics_).value_or(0), 100000));
    if (const Node* const timeout = fields.optional("timeout")) read_timeout(*timeout, platform, made);
    if (const Node* const keep_alive = fields.optional("keep_alive")) read_keep_alive(*keep_alive, made);
    if (const Node* const cold_start = fields.optional("cold_start"))
      made.cold_start = read_distribution(*cold_start, diagnostics_);
    if (const Node* const routing = fields.optional("routing")) {
      const std::vector<std::string> words{"most-recently-used", "least-recently-used", "newest-created",
                                           "oldest-created", "random"};
      if (const auto word = read_word(*routing, words, diagnostics_)) made.routing = words[*word];
      if (made.requests_per_instance.value_or(1) > 1 && made.routing != words[0])
        add_error(diagnostics_, routing->where,
                  "instances that share requests are used most recently used first");
    }
    if (const Node* const contention = fields.optional("contention")) {
      if (const auto word = read_word(*contention, {"none", "processor-sharing"}, diagnostics_))
        made.has_contention = *word == 1;
    }
  }

  std::optional<std::uint64_t> read_positive(const Node& node, std::int64_t most) {
    const auto count = read_count(node, diagnostics_);
    if (!count) return std::nullopt;
    if (*count < 1 || *count > most) {
      add_error(diagnostics_, node.where, fmt::format("expected a number between 1 and {}", most));
      return std::nullopt;
    }
    return static_cast<std::uint64_t>(*count);
  }

  void read_requests_per_instance(const Node& node, const Platform& platform, Alternative& made) {
    const auto count = read_positive(node, 10000);
    const auto* const limit = fact_of<DefaultAndMost>(platform, "requests_per_instance", made);
    if (!count) return;
    if (limit != nullptr && static_cast<double>(*count) > limit->most)
      add_error(diagnostics_, node.where,
                fmt::format("{} allows at most {} request{} in one instance", platform.name, limit->most,
                            limit->most == 1 ? "" : "s"));
    made.requests_per_instance = static_cast<std::uint32_t>(*count);
  }

  void read_timeout(const Node& node, const Platform& platform, Alternative& made) {
    made.timeout = read_duration(node, diagnostics_);
    const auto* const limit = fact_of<DurationLimit>(platform, "execution_limit", made);
    if (made.timeout && *made.timeout <= Duration::zero())
      add_error(diagnostics_, node.where, "a timeout must be longer than 0 s",
                "write a duration such as 30 s");
    if (made.timeout && limit != nullptr && *made.timeout > limit->most)
      add_error(diagnostics_, node.where,
                fmt::format("{} ends work after {} at the latest", platform.name, describe(limit->most)));
  }

  void read_keep_alive(const Node& node, Alternative& made) {
    made.keep_alive = read_distribution(node, diagnostics_);
    if (!made.keep_alive) return;
    if (made.keep_alive->kind() != Distribution::Kind::constant &&
        made.keep_alive->kind() != Distribution::Kind::quantiles)
      add_error(diagnostics_, node.where, "keep-alive is a duration, quantiles or a uniform mixture");
    else if (made.keep_alive->mean() <= Duration::zero())
      add_error(diagnostics_, node.where, "keep-alive must be longer than 0 s",
                "write a duration such as 10 min");
  }

  void read_fleet(Fields& fields, const Node& node, const Platform& platform, Alternative& made) {
    const Node* const instance = fields.required("instance");
    if (instance != nullptr) read_instance(*instance, platform, made);
    const Node* const servers = fields.optional("servers");
    const Node* const autoscaling = fields.optional("autoscaling");
    if ((servers != nullptr) == (autoscaling != nullptr))
      add_error(diagnostics_, node.where,
                servers != nullptr ? "a fleet has a fixed number of servers or autoscaling, not both"
                                   : "a fleet needs servers or autoscaling",
                "write servers: 3, or autoscaling: {min: 2, max: 10, target: 60 %}");
    if (servers != nullptr)
      made.servers = static_cast<std::uint32_t>(read_positive(*servers, 100000).value_or(1));
    if (autoscaling != nullptr) read_autoscaling(*autoscaling, made);
    if (const Node* const commitment = fields.optional("commitment"))
      read_commitment(*commitment, platform, made);
    if (const Node* const word = fields.optional("discipline")) {
      const std::vector<std::string> words{"processor-sharing", "first-come-first-served"};
      if (const auto found = read_word(*word, words, diagnostics_)) made.discipline = words[*found];
    } else {
      assume(fmt::format("alternatives \"{}\" discipline", made.name), "processor-sharing");
    }
    if (const Node* const word = fields.optional("balancer")) {
      const std::vector<std::string> words{"round-robin", "least-connections", "power-of-two"};
      if (const auto found = read_word(*word, words, diagnostics_)) made.balancer = words[*found];
    } else {
      assume(fmt::format("alternatives \"{}\" balancer", made.name), "least-connections");
    }
    if (const Node* const count = fields.optional("concurrency"))
      if (const auto value = read_positive(*count, 100000))
        made.concurrency = static_cast<std::uint32_t>(*value);
    if (const Node* const count = fields.optional("queue"))
      made.queue = static_cast<std::uint64_t>(read_count(*count, diagnostics_).value_or(1000));
    if (const Node* const timeout = fields.optional("timeout")) {
      made.timeout = read_duration(*timeout, diagnostics_);
      if (made.timeout && *made.timeout <= Duration::zero())
        add_error(diagnostics_, timeout->where, "a timeout must be longer than 0 s",
                  "write a duration such as 30 s");
    }
    if (const Node* const boot = fields.optional("boot_time"))
      made.boot_time = read_distribution(*boot, diagnostics_);
  }

  /// A word that a price of this server knows in this region. Servers that come and go are not committed to.
  void read_commitment(const Node& node, const Platform& platform, Alternative& made) {
    std::set<std::string> known;
    for (const auto& [kind, id] : platform.usage)
      for (const Price& price : catalogue_.prices) {
        const auto commitment = price.when.find("commitment");
        const auto instance = price.when.find("instance");
        const bool is_of_this = price.id == id && (price.region == made.region || price.region == "global") &&
                                (instance == price.when.end() || instance->second == made.instance);
        if (is_of_this && commitment != price.when.end()) known.insert(commitment->second);
      }
    if (known.empty())
      return add_error(
          diagnostics_, node.where,
          fmt::format("the catalogue has no commitment for {} in {}", made.instance, made.region));
    if (!read_word(node, {known.begin(), known.end()}, diagnostics_)) return;
    made.commitment = node.text;
    if (made.autoscaling && made.commitment != "spot")
      add_error(diagnostics_, node.where, "a commitment is to a number of servers, autoscaling changes it",
                "write servers: 3, or leave the commitment out");
  }

  void read_instance(const Node& node, const Platform& platform, Alternative& made) {
    std::vector<std::string> known;
    const InstanceSize* size = nullptr;
    for (const Fact& fact : platform.facts) {
      if (fact.name != "instance_type" || !fact.when.contains("instance")) continue;
      known.push_back(fact.when.at("instance"));
      if (known.back() == node.text) {
        size = std::get_if<InstanceSize>(&fact.value);
        if (const auto arch = fact.when.find("architecture"); arch != fact.when.end())
          made.architecture = arch->second;
      }
    }
    if (!read_word(node, known, diagnostics_)) return;
    made.instance = node.text;
    if (size != nullptr && size->memory < application_.memory_used)
      add_error(diagnostics_, node.where,
                fmt::format("the application uses {}, more than the {} of {}",
                            describe(application_.memory_used), describe(size->memory), node.text));
  }

  void read_autoscaling(const Node& node, Alternative& made) {
    Fields fields(node, "autoscaling", diagnostics_);
    const Node* const least = fields.required("min");
    const Node* const most = fields.required("max");
    const Node* const target = fields.optional("target");
    fields.finish();
    AutoscalingChoice choice;
    if (least != nullptr)
      choice.min_servers = static_cast<std::uint32_t>(read_positive(*least, 100000).value_or(1));
    if (most != nullptr)
      choice.max_servers = static_cast<std::uint32_t>(read_positive(*most, 100000).value_or(1));
    if (target != nullptr) choice.target = read_share(*target, diagnostics_).value_or(0.6);
    if (choice.target < 0.05) add_error(diagnostics_, target->where, "the target is at least 5 %");
    if (most != nullptr && choice.max_servers < choice.min_servers)
      add_error(diagnostics_, most->where, "max is below min");
    made.servers = choice.min_servers;
    made.autoscaling = choice;
  }

  const Catalogue& catalogue_;
  const Application& application_;
  Scenario& scenario_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Alternative> read_place(const Node& node, const Catalogue& catalogue,
                                      const Application& application, Scenario& scenario,
                                      Diagnostics& diagnostics) {
  return AlternativeReader(catalogue, application, scenario, diagnostics).read(node);
}

std::optional<Alternative> read_alternative(const Node& node, const Catalogue& catalogue, Scenario& scenario,
                                            Diagnostics& diagnostics) {
  if (scenario.components.empty()) {
    for (const char* const key : {"fused", "components"})
      if (const Node* const found = node.kind == Node::Kind::mapping ? node.find(key) : nullptr)
        add_error(diagnostics, found->where, "the application is one piece: it has no components",
                  "write application: {components: {NAME: {duration: …}}}");
    return read_place(node, catalogue, scenario.application, scenario, diagnostics);
  }
  return read_deployment(node, catalogue, scenario, diagnostics);
}

}  // namespace isocost
