#include "simulator/scenario/deployment_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/catalogue/distribution_reader.h"
#include "simulator/input/values.h"
#include "simulator/scenario/alternative_reader.h"
#include "simulator/scenario/application_reader.h"

namespace isocost {
namespace {

class DeploymentReader {
 public:
  DeploymentReader(const Node& node, const Catalogue& catalogue, Scenario& scenario, Diagnostics& diagnostics)
      : node_(node), catalogue_(catalogue), scenario_(scenario), diagnostics_(diagnostics) {}

  std::optional<Alternative> read() {
    if (node_.kind == Node::Kind::mapping) own_ = node_.find("components");
    if (own_ != nullptr && own_->kind != Node::Kind::mapping) {
      add_error(diagnostics_, own_->where, "expected components by name",
                "write components: {NAME: {memory: 1 GiB}}");
      own_ = nullptr;
    }
    auto made = read_place(node_, catalogue_, the_rest(), scenario_, diagnostics_);
    if (!made) return made;
    made->is_fused = is_fused(*made);
    if (made->client)
      add_error(diagnostics_, node_.where, "a client that tries again is not simulated before components yet",
                "leave client out, or write the application as one piece");
    if (own_ != nullptr) check_own(*made);
    read_own_services(*made);
    if (made->is_fused) return made;
    for (std::size_t i = 0; i < scenario_.components.size(); ++i)
      if (scenario_.components[i].kind != ComponentKind::group) add_place(i, *made);
    return made;
  }

 private:
  /// A workflow runs at the provider's usual orchestrator unless the alternative names another.
  const Platform* orchestrator_of(const Alternative& made, const Component& component) {
    const std::string& provider = catalogue_.platform(made.platform)->provider;
    const Platform* const usual = catalogue_.orchestrator_of(provider);
    if (usual == nullptr)
      add_error(diagnostics_, node_.where,
                fmt::format("no orchestrator of {} is known for workflow \"{}\"", provider, component.name),
                "write fused: yes: it is then part of one program");
    return usual;
  }

  /// What runs on nothing that the alternative chooses.
  Alternative managed(const Component& component, const Alternative& made) const {
    Alternative place;
    place.name = component.name;
    place.platform = made.platform;
    place.region = made.region;
    place.runtime = made.runtime;
    place.architecture = made.architecture;
    place.services = made.services;
    place.where = node_.where;
    return place;
  }

  void read_own_services(Alternative& made) {
    for (const Component& component : scenario_.components) {
      if (component.kind != ComponentKind::service) continue;
      ServiceChoice& choice = made.own_services[component.name];
      choice.limits = component.limits;
      const Node* const own = own_of(component);
      if (own == nullptr) continue;
      Fields fields(*own, "a service", diagnostics_);
      if (const Node* const duration = fields.optional("duration"))
        choice.duration = read_distribution(*duration, diagnostics_);
      read_service_limits(fields, choice.limits, diagnostics_);
      fields.finish();
    }
  }

  /// Whether a component that runs somewhere says where.
  bool has_own_places() const {
    return own_ != nullptr &&
           std::any_of(scenario_.components.begin(), scenario_.components.end(), [&](const Component& one) {
             return one.kind != ComponentKind::service && own_of(one) != nullptr;
           });
  }

  void add_workflow(const Component& component, const Node* own, Alternative& made) {
    Alternative place = managed(component, made);
    if (own == nullptr) {
      const Platform* const usual = orchestrator_of(made, component);
      if (usual == nullptr) return;
      place.platform = usual->id;
      return made.components.push_back(std::move(place));
    }
    Fields fields(*own, "a workflow's place", diagnostics_);
    const Node* const platform = fields.required("platform");
    fields.finish();
    if (platform == nullptr) return;
    std::vector<std::string> known;
    const std::string& provider = catalogue_.platform(made.platform)->provider;
    for (const Platform& one : catalogue_.platforms)
      if (one.kind == PlatformKind::orchestrator && one.provider == provider) known.push_back(one.id);
    if (!read_word(*platform, known, diagnostics_)) return;
    place.platform = platform->text;
    made.components.push_back(std::move(place));
  }

  const Node* own_of(const Component& component) const {
    return own_ != nullptr ? own_->find(component.name) : nullptr;
  }

  /// The components that run as the alternative says, with the memory of the most demanding.
  Application the_rest() const {
    Application rest = scenario_.application;
    rest.memory_used = {};
    for (const Component& one : scenario_.components)
      if (own_of(one) == nullptr) rest.memory_used = std::max(rest.memory_used, one.application.memory_used);
    return rest;
  }

  bool is_fused(const Alternative& made) {
    if (const Node* const fused = node_.find("fused")) return read_bool(*fused, diagnostics_).value_or(false);
    const bool is_fleet = !made.instance.empty();
    if (has_own_places()) return false;
    scenario_.defaults.push_back(
        fmt::format("alternatives \"{}\" fused: {}", made.name,
                    is_fleet ? "on: one program on its servers" : "off: a function for each component"));
    return is_fleet;
  }

  void check_own(const Alternative& made) {
    if (made.is_fused && has_own_places())
      add_error(diagnostics_, own_->where, "components in one place have no places of their own",
                "leave out components, or fused");
    std::vector<std::string> names;
    for (const Component& one : scenario_.components)
      if (one.kind != ComponentKind::group) names.push_back(one.name);
    for (const Node::Entry& entry : own_->entries)
      if (std::find(names.begin(), names.end(), entry.key) == names.end())
        add_error(diagnostics_, entry.key_where, fmt::format("there is no component \"{}\"", entry.key),
                  known_words_hint(entry.key, names));
  }

  void add_place(std::size_t i, Alternative& made) {
    const Component& component = scenario_.components[i];
    if (component.kind == ComponentKind::workflow) return add_workflow(component, own_of(component), made);
    if (component.kind == ComponentKind::service) return made.components.push_back(managed(component, made));
    Alternative place = made;
    place.components.clear();
    const Node* own = own_of(component);
    const bool has_other_runtime = component.application.runtime != scenario_.application.runtime;
    const Node as_the_rest{Node::Kind::mapping, node_.where, {}, false, {}, {}};
    Application application = component.application;
    if (own == nullptr && has_other_runtime) {
      own = &as_the_rest;
      application = the_rest();
      application.runtime = component.application.runtime;
    }
    if (own != nullptr) {
      if (own->kind != Node::Kind::mapping)
        return add_error(diagnostics_, own->where, "expected what is other for this component",
                         "write it as {memory: 1 GiB}");
      for (const char* const key : {"client", "fused", "components", "name"})
        if (const Node* const found = own->find(key))
          add_error(diagnostics_, found->where, fmt::format("a component has no {} of its own", key),
                    "it has a size, or another platform");
      const std::string name = fmt::format("{}, {}", made.name, component.name);
      const auto other = read_place(with_own(*own, name), catalogue_, application, scenario_, diagnostics_);
      if (!other) return;
      const std::string& provider = catalogue_.platform(made.platform)->provider;
      if (catalogue_.platform(other->platform)->provider != provider || other->region != made.region)
        add_error(diagnostics_, own->where,
                  fmt::format("it is not in {} of {}: what passes between providers or regions is not priced",
                              made.region, provider));
      place = *other;
    }
    place.name = component.name;
    made.components.push_back(std::move(place));
  }

  /// The alternative's entries, but for those that the component has itself; of another platform only the
  /// region holds.
  Node with_own(const Node& own, const std::string& name) const {
    Node merged = own;
    merged.entries.push_back(
        {"name", node_.where, Node{Node::Kind::scalar, node_.where, name, true, {}, {}}});
    const bool is_elsewhere = own.find("platform") != nullptr;
    for (const Node::Entry& entry : node_.entries) {
      const bool is_of_the_whole = entry.key == "name" || entry.key == "components" || entry.key == "fused";
      if (is_of_the_whole || own.find(entry.key) != nullptr || (is_elsewhere && entry.key != "region"))
        continue;
      if ((entry.key == "servers" && own.find("autoscaling") != nullptr) ||
          (entry.key == "autoscaling" && own.find("servers") != nullptr))
        continue;
      merged.entries.push_back(entry);
    }
    return merged;
  }

  const Node& node_;
  const Catalogue& catalogue_;
  Scenario& scenario_;
  Diagnostics& diagnostics_;
  const Node* own_ = nullptr;
};

}  // namespace

std::optional<Alternative> read_deployment(const Node& node, const Catalogue& catalogue, Scenario& scenario,
                                           Diagnostics& diagnostics) {
  return DeploymentReader(node, catalogue, scenario, diagnostics).read();
}

}  // namespace isocost
