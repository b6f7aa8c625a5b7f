#include "simulator/catalogue/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace isocost {
namespace {

constexpr std::array<std::string_view, 6> grades_best_first{"A", "A-", "measured", "derived", "B", "C"};

std::size_t rank_of(std::string_view grade) {
  return static_cast<std::size_t>(std::find(grades_best_first.begin(), grades_best_first.end(), grade) -
                                  grades_best_first.begin());
}

std::string place_of(const Provenance& from) { return fmt::format("{}:{}", from.file, from.line); }

bool do_overlap(const Validity& a, const Validity& b) {
  const bool a_ends_before = a.to && b.from && *a.to < *b.from;
  const bool b_ends_before = b.to && a.from && *b.to < *a.from;
  return !a_ends_before && !b_ends_before;
}

bool costs_nothing(const Price& price) {
  return !price.tiers.empty() &&
         std::all_of(price.tiers.begin(), price.tiers.end(), [](const Tier& one) { return one.amount == 0; });
}

class Verification {
 public:
  Verification(const Catalogue& catalogue, Date today, std::chrono::days oldest)
      : catalogue_(catalogue), today_(today), oldest_(oldest) {}

  std::vector<CatalogueProblem> run() {
    for (const Price& one : catalogue_.prices) check(one);
    for (const Allowance& one : catalogue_.allowances) check(one.provenance);
    for (const auto& [service, fact] : catalogue_.facts) check(fact.provenance);
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const CatalogueProblem& a, const CatalogueProblem& b) { return a.kind < b.kind; });
    return std::move(problems_);
  }

 private:
  void add(CatalogueProblem::Kind kind, const Provenance& from, std::string text) {
    problems_.push_back({kind, place_of(from), std::move(text)});
  }

  /// Free once, or for one size: another entry of the same thing has a price.
  [[nodiscard]] bool has_priced_sibling(const Price& price) const {
    return std::any_of(catalogue_.prices.begin(), catalogue_.prices.end(),
                       [&](const Price& other) { return other.id == price.id && !costs_nothing(other); });
  }

  void check(const Price& price) {
    check(price.provenance);
    if (costs_nothing(price) && !has_priced_sibling(price))
      add(CatalogueProblem::Kind::error, price.provenance,
          fmt::format("{} in {} costs nothing at any quantity: an allowance, or UNPRICED?", price.id,
                      price.region));
    for (const Price* other : known_[std::tuple(price.id, price.region, price.when)])
      if (do_overlap(price.valid, other->valid))
        add(CatalogueProblem::Kind::error, price.provenance,
            fmt::format("{} in {}{} holds on the same days as the entry at {}", price.id, price.region,
                        describe(price.when), place_of(other->provenance)));
    known_[std::tuple(price.id, price.region, price.when)].push_back(&price);
  }

  /// A source is complained of once, at the first entry that is from it.
  void check(const Provenance& from) {
    const Source& source = from.source;
    if (!seen_.insert(std::tuple(from.file, source.title, source.url, source.read)).second) return;
    if (source.title.empty() || source.url.empty())
      add(CatalogueProblem::Kind::error, from, "the source has no title or no address");
    const std::chrono::days age = today_ - source.read;
    if (age < std::chrono::days(0))
      add(CatalogueProblem::Kind::error, from,
          fmt::format("\"{}\" was read on {}, which is still to come", source.title, to_string(source.read)));
    else if (age > oldest_)
      add(CatalogueProblem::Kind::warning, from,
          fmt::format("\"{}\" was read on {}, {} days ago", source.title, to_string(source.read),
                      age.count()));
  }

  const Catalogue& catalogue_;
  Date today_;
  std::chrono::days oldest_;
  std::map<std::tuple<std::string, std::string, Conditions>, std::vector<const Price*>> known_;
  std::set<std::tuple<std::string, std::string, std::string, Date>> seen_;
  std::vector<CatalogueProblem> problems_;
};

}  // namespace

std::vector<CatalogueProblem> verify(const Catalogue& catalogue, Date today, std::chrono::days oldest) {
  return Verification(catalogue, today, oldest).run();
}

std::vector<Coverage> coverage_of(const Catalogue& catalogue) {
  std::vector<Coverage> rows;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const Price& price : catalogue.prices) {
    const std::size_t slash = price.id.rfind('/');
    const std::string meter = price.id.substr(slash + 1) + describe(price.when);
    const auto [place, is_new] = known.try_emplace({price.id, meter, price.region}, rows.size());
    const Source& source = price.provenance.source;
    if (is_new)
      rows.push_back({price.id.substr(0, slash), meter, price.region, source.grade, source.read, {}});
    Coverage& row = rows[place->second];
    row.read = std::min(row.read, source.read);
    if (rank_of(source.grade) > rank_of(row.grade)) row.grade = source.grade;
    if (price.unpriced) row.unpriced = *price.unpriced;
  }
  return rows;
}

std::string describe(const Conditions& when) {
  std::string text;
  for (const auto& [key, value] : when) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, value);
  return text.empty() ? text : " [" + text + "]";
}

}  // namespace isocost
