#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "simulator/cost/bill.h"
#include "simulator/experiment/usage_file.h"
#include "simulator/validation/pack.h"

namespace isocost::validation {
namespace {

/// Prices and rules of this day.
constexpr const char* as_of = "2026-11-01";

using Models = std::shared_ptr<const Catalogue>;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The bill for the lines of a usage file; nothing where the catalogue has no such entries.
std::optional<Bill> bill_of(const Models& models, const std::string& lines, bool has_free_tier) {
  const auto priced = price_usage_text(
      "a published bill",
      fmt::format("as_of: {}\nfree_tier: {}\nusage:\n{}", as_of, has_free_tier ? "on" : "off", lines),
      *models);
  if (!priced.value || priced.value->bill.has_unpriced()) return std::nullopt;
  return priced.value->bill;
}

double dollars(const Models& models, const std::string& lines, bool has_free_tier = false) {
  const auto bill = bill_of(models, lines, has_free_tier);
  return bill ? bill->exact_total().amount.to_double() : nothing;
}

/// Bills for a quantity at a price that the source states.
double at_stated_price(const Models& models, const char* quantity, const char* amount, const char* per) {
  Price price;
  price.id = price.name = "as published";
  price.per = Decimal(per);
  price.tiers = {{std::nullopt, Decimal(amount)}};
  const UsageItem item{&price, price.id, Decimal(quantity), {}};
  return rate({&item, 1}, *models, false).exact_total().amount.to_double();
}

/// Sum at the prices of today's catalogue.
struct PublishedBill {
  const char* name;
  const char* lines;
  double expected;
  const char* source;
  bool has_free_tier = false;
  double tolerance = 0;  ///< 0: exact
};

constexpr const char* table_of_2024 = "deepakkarkala, table of function costs";

const std::vector<PublishedBill>& bills() {
  static const std::vector<PublishedBill> all{
      {"R1: Lambda, 1M requests, 512 MB, 200 ms, USD",
       "  - {function: aws-lambda, requests: 1M, duration: 200 ms, memory: 512 MiB}\n", 1.86667,
       table_of_2024, false, 5e-6},
      {"R2: Lambda, 1M requests, 1 GB, 200 ms, USD",
       "  - {function: aws-lambda, requests: 1M, duration: 200 ms, memory: 1024 MiB}\n", 3.53334,
       table_of_2024},
      {"R2: Lambda, 1M requests, 1 GB, 1 s, USD",
       "  - {function: aws-lambda, requests: 1M, duration: 1 s, memory: 1024 MiB}\n", 16.8667, table_of_2024},
      {"R3: Lambda, 100 requests/s for 30 d, a million free, USD",
       "  - {price: aws/lambda/requests, rate: 100/s, for: 30 d}\n", 51.64, "grizzlypeak", true},
      {"R5: 50 provisioned environments of 1 GB, 730 h, USD (the post prints 450)",
       "  - {price: aws/lambda/provisioned, quantity: 50, size: 1 GiB, for: 730 h, when: {architecture: "
       "x86_64}}\n",
       547.50, "emnode", false, 0.01},
      {"R6: Azure Consumption, 3M x 1 s x 1.5 GB, allowances, USD",
       "  - {function: azure-consumption, requests: 3M, duration: 1 s, memory: 1536 MiB, memory_used: 1536 "
       "MiB}\n",
       66.00, "modal.com", true},
      {"R7: Cloud Run by instances, 2 vCPU and 2 GiB, 730 h, USD",
       "  - {price: gcp/run/instance-cpu, quantity: 2, for: 730 h}\n"
       "  - {price: gcp/run/instance-memory, size: 2 GiB, for: 730 h}\n",
       105.12, "zuplo, pull request 314"},
      {"R8: Cloud Run by instances, 4 vCPU and 8 GiB, 730 h, USD (the text says 300 to 400)",
       "  - {price: gcp/run/instance-cpu, quantity: 4, for: 730 h}\n"
       "  - {price: gcp/run/instance-memory, size: 8 GiB, for: 730 h}\n",
       231.264, "superteam, pull request 347"}};
  return all;
}

Study study(Target target, std::function<double()> figure) {
  return single_figure("bills", std::move(target), std::move(figure));
}

Target exact(std::string name, double expected, std::string source, double tolerance = 0) {
  return {std::move(name), expected, Tolerance::fixed, tolerance, {}, std::move(source)};
}

/// Utilisation from which capacity paid ahead is cheaper: ahead + busy ahead x u = busy x u.
double provisioned_break_even(const Models& models) {
  const auto of = [&](const char* meter) {
    return dollars(models,
                   fmt::format("  - {{price: aws/lambda/{}, quantity: 1, size: 1 GiB, for: 900000 s, when: "
                               "{{architecture: x86_64}}}}\n",
                               meter));
  };
  return of("provisioned") / (of("compute") - of("provisioned_compute"));
}

/// Milliseconds of a 128 MB function that cost as much as its invocation.
double invocation_in_milliseconds(const Models& models) {
  const auto bill =
      bill_of(models, "  - {function: aws-lambda, requests: 1M, duration: 1 ms, memory: 128 MiB}\n", false);
  if (!bill || bill->lines.size() != 2) return nothing;
  return (bill->lines[0].exact.amount / bill->lines[1].exact.amount).to_double();
}

/// What 1,000 hours of one vCPU of Arm cost elsewhere, as part of what they cost at Lambda (1769 MB).
double share_of_function(const Models& models, const std::string& lines) {
  return dollars(models, lines) /
         dollars(
             models,
             "  - {price: aws/lambda/compute, quantity: 1, size: 1769 MiB, for: 1000 h, when: {architecture: "
             "arm64}}\n");
}

double server_to_function(const Models& models) {
  return share_of_function(
      models,
      "  - {price: aws/ec2/server, quantity: 1, for: 1000 h, when: {instance: c6g.medium}}\n"
      "  - {price: aws/ebs/gp3, quantity: 1, size: 1 GiB, for: 1000 h, month: 30 d}\n");
}

double task_to_function(const Models& models) {
  return share_of_function(
      models,
      "  - {price: aws/fargate/vcpu, quantity: 1, for: 1000 h, when: {architecture: arm64}}\n"
      "  - {price: aws/fargate/memory, quantity: 1, size: 2 GiB, for: 1000 h, when: {architecture: arm64}}\n"
      "  - {price: aws/fargate/ephemeral-storage, quantity: 1, size: 1 GiB, for: 1000 h}\n");
}

double megabyte_seconds(const Models& models) {
  const auto bill = bill_of(models,
                            "  - {function: aws-lambda, requests: 1, duration: 1 s, memory: 128 MiB}\n"
                            "  - {function: aws-lambda, requests: 1, duration: 100 ms, memory: 1024 MiB}\n",
                            false);
  return bill && bill->lines.size() == 2 ? (bill->lines[1].quantity * 1024).to_double() : nothing;
}

/// BBVA, Economics of Serverless (2018): 128 MB, 200 ms, a month of 30 days, allowances, 0.00001667 a
/// GB-second.
class BreakEvenOf2018 {
 public:
  explicit BreakEvenOf2018(const Models& models) : models_(models) {
    const auto day = parse_date(as_of);
    const Conditions x86{{"architecture", "x86_64"}};
    const Price* const requests = models->price("aws/lambda/requests", "us-east-1", x86, *day);
    const Price* const compute = models->price("aws/lambda/compute", "us-east-1", x86, *day);
    if (requests == nullptr || compute == nullptr) return;
    requests_ = *requests;
    compute_ = *compute;
    compute_.per = 1;
    compute_.tiers = {{std::nullopt, Decimal("0.00001667")}};
  }

  [[nodiscard]] double function(int rps) const {
    if (requests_.id.empty()) return nothing;
    const Decimal requests = Decimal(rps) * 86400 * 30;
    const std::array items{UsageItem{&requests_, requests_.id, requests, {}},
                           UsageItem{&compute_, compute_.id, requests * Decimal("0.2") / 8, {}}};
    return rate(items, *models_, true).exact_total().amount.to_double();
  }

  /// First whole number of requests/s at which the function costs more than servers that each take so many.
  [[nodiscard]] double break_even(int capacity, double usd_per_hour) const {
    for (int rps = 1; rps <= 10'000; ++rps)
      if (function(rps) > std::ceil(static_cast<double>(rps) / capacity) * usd_per_hour * 720) return rps;
    return nothing;
  }

 private:
  Models models_;
  Price requests_, compute_;
};

void add_break_evens(const Models& models, std::vector<Study>& all) {
  const std::string source = "BBVA, Economics of Serverless (2018)";
  const auto of_2018 = std::make_shared<const BreakEvenOf2018>(models);
  for (const auto& [rps, expected] : {std::pair{100, 152.99}, {1000, 1591.75}})
    all.push_back(
        study(exact(fmt::format("R12: Lambda of 2018 at {} requests/s, USD", rps), expected, source, 0.005),
              [of_2018, rps = rps] { return of_2018->function(rps); }));
  struct Server {
    const char* name;
    double mebibytes;
    double usd_per_hour;
    double capacity;
    double expected;
  };
  // Memory over that of a request and the time it is taken.
  const auto capacity_of = [](const Server& one) { return std::floor(one.mebibytes / (128 * 0.2)); };
  for (const Server& one : {Server{"m3.medium", 3840, .067, 150, 35},
                            {"m4.large", 8192, .1, 320, 50},
                            {"m4.4xlarge", 65536, .8, 2560, 365}}) {
    all.push_back(study(exact(fmt::format("R12: capacity of {}, requests/s", one.name), one.capacity, source),
                        [one, capacity_of] { return capacity_of(one); }));
    all.push_back(study(exact(fmt::format("R12: requests/s from which Lambda costs more than {}", one.name),
                              one.expected, source),
                        [of_2018, one, capacity_of] {
                          return of_2018->break_even(static_cast<int>(capacity_of(one)), one.usd_per_hour);
                        }));
  }
}

}  // namespace

std::vector<Study> published_bills(std::shared_ptr<const Catalogue> catalogue) {
  std::vector<Study> all;
  for (const PublishedBill& one : bills())
    all.push_back(study(exact(one.name, one.expected, one.source, one.tolerance),
                        [catalogue, &one] { return dollars(catalogue, one.lines, one.has_free_tier); }));
  all.push_back(
      study(exact("R4: utilisation from which provisioned capacity pays", 0.6, "finops.com.py", 5e-5),
            [catalogue] { return provisioned_break_even(catalogue); }));
  all.push_back(study(exact("R9: 190 TB at 55 USD for 100 GB, USD", 104'500, "cybernews, on Netlify (2024)"),
                      [catalogue] { return at_stated_price(catalogue, "190000", "55", "100"); }));
  all.push_back(study(exact("R9: of them 60.7 TB on one day, USD", 33'385, "cybernews, on Netlify (2024)"),
                      [catalogue] { return at_stated_price(catalogue, "60700", "55", "100"); }));
  all.push_back(study(exact("R10: c6g.medium with disk, as part of Lambda with one vCPU", 0.411362,
                            "UBC, Demystifying Serverless Costs (EuroSys 2026)", 5e-6),
                      [catalogue] { return server_to_function(catalogue); }));
  all.push_back(study(exact("R10: Fargate with 1 vCPU and 2 GB, as part of Lambda with one vCPU", 0.477688,
                            "UBC, Demystifying Serverless Costs (EuroSys 2026)", 5e-6),
                      [catalogue] { return task_to_function(catalogue); }));
  all.push_back(study(exact("R11: an invocation in time of a 128 MB Lambda, ms", 96.0,
                            "UBC, Demystifying Serverless Costs (EuroSys 2026)", 0.05),
                      [catalogue] { return invocation_in_milliseconds(catalogue); }));
  add_break_evens(catalogue, all);
  all.push_back(study(
      exact("R16: 128 MB for 1 s and 1024 MB for 0.1 s, MB-s (not 633.6)", 230.4, "Kibana, issue 146206"),
      [catalogue] { return megabyte_seconds(catalogue); }));
  all.push_back(
      study(exact("R20: 116 billion reads at 0.06 USD for 100,000, USD", 69'600, "Milkie Way (2020)"),
            [catalogue] { return at_stated_price(catalogue, "116000000000", "0.06", "100000"); }));
  return all;
}

}  // namespace isocost::validation
