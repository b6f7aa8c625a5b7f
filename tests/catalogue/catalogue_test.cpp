#include "simulator/catalogue/catalogue.h"

#include <gtest/gtest.h>

#include "tests/support/models.h"

namespace isocost {
namespace {

using namespace std::chrono_literals;
using testing_support::InFolder;
using testing_support::models;

constexpr const char* head =
    "provider: acme\n"
    "service: run\n"
    "title: Acme Run\n"
    "sources:\n"
    "  page: {title: Prices, url: \"https://acme.example/prices\", read: 2026-05-04, grade: A}\n";

/// The catalogue of one file with this behind its head.
Loaded<Catalogue> catalogue_of(const std::string& rest) {
  return testing_support::acme_catalogue(head + rest);
}

Catalogue valid(const std::string& rest) {
  auto loaded = catalogue_of(rest);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return std::move(loaded.value).value_or(Catalogue{});
}

std::string problems(const std::string& rest) { return render(catalogue_of(rest).diagnostics); }

Date on(const char* text) { return parse_date(text).value(); }

constexpr const char* prices =
    "prices:\n"
    "  - {meter: compute, name: Any, unit: GB-second, region: us, amount: \"3\", source: page}\n"
    "  - {meter: compute, name: Arm, unit: GB-second, region: us, when: {architecture: arm64}, amount: "
    "\"2\", source: page}\n"
    "  - {meter: compute, name: Small Arm, unit: GB-second, region: us, when: {architecture: arm64, "
    "instance: small}, amount: \"1\", source: page}\n"
    "  - {meter: requests, name: Old, unit: request, region: global, valid: {to: 2025-07-31}, amount: \"5\", "
    "source: page}\n"
    "  - {meter: requests, name: New, unit: request, region: global, valid: {from: 2025-08-01, to: "
    "2026-01-31}, amount: \"4\", source: page}\n";

std::string name_of(const Price* price) { return price != nullptr ? price->name : "none"; }

TEST(CataloguePrice, the_one_with_the_most_conditions_met_wins) {
  const Catalogue catalogue = valid(prices);
  const auto price = [&](const Conditions& what) {
    return name_of(catalogue.price("acme/run/compute", "us", what, on("2026-01-01")));
  };
  EXPECT_EQ(price({{"architecture", "x86_64"}}), "Any");
  EXPECT_EQ(price({{"architecture", "arm64"}}), "Arm");
  EXPECT_EQ(price({{"architecture", "arm64"}, {"instance", "small"}}), "Small Arm");
  EXPECT_EQ(price({{"architecture", "arm64"}, {"instance", "large"}}), "Arm");
  EXPECT_EQ(price({}), "Any");
}

TEST(CataloguePrice, holds_from_its_first_day_to_its_last) {
  const Catalogue catalogue = valid(prices);
  const auto price = [&](const char* day) {
    return name_of(catalogue.price("acme/run/requests", "us", {}, on(day)));
  };
  EXPECT_EQ(price("2020-01-01"), "Old");
  EXPECT_EQ(price("2025-07-31"), "Old");
  EXPECT_EQ(price("2025-08-01"), "New");
  EXPECT_EQ(price("2026-01-31"), "New");
  EXPECT_EQ(price("2026-02-01"), "none");
}

TEST(CataloguePrice, is_of_the_region_or_global) {
  const Catalogue catalogue = valid(prices);
  EXPECT_EQ(name_of(catalogue.price("acme/run/compute", "mars", {}, on("2025-01-01"))), "none");
  EXPECT_EQ(name_of(catalogue.price("acme/run/requests", "mars", {}, on("2025-01-01"))), "Old");
  EXPECT_EQ(name_of(catalogue.price("acme/run/unknown", "us", {}, on("2025-01-01"))), "none");
}

TEST(CataloguePrice, knows_its_line_and_its_source) {
  const Catalogue catalogue = valid(prices);
  const Price* const price = catalogue.price("acme/run/compute", "us", {}, on("2025-01-01"));
  ASSERT_NE(price, nullptr);
  EXPECT_EQ(price->provenance.file, "models/acme/run.yaml");
  EXPECT_EQ(price->provenance.line, 7);
  EXPECT_EQ(price->provenance.source.title, "Prices");
  EXPECT_EQ(price->provenance.source.read, on("2026-05-04"));
  EXPECT_EQ(catalogue.newest_read, on("2026-05-04"));
}

TEST(CatalogueFact, of_the_day_and_the_conditions_is_found) {
  const Catalogue catalogue = valid(
      "facts:\n"
      "  - {name: keep_alive, valid: {to: 2024-12-31}, value: 600 s, source: page}\n"
      "  - {name: keep_alive, valid: {from: 2025-01-01}, value: 300 s, source: page}\n"
      "  - {name: cold_start, value: 100 ms, source: page}\n"
      "  - {name: cold_start, when: {runtime: java}, value: 900 ms, source: page}\n"
      "platform: {id: acme-run, name: Acme Run, kind: function, region: us}\n");
  const auto& facts = catalogue.platform("acme-run")->facts;
  const auto mean = [&](const char* name, const Conditions& what, const char* day) {
    return std::get<Distribution>(find_fact(facts, name, what, on(day))->value).mean();
  };
  EXPECT_EQ(mean("keep_alive", {}, "2024-12-31"), 600s);
  EXPECT_EQ(mean("keep_alive", {}, "2025-01-01"), 300s);
  EXPECT_EQ(mean("cold_start", {{"runtime", "go"}}, "2025-01-01"), 100ms);
  EXPECT_EQ(mean("cold_start", {{"runtime", "java"}}, "2025-01-01"), 900ms);
  EXPECT_EQ(find_fact(facts, "routing", {}, on("2025-01-01")), nullptr);
}

TEST(CatalogueFile, tells_every_problem_at_once) {
  EXPECT_EQ(
      problems("prices:\n"
               "  - {meter: compute, name: Any, unit: GB-second, region: us, amount: \"3\", tiers: [{amount: "
               "\"1\"}], source: page}\n"
               "  - {meter: requests, name: Any, unit: request, region: us, amount: free, source: web}\n"
               "facts:\n"
               "  - {name: keepalive, value: 5 min, source: page}\n"
               "  - {name: billed_duration, value: {step: 0 ms, minimum: 0 ms}, source: page}\n"),
      "models/acme/run.yaml:7:5: error: a price has one of \"amount\", \"tiers\", \"share\" with \"of\", or "
      "\"unpriced\"\n"
      "  7 |   - {meter: compute, name: Any, unit: GB-second, region: us, amount: \"3\", tiers: [{amount: "
      "\"1\"}], source: page}\n"
      "    |     ^\n"
      "models/acme/run.yaml:8:69: error: expected a decimal number, found \"free\"\n"
      "  8 |   - {meter: requests, name: Any, unit: request, region: us, amount: free, source: web}\n"
      "    |                                                                     ^~~~\n"
      "models/acme/run.yaml:8:83: error: there is no source \"web\" in this file\n"
      "  8 |   - {meter: requests, name: Any, unit: request, region: us, amount: free, source: web}\n"
      "    |                                                                                   ^~~\n"
      "hint: known here: page\n"
      "models/acme/run.yaml:10:12: error: \"keepalive\" is not the name of a fact\n"
      "  10 |   - {name: keepalive, value: 5 min, source: page}\n"
      "     |            ^~~~~~~~~\n"
      "hint: did you mean \"keep_alive\"?\n"
      "models/acme/run.yaml:11:36: error: the step must be longer than 0 s\n"
      "  11 |   - {name: billed_duration, value: {step: 0 ms, minimum: 0 ms}, source: page}\n"
      "     |                                    ^\n");
}

TEST(CatalogueFile, tiers_rise_and_the_last_is_open) {
  const auto tiers = [](const std::string& list) {
    return problems("prices:\n  - {meter: m, name: M, unit: u, region: us, tiers: " + list +
                    ", source: page}\n");
  };
  EXPECT_EQ(tiers("[{to: \"10\", amount: \"2\"}, {amount: \"1\"}]"), "");
  EXPECT_NE(tiers("[{to: \"10\", amount: \"2\"}, {to: \"5\", amount: \"1\"}, {amount: \"1\"}]"), "");
  EXPECT_NE(tiers("[{to: \"10\", amount: \"2\"}]"), "");
  EXPECT_NE(tiers("[{amount: \"2\"}, {amount: \"1\"}]"), "");
}

TEST(CatalogueFile, names_that_lead_nowhere_are_errors) {
  EXPECT_EQ(
      problems("prices:\n"
               "  - {meter: m, name: M, unit: u, region: us, amount: \"2\", allowance: gift, source: page}\n"
               "platform: {id: acme-run, name: Acme Run, kind: function, region: us, like: acme-walk, usage: "
               "{requests: calls}}\n"),
      "error: platform acme-run is like \"acme-walk\", which does not exist\n"
      "error: models/acme/run.yaml:7: price acme/run/m names allowance acme/run/gift, which does not exist\n"
      "error: platform acme-run: usage requests is billed at acme/run/calls, which does not exist\n");
}

TEST(CatalogueFile, a_platform_takes_over_what_another_says) {
  const InFolder folder;
  std::filesystem::create_directories("models/acme");
  folder.write("models/acme/run.yaml",
               std::string(head) +
                   "prices:\n  - {meter: m, name: M, unit: u, region: us, amount: \"2\", source: page}\n"
                   "facts:\n  - {name: keep_alive, value: 600 s, source: page}\n  - {name: routing, value: "
                   "random, source: page}\n"
                   "platform: {id: acme-run, name: Acme Run, kind: function, region: us, usage: {requests: "
                   "m, compute: m}}\n");
  std::string other(head);
  other.replace(other.find("service: run"), 12, "service: own");
  folder.write("models/acme/own.yaml",
               other +
                   "prices:\n  - {meter: n, name: N, unit: u, region: us, amount: \"1\", source: page}\n"
                   "facts:\n  - {name: keep_alive, value: 60 s, source: page}\n"
                   "platform: {id: acme-own, name: Acme Own, kind: function, region: us, like: acme-run, "
                   "usage: {requests: n}}\n");
  const auto loaded = load_catalogue("models");
  ASSERT_EQ(render(loaded.diagnostics), "");
  const Platform& own = *loaded.value->platform("acme-own");
  EXPECT_EQ(own.usage,
            (std::map<std::string, std::string>{{"requests", "acme/own/n"}, {"compute", "acme/run/m"}}));
  EXPECT_EQ(std::get<Distribution>(find_fact(own.facts, "keep_alive", {}, on("2025-01-01"))->value).mean(),
            60s);
  EXPECT_EQ(std::get<std::string>(find_fact(own.facts, "routing", {}, on("2025-01-01"))->value), "random");
}

TEST(CatalogueFile, companions_take_over_the_roles_of_another_provider_but_for_their_own) {
  const InFolder folder;
  std::filesystem::create_directories("models/acme");
  std::filesystem::create_directories("models/beta");
  folder.write("models/acme/run.yaml",
               std::string(head) +
                   "prices:\n  - {meter: m, name: M, unit: u, region: us, amount: \"2\", source: page}\n"
                   "companions: {gateway: [{price: acme/run/m}], queue: [{price: acme/run/m, times: 3}]}\n");
  std::string other(head);
  other.replace(other.find("acme"), 4, "beta");
  folder.write("models/beta/run.yaml", other + "companions: {like: acme, gateway: []}\n");
  const auto loaded = load_catalogue("models");
  ASSERT_EQ(render(loaded.diagnostics), "");
  const auto& own = loaded.value->companions.at("beta").prices;
  ASSERT_EQ(own.size(), 2U);
  EXPECT_TRUE(own.at(ServiceRole::gateway).empty());
  ASSERT_EQ(own.at(ServiceRole::queue).size(), 1U);
  EXPECT_EQ(own.at(ServiceRole::queue)[0].times, 3);
}

TEST(CatalogueFile, companions_like_those_of_nobody_are_an_error) {
  EXPECT_EQ(problems("prices:\n"
                     "  - {meter: m, name: M, unit: u, region: us, amount: \"2\", source: page}\n"
                     "companions: {like: amce, gateway: []}\n"),
            "error: companions of acme are like \"amce\", which has none of its own\n");
}

TEST(LoadCatalogue, a_folder_without_files_is_said_to_have_none) {
  const InFolder folder;
  EXPECT_EQ(render(load_catalogue("nowhere").diagnostics),
            "nowhere: error: no catalogue files here\nhint: give the folder of models with --models, or set "
            "ISOCOST_MODELS\n");
}

TEST(LoadCatalogue, the_hash_changes_with_any_file) {
  const std::string first = valid(prices).hash;
  EXPECT_EQ(valid(prices).hash, first);
  EXPECT_NE(valid(std::string(prices) + "# a comment\n").hash, first);
}

TEST(MemorySizes, of_a_range_are_those_of_its_steps) {
  MemorySizes sizes;
  sizes.from = mebibytes(128);
  sizes.to = mebibytes(3008);
  sizes.step = mebibytes(64);
  EXPECT_TRUE(sizes.offers(mebibytes(128)));
  EXPECT_TRUE(sizes.offers(mebibytes(3008)));
  EXPECT_FALSE(sizes.offers(mebibytes(129)));
  EXPECT_FALSE(sizes.offers(mebibytes(64)));
  EXPECT_FALSE(sizes.offers(mebibytes(3072)));
  EXPECT_EQ(sizes.nearest(mebibytes(1)), mebibytes(128));
  EXPECT_EQ(sizes.nearest(mebibytes(129)), mebibytes(192));
  EXPECT_EQ(sizes.nearest(mebibytes(192)), mebibytes(192));
  EXPECT_EQ(sizes.nearest(mebibytes(9999)), mebibytes(3008));
  EXPECT_EQ(sizes.describe(), "128 MiB to 2.938 GiB in steps of 64 MiB");
}

TEST(MemorySizes, of_a_list_are_those_on_it) {
  MemorySizes sizes;
  sizes.listed = {mebibytes(128), mebibytes(256), mebibytes(512)};
  EXPECT_TRUE(sizes.offers(mebibytes(256)));
  EXPECT_FALSE(sizes.offers(mebibytes(257)));
  EXPECT_EQ(sizes.nearest(mebibytes(257)), mebibytes(512));
  EXPECT_EQ(sizes.nearest(mebibytes(9999)), mebibytes(512));
  EXPECT_EQ(sizes.describe(), "128 MiB, 256 MiB, 512 MiB");
}

TEST(CpuOfMemory, is_proportional_up_to_a_most_or_a_table) {
  CpuOfMemory proportional;
  proportional.memory_per_vcpu = mebibytes(1769);
  proportional.most = 6;
  EXPECT_DOUBLE_EQ(proportional.vcpus(mebibytes(1769)), 1);
  EXPECT_DOUBLE_EQ(proportional.vcpus(mebibytes(512)), 512.0 / 1769);
  EXPECT_DOUBLE_EQ(proportional.vcpus(mebibytes(20'000)), 6);
  CpuOfMemory table;
  table.points = {{mebibytes(128), 0.1}, {mebibytes(256), 0.2}, {mebibytes(1024), 1}};
  EXPECT_DOUBLE_EQ(table.vcpus(mebibytes(64)), 0.1);
  EXPECT_DOUBLE_EQ(table.vcpus(mebibytes(192)), 0.15);
  EXPECT_DOUBLE_EQ(table.vcpus(mebibytes(1024)), 1);
  EXPECT_DOUBLE_EQ(table.vcpus(mebibytes(9999)), 1);
}

// --- what is shipped
// ------------------------------------------------------------------------------------------------

TEST(Catalogue, share_of_another_meter_is_a_price_for_each_of_its_prices_on_demand) {
  const Catalogue catalogue = valid(
      "prices:\n"
      "  - {meter: fee, name: Fee, unit: hour, region: us, share: \"0.15\", of: server, source: page}\n"
      "  - {meter: server, name: Small, unit: hour, region: us, when: {instance: s}, amount: \"0.2\", "
      "source: page}\n"
      "  - {meter: server, name: Large, unit: hour, region: us, when: {instance: l}, amount: \"0.4\", "
      "source: page}\n"
      "  - {meter: server, name: Large, unit: hour, region: us, when: {instance: l, commitment: 1y}, amount: "
      "\"0.3\",\n"
      "     source: page}\n"
      "  - {meter: server, name: Large, unit: hour, region: eu, when: {instance: l}, amount: \"0.5\", "
      "source: page}\n");
  std::string fees;
  for (const Price& price : catalogue.prices)
    if (price.id == "acme/run/fee")
      fees +=
          price.region + " " + price.when.at("instance") + " " + to_string(price.tiers.front().amount) + "\n";
  EXPECT_EQ(fees, "us s 0.03\nus l 0.06\n");
}

TEST(Catalogue, price_says_its_amount_in_one_way_and_its_units_hold_something) {
  EXPECT_EQ(
      problems(
          "prices:\n"
          "  - {meter: fee, name: Fee, unit: hour, region: us, share: \"0.15\", source: page}\n"
          "  - {meter: unit, name: Units, unit: hour, region: us, amount: \"1\", source: page,\n"
          "     max_of: {new_connections_per_second: 0, active_connections: 1, bytes_per_hour: 1 GB}}\n"),
      "models/acme/run.yaml:7:5: error: a price has one of \"amount\", \"tiers\", \"share\" with \"of\", or "
      "\"unpriced\"\n"
      "  7 |   - {meter: fee, name: Fee, unit: hour, region: us, share: \"0.15\", source: page}\n"
      "    |     ^\n"
      "models/acme/run.yaml:9:14: error: what a unit holds must be above 0\n"
      "  9 |      max_of: {new_connections_per_second: 0, active_connections: 1, bytes_per_hour: 1 GB}}\n"
      "    |              ^\n");
}

TEST(ShippedCatalogue, has_the_eight_platforms_and_firebase_1st_gen) {
  for (const char* id :
       {"aws-lambda", "gcp-functions-1st-gen", "gcp-run-functions", "azure-consumption", "azure-flex",
        "firebase-functions", "firebase-functions-1st-gen", "aws-ec2", "aws-fargate"})
    EXPECT_NE(models()->platform(id), nullptr) << id;
  EXPECT_EQ(models()->platform("aws-ec2")->kind, PlatformKind::fleet);
  EXPECT_EQ(models()->platform("aws-fargate")->kind, PlatformKind::fleet);
  EXPECT_EQ(models()->platform("aws-lambda")->kind, PlatformKind::function);
}

bool is_after(const std::optional<Date>& end, const std::optional<Date>& begin) {
  return end && begin && *end < *begin;
}
bool overlaps(const Validity& a, const Validity& b) {
  return !is_after(a.to, b.from) && !is_after(b.to, a.from);
}

/// "two that tie are an error of the catalogue": the same number of conditions that can hold at once on one
/// day.
bool may_both_hold(const Conditions& a, const Conditions& b) {
  for (const auto& [key, value] : a)
    if (const auto other = b.find(key); other != b.end() && other->second != value) return false;
  return true;
}

TEST(ShippedCatalogue, no_two_prices_tie) {
  const auto& all = models()->prices;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      const Price &a = all[i], &b = all[k];
      if (a.id != b.id || a.region != b.region || a.when.size() != b.when.size() ||
          !overlaps(a.valid, b.valid))
        continue;
      EXPECT_FALSE(may_both_hold(a.when, b.when))
          << a.id << " at lines " << a.provenance.line << " and " << b.provenance.line;
    }
}

TEST(ShippedCatalogue, no_two_facts_tie) {
  for (const Platform& platform : models()->platforms)
    for (std::size_t i = 0; i < platform.facts.size(); ++i)
      for (std::size_t k = i + 1; k < platform.facts.size(); ++k) {
        const Fact &a = platform.facts[i], &b = platform.facts[k];
        if (a.name != b.name || a.when.size() != b.when.size() || !overlaps(a.valid, b.valid)) continue;
        EXPECT_FALSE(may_both_hold(a.when, b.when))
            << platform.id << " " << a.name << ": " << a.provenance.file << ":" << a.provenance.line
            << " and " << b.provenance.file << ":" << b.provenance.line;
      }
}

TEST(ShippedCatalogue, dated_entries_leave_no_day_without_one) {
  // Where an entry ends on a day, another of the same name begins on the next.
  for (const Platform& platform : models()->platforms)
    for (const Fact& one : platform.facts) {
      if (!one.valid.to) continue;
      const Date next = *one.valid.to + std::chrono::days(1);
      EXPECT_NE(find_fact(platform.facts, one.name, one.when, next), nullptr)
          << platform.id << " has no " << one.name << " on " << to_string(next);
    }
}

TEST(ShippedCatalogue, quantiles_of_every_distribution_do_not_fall) {
  for (const auto& [service, fact] : models()->facts) {
    const auto* const distribution = std::get_if<Distribution>(&fact.value);
    if (distribution == nullptr) continue;
    EXPECT_GE(distribution->mean(), Duration::zero()) << service << " " << fact.name;
    EXPECT_LT(distribution->mean(), 2h) << service << " " << fact.name;
    if (distribution->kind() != Distribution::Kind::quantiles) continue;
    double last = 0;
    for (int percent = 0; percent <= 1000; ++percent) {
      const double value = distribution->at_probability(std::min(std::max(percent / 1000.0, 1e-9), 1 - 1e-9));
      EXPECT_GE(value, last) << service << " line " << fact.provenance.line;
      last = value;
    }
  }
}

TEST(ShippedCatalogue, every_entry_is_read_from_somewhere_on_a_day_in_the_past) {
  for (const Price& price : models()->prices) {
    EXPECT_FALSE(price.provenance.source.url.empty()) << price.id;
    EXPECT_LE(price.provenance.source.read, models()->newest_read);
    EXPECT_GT(price.provenance.line, 0);
    for (const Tier& tier : price.tiers) EXPECT_GE(tier.amount, 0) << price.id;
  }
}

}  // namespace
}  // namespace isocost
