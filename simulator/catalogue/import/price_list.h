/// Genuine price lists of providers, read into prices of the catalogue. Every row is taken, or refused with
/// the reason; none is skipped silently, and what had to be interpreted says how.
///
/// Start here: `read_price_list` gives prices that a file of the catalogue could hold, `write_catalogue_file`
/// makes that file. A row is refused when it is no price that the program could use (Windows, dedicated
/// hosts, Dev/Test, a currency that is not USD), when it contradicts itself (region against usage type,
/// description against price), when another row says something else, or when it costs nothing and no row
/// beside it says what comes after.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"

namespace isocost {

enum class PriceListFormat : std::uint8_t {
  aws_bulk_csv,      ///< AWS Price List Bulk API, CSV: header lines, then one row a price
  aws_getproducts,   ///< AWS Price List Query API, GetProducts: array of products with their terms
  aws_savings_plan,  ///< AWS Savings Plans offer file
  azure_retail,      ///< Azure Retail Prices API: "items" or "Items"
  gcp_skus,          ///< Google Cloud Billing Catalog API v1: "skus"
};

/// What happened to a row, or to a row that was taken: "per 10: 0.000002 for 10 executions".
struct RowNote {
  std::string place;  ///< "page2.json:17:5"
  std::string what;   ///< "t2.micro Linux, EU (Ireland)"
  std::string why;
};

struct PriceList {
  std::vector<std::string> files;
  std::string title;  ///< of the source: "AWS Price List, AmazonEC2, version 20201019204802"
  std::string url;
  std::optional<Date> published;
  std::size_t rows = 0;
  std::size_t taken = 0;      ///< of the rows, each once
  std::vector<Price> prices;  ///< ids "aws/ec2/server"; the note is the place of the first row
  std::vector<RowNote> resolved;
  std::vector<RowNote> refused;
};

/// All pages of a list together: tiers and contradictions may stand on different ones. A file that cannot be
/// read at all is a diagnostic. \pre at least one path
/// \param read  the day the list was taken, on which its prices are to hold; nothing: the day it was
/// published
[[nodiscard]] Loaded<PriceList> read_price_list(PriceListFormat format, const std::vector<std::string>& paths,
                                                std::optional<Date> read = std::nullopt);

/// Prices of one service of a list as a file of models/, `service` such as "aws/ec2".
/// \param read  the day the list was taken
[[nodiscard]] std::string write_catalogue_file(const PriceList& list, const std::string& service, Date read);

/// Services of the list's prices, each once, sorted.
[[nodiscard]] std::vector<std::string> services_of(const PriceList& list);

}  // namespace isocost
