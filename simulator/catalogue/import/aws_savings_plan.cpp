#include <fmt/format.h>

#include <map>

#include "simulator/catalogue/import/aws_usage.h"
#include "simulator/catalogue/import/rows.h"

namespace isocost {
namespace {

using namespace aws;

/// One rate of a Savings Plan, as a row of the plan's place.
class SavingsPlanReader {
 public:
  SavingsPlanReader(PriceList& list, RowCollector& rows) : list_(list), rows_(rows) {}

  void read(const Node& rate, const std::string& commitment, const std::optional<Date>& effective) {
    ++list_.rows;
    const std::string usage_type = text_of(rate, "discountedUsageType");
    const auto [region, usage] = split_usage_type(usage_type);
    const std::string where = place_of(rate);
    const Node* const discounted = rate.find("discountedRate");
    const auto amount = discounted != nullptr ? parse_decimal(text_of(*discounted, "price")) : std::nullopt;
    if (!amount) return rows_.refuse(where, usage_type, "it has no amount");
    if (region == nullptr && !has_no_prefix(usage_type))
      return rows_.refuse(where, usage_type, "its usage type names no known region");
    const std::string currency = text_of(*discounted, "currency");
    if (!currency.empty() && currency != "USD")
      return rows_.refuse(where, usage_type, fmt::format("its currency is {}, not USD", currency));
    Place place = place_of_usage(text_of(rate, "discountedServiceCode"), usage, usage_type);
    std::string unit = text_of(rate, "unit");
    if (text_of(rate, "discountedServiceCode") == "AmazonEC2") {
      if (!usage.starts_with("BoxUsage:"))
        return rows_.refuse(where, usage_type,
                            "not a shared server that is used (dedicated, or reserved and unused)");
      const std::string operation = text_of(rate, "discountedOperation");
      if (rate.find("discountedOperation") == nullptr)
        return rows_.refuse(where, usage_type, "it does not say for which operating system");
      if (operation != "RunInstances")
        return rows_.refuse(where, usage_type,
                            fmt::format("operation {} is not that of plain Linux", operation));
      place = {"aws/ec2/server", "Savings plan " + usage.substr(9), {{"instance", usage.substr(9)}}};
      unit = "Hrs";
    }
    place.when["commitment"] = commitment;
    const UnitWords words = unit_of(place.id, unit);
    ListedTier tier{where,
                    usage_type,
                    place.id,
                    place.name,
                    words.unit,
                    words.bytes_per_unit,
                    region != nullptr ? region->code : "us-east-1",
                    place.when,
                    1,
                    0,
                    std::nullopt,
                    *amount,
                    effective};
    rows_.take(std::move(tier));
  }

 private:
  PriceList& list_;
  RowCollector& rows_;
};

/// "ComputeSP:1yrAllUpfront" -> "compute-sp-1y-all-upfront"; empty for others.
std::string commitment_of_plan(const Node& product) {
  const std::string family = text_of(product, "productFamily");
  const Node* const attributes = product.find("attributes");
  if (attributes == nullptr) return {};
  const std::string kind = family == "ComputeSavingsPlans"       ? "compute-sp"
                           : family == "EC2InstanceSavingsPlans" ? "ec2-sp"
                                                                 : "";
  const std::string term = text_of(*attributes, "purchaseTerm");
  if (kind.empty() || (term != "1yr" && term != "3yr")) return {};
  return fmt::format("{}-{}y-{}", kind, term.substr(0, 1), slug(text_of(*attributes, "purchaseOption")));
}

void read_plans(const Node& root, PriceList& list, RowCollector& rows) {
  list.title = "AWS Savings Plans, version " + text_of(root, "version");
  list.published = date_of(text_of(root, "publicationDate"));
  std::map<std::string, std::string> commitments;
  const Node* const products = root.find("products");
  const Node* const terms = root.find("terms");
  const Node* const plans = terms != nullptr ? terms->find("savingsPlan") : nullptr;
  if (products == nullptr || plans == nullptr) return;
  for (const Node& product : products->items)
    commitments[text_of(product, "sku")] = commitment_of_plan(product);
  SavingsPlanReader reader(list, rows);
  for (const Node& plan : plans->items) {
    const std::string commitment = commitments[text_of(plan, "sku")];
    const Node* const rates = plan.find("rates");
    if (rates == nullptr) {
      ++list.rows;
      rows.refuse(place_of(plan), text_of(plan, "description"), "it has no rates");
      continue;
    }
    for (const Node& rate : rates->items) {
      if (!commitment.empty()) {
        reader.read(rate, commitment, date_of(text_of(plan, "effectiveDate")));
        continue;
      }
      ++list.rows;
      rows.refuse(place_of(rate), text_of(plan, "description"), "the plan of this rate is not known");
    }
  }
}

}  // namespace

void read_aws_savings_plan(const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  for (const Page& page : pages)
    if (page.root.kind == Node::Kind::mapping) read_plans(page.root, list, rows);
}

}  // namespace isocost
