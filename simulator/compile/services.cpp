#include "simulator/compile/services.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/cost/use.h"

namespace isocost {
namespace {

class ServiceBilling {
 public:
  ServiceBilling(const Scenario& scenario, const Alternative& chosen, const Catalogue& catalogue)
      : scenario_(scenario),
        chosen_(chosen),
        catalogue_(catalogue),
        platform_(*catalogue.platform(chosen.platform)) {}

  BilledServices bill(const std::vector<UsedServices>& used) {
    bool is_any = false;
    for (const UsedServices& one : used)
      for (const auto& [role, use] : *one.uses) {
        is_any = true;
        const std::vector<CompanionPrice> prices = prices_of(role);
        for (const CompanionPrice& price : prices) add(role, use, price, one);
        if (prices.empty()) assume_nothing(role);
      }
    if (is_any)
      made_.assumptions.emplace_back(
          "time spent in managed services is part of the application's duration; their limits are not "
          "simulated");
    return std::move(made_);
  }

 private:
  void assume(const std::string& text) {
    if (std::find(made_.assumptions.begin(), made_.assumptions.end(), text) == made_.assumptions.end())
      made_.assumptions.push_back(text);
  }

  void assume_nothing(ServiceRole role) {
    if (chosen_.services.contains(role))
      assume(fmt::format("{}: none, as the scenario says; what stands in its place is not in the bill",
                         word_of(role)));
    else if (!platform_.usage.contains("balancer"))
      assume(fmt::format("{}: none is billed beside {}", word_of(role), platform_.name));
  }

  std::vector<CompanionPrice> prices_of(ServiceRole role) const {
    if (const auto own = chosen_.services.find(role); own != chosen_.services.end())
      return own->second.empty() ? std::vector<CompanionPrice>{}
                                 : std::vector<CompanionPrice>{{own->second, 1, {}, false, ""}};
    const bool has_balancer = platform_.usage.contains("balancer");
    if (role == ServiceRole::gateway && has_balancer) return {};
    if (const auto companions = catalogue_.companions.find(platform_.provider);
        companions != catalogue_.companions.end())
      if (const auto found = companions->second.prices.find(role); found != companions->second.prices.end())
        return found->second;
    return {{platform_.provider + "/" + word_of(role), 1, {}, false, ""}};
  }

  void add(ServiceRole role, const RoleUse& use, const CompanionPrice& one, const UsedServices& times) {
    const Price* const price =
        catalogue_.price(one.price_id, chosen_.region, conditions(), scenario_.period.start);
    const Decimal units = price != nullptr ? units_of_one(*price, role, use, one) : use.count * one.times;
    BilledKind& kind = kind_of(price, one.price_id);
    if (one.is_standing)
      kind.units.standing = std::max(kind.units.standing, units);
    else if (is_held(role))
      add_held(price, role, use, one, {kind, units, times.an_invocation});
    else if (is_monthly(role))
      kind.units.standing = std::max(kind.units.standing, an_hour_of_months(units));
    else if (role == ServiceRole::gateway)
      kind.units.per_request += units * times.a_request;
    else
      kind.units.per_invocation += units * times.an_invocation;
    if (!one.note.empty()) assume(one.note);
  }

  /// What a month has, by the hour, so that the period has it once for each of its months.
  Decimal an_hour_of_months(const Decimal& units) const {
    const Duration period = scenario_.period.length;
    return units * months_of(period) * Decimal(hour.count()) / Decimal(period.count());
  }

  struct HeldUnits {
    BilledKind& kind;
    const Decimal& units;
    const Decimal& an_invocation;
  };

  /// What a request adds is there for the rest of the period: for half of it on average.
  void add_held(const Price* price, ServiceRole role, const RoleUse& use, const CompanionPrice& one,
                const HeldUnits& held) {
    if (!use.size || use.size->count > 0) held.kind.units.per_hour += held.units;
    if (use.grows.count <= 0) return;
    const RoleUse added{1, use.grows, {}};
    const Decimal an_hour = price != nullptr ? units_of_one(*price, role, added, one) : one.times;
    const Decimal hours = Decimal(scenario_.period.length.count()) / Decimal(hour.count()) / 2;
    held.kind.units.per_invocation += an_hour * hours * held.an_invocation;
    assume("data that requests add is kept for half of the period on average, as if they came evenly");
  }

  Conditions conditions() const {
    return {{"architecture", chosen_.architecture}, {"runtime", chosen_.runtime}};
  }

  /// What stands or is held is counted by the hour.
  static Decimal units_of_one(const Price& price, ServiceRole role, const RoleUse& use,
                              const CompanionPrice& one) {
    Use counted;
    counted.count = one.is_standing ? one.times : use.count * one.times;
    const bool takes_size = price.bytes_per_unit > 0 || price.rounding.size.count > 0;
    if (use.size && takes_size && !one.is_standing) counted.size = std::max(*use.size, one.least_size);
    if ((one.is_standing || is_held(role)) && time_of_unit(price.unit, month_of_prices)) counted.time = hour;
    return units_of(price, counted);
  }

  BilledKind& kind_of(const Price* price, const std::string& id) {
    for (BilledKind& known : made_.kinds)
      if (known.price_id == id) return known;
    made_.kinds.push_back({UsageKind::service, price, id, {}});
    return made_.kinds.back();
  }

  const Scenario& scenario_;
  const Alternative& chosen_;
  const Catalogue& catalogue_;
  const Platform& platform_;
  BilledServices made_;
};

}  // namespace

BilledServices billed_services(const std::vector<UsedServices>& used, const Scenario& scenario,
                               const Alternative& chosen, const Catalogue& catalogue) {
  return ServiceBilling(scenario, chosen, catalogue).bill(used);
}

}  // namespace isocost
