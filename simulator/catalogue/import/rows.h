/// Between a provider's file and the catalogue: rows as they stand there, and how they become prices.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulator/catalogue/import/price_list.h"
#include "simulator/input/node.h"

namespace isocost {

/// A row that has been understood: a tier of a price.
struct ListedTier {
  int line = 0;
  std::string what;  ///< in words, for notes
  std::string id;    ///< "aws/ec2/server"
  std::string name;
  std::string unit;
  std::int64_t bytes_per_unit = 0;
  std::string region;
  Conditions when;
  Decimal per{1};
  Decimal from{0};  ///< where the tier begins
  Decimal amount;
  std::optional<Date> effective;
};

/// Collects rows; at the end tiers become prices.
class RowCollector {
 public:
  explicit RowCollector(PriceList& list) : list_(list) {}

  void take(ListedTier tier) { tiers_.push_back(std::move(tier)); }
  void resolve(int line, const std::string& what, const std::string& why) {
    list_.resolved.push_back({line, what, why});
  }
  void refuse(int line, const std::string& what, const std::string& why) {
    list_.refused.push_back({line, what, why});
  }

  /// Rows of the same price, region and conditions are its tiers, in order of their beginnings. The newest of
  /// several dates holds; two amounts of the same day refuse each other; a price of nothing needs a tier that
  /// costs.
  void finish();

 private:
  using Key = std::tuple<std::string, std::string, Conditions>;
  void add_price(std::vector<ListedTier> tiers);

  PriceList& list_;
  std::vector<ListedTier> tiers_;
};

/// "EU-Requests-Tier2 (x)" -> "eu-requests-tier2-x"
[[nodiscard]] std::string slug(const std::string& words);

/// A unit of a list in the catalogue's words: "GB-Mo" -> GB-month of 2^30 bytes.
struct UnitWords {
  std::string unit;
  std::int64_t bytes_per_unit = 0;
};
[[nodiscard]] UnitWords unit_words(const std::string& listed);

/// ISO dates with or without a time of day; nothing otherwise.
[[nodiscard]] std::optional<Date> date_of(const std::string& text);

void read_aws_csv(const std::string& text, PriceList& list, RowCollector& rows);
void read_aws_products(const Node& root, PriceList& list, RowCollector& rows);
void read_aws_savings_plan(const Node& root, PriceList& list, RowCollector& rows);
void read_azure_retail(const Node& root, PriceList& list, RowCollector& rows);
void read_gcp_skus(const Node& root, PriceList& list, RowCollector& rows);

}  // namespace isocost
