/// Between a provider's file and the catalogue: rows as they stand there, and how they become prices.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/catalogue/import/price_list.h"
#include "simulator/input/node.h"

namespace isocost {

/// A row that has been understood: a tier of a price.
struct ListedTier {
  std::string place;
  std::string what;  ///< in words, for notes
  std::string id;    ///< "aws/ec2/server"
  std::string name;
  std::string unit;
  std::int64_t bytes_per_unit = 0;
  std::string region;
  Conditions when;
  Decimal per{1};
  Decimal from{0};            ///< where the tier begins
  std::optional<Decimal> to;  ///< where it says that it ends; nothing: open, or not said
  Decimal amount;
  std::optional<Date> effective{};  ///< first day
  std::optional<Date> until{};      ///< last day
  std::string merged_with{};        ///< place of a second row that is in this price
};

/// Collects rows; at the end tiers become prices.
class RowCollector {
 public:
  /// \param read  day on which the prices are to hold; nothing: that of the list, if it has one
  RowCollector(PriceList& list, std::optional<Date> read) : list_(list), read_(read) {}

  /// Refuses what can be no price: negative, of no unit, of no region or service.
  void take(ListedTier tier);
  void resolve(const std::string& place, const std::string& what, const std::string& why) {
    list_.resolved.push_back({place, what, why});
  }
  void refuse(const std::string& place, const std::string& what, const std::string& why) {
    list_.refused.push_back({place, what, why});
  }

  /// Rows of the same price, region and conditions are its tiers, in order of their beginnings. What holds
  /// only after the list's day, or no longer, is refused; the newest of several dates holds; two amounts of
  /// the same day refuse each other; a price of nothing needs a tier that costs.
  void finish();

 private:
  using Key = std::tuple<std::string, std::string, Conditions>;
  void judge(std::vector<ListedTier> rows);
  [[nodiscard]] std::string why_not_in_force(const ListedTier& tier) const;
  void refuse_all(const std::vector<ListedTier>& rows, const std::string& why);
  void add_price(const std::vector<ListedTier>& tiers);

  PriceList& list_;
  std::optional<Date> read_;
  std::vector<ListedTier> tiers_;
  std::set<std::string> taken_places_;
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

/// A page of a list: text of CSV, the tree of JSON.
struct Page {
  std::string path;
  std::string text;
  Node root;
};

/// "list.csv:7", "page2.json:17:5"
[[nodiscard]] std::string place_of(const Page& page, int line);
[[nodiscard]] std::string place_of(const Node& node);

/// Text of an entry; empty when there is none.
[[nodiscard]] std::string text_of(const Node& node, const char* key);

void read_aws_csv(const std::vector<Page>& pages, PriceList& list, RowCollector& rows);
void read_aws_products(const std::vector<Page>& pages, PriceList& list, RowCollector& rows);
void read_aws_savings_plan(const std::vector<Page>& pages, PriceList& list, RowCollector& rows);
void read_azure_retail(const std::vector<Page>& pages, PriceList& list, RowCollector& rows);
void read_gcp_skus(const std::vector<Page>& pages, PriceList& list, RowCollector& rows);

}  // namespace isocost
