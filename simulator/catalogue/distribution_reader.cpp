#include "simulator/catalogue/distribution_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace isocost {
namespace {

constexpr double ln_of_ns_in_a_ms = 13.815510557964274;

std::optional<Distribution> read_lognormal(const Node& node, Diagnostics& diagnostics) {
  Fields fields(node, "a lognormal", diagnostics);
  const Node* const shift_node = fields.optional("shift");
  const Node* const mu_node = fields.required("mu");
  const Node* const sigma_node = fields.required("sigma");
  fields.finish();
  if (mu_node == nullptr || sigma_node == nullptr) return std::nullopt;
  const auto shift = shift_node != nullptr ? read_duration(*shift_node, diagnostics) : Duration::zero();
  const auto mu = read_number(*mu_node, diagnostics);
  const auto sigma = read_number(*sigma_node, diagnostics);
  if (!shift || !mu || !sigma) return std::nullopt;
  if (*sigma < 0 || *sigma > 10) {
    add_error(diagnostics, sigma_node->where, "sigma must lie between 0 and 10");
    return std::nullopt;
  }
  if (*mu > 25) {
    add_error(diagnostics, mu_node->where, "mu must be below 25: it is the logarithm of milliseconds");
    return std::nullopt;
  }
  return Distribution::shifted_lognormal(*shift, *mu + ln_of_ns_in_a_ms, *sigma);
}

std::optional<Distribution> read_quantiles(const Node& node, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  if (node.kind != Node::Kind::mapping || node.entries.size() < 2) {
    add_error(diagnostics, node.where, "expected at least two quantiles",
              "write percent: duration, such as {0: 20 ms, 50: 80 ms, 100: 2 s}");
    return std::nullopt;
  }
  std::vector<Distribution::Point> points;
  for (const Node::Entry& entry : node.entries) {
    const Node key{Node::Kind::scalar, entry.key_where, entry.key, false, {}, {}};
    const auto percent = read_number(key, diagnostics);
    const auto value = read_duration(entry.value, diagnostics);
    if (!percent || !value) continue;
    if (!points.empty() && (*percent / 100 <= points.back().probability || *value < points.back().value))
      add_error(diagnostics, entry.key_where, "quantiles must rise");
    points.push_back({*percent / 100, *value});
  }
  if (diagnostics.size() > before) return std::nullopt;
  if (points.front().probability != 0 || points.back().probability != 1) {
    add_error(diagnostics, node.where, "quantiles must begin with 0 and end with 100",
              "give the smallest and the largest value: {0: …, 100: …}");
    return std::nullopt;
  }
  return Distribution::quantiles(std::move(points));
}

std::optional<Distribution> read_mixture(const Node& node, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  std::vector<Distribution::UniformPart> parts;
  double sum = 0;
  for (const Node& item : node.items) {
    Fields fields(item, "a part of a mixture", diagnostics);
    const Node* const share = fields.required("share");
    const Node* const from = fields.required("from");
    const Node* const to = fields.required("to");
    fields.finish();
    if (share == nullptr || from == nullptr || to == nullptr) continue;
    const auto part_share = read_share(*share, diagnostics);
    const auto part_from = read_duration(*from, diagnostics);
    const auto part_to = read_duration(*to, diagnostics);
    if (!part_share || !part_from || !part_to) continue;
    if (*part_to < *part_from) add_error(diagnostics, to->where, "\"to\" lies before \"from\"");
    parts.push_back({*part_share, *part_from, *part_to});
    sum += *part_share;
  }
  if (diagnostics.size() > before) return std::nullopt;
  if (std::abs(sum - 1) > 1e-9) {
    add_error(diagnostics, node.where, fmt::format("the shares add up to {:.4g} %, not to 100 %", sum * 100));
    return std::nullopt;
  }
  return Distribution::mixture(parts);
}

std::optional<Distribution> read_two_quantiles(const Node& node, Diagnostics& diagnostics) {
  Fields fields(node, "a distribution given by two quantiles", diagnostics);
  const Node* const low_node = fields.required("p50");
  const Node* const high_node = fields.required("p95");
  fields.finish();
  if (low_node == nullptr || high_node == nullptr) return std::nullopt;
  const auto p50 = read_duration(*low_node, diagnostics);
  const auto p95 = read_duration(*high_node, diagnostics);
  if (!p50 || !p95) return std::nullopt;
  if (*p50 <= Duration::zero() || *p95 < *p50) {
    add_error(diagnostics, high_node->where, "p95 must not be below p50, and p50 must be longer than 0 s");
    return std::nullopt;
  }
  return *p95 == *p50 ? Distribution::constant(*p50) : Distribution::lognormal_from_quantiles(*p50, *p95);
}

std::optional<Distribution> read_mean_and_shape(const Node& node, Diagnostics& diagnostics) {
  Fields fields(node, "a distribution given by its mean", diagnostics);
  const Node* const mean_node = fields.required("mean");
  const Node* const cv_node = fields.optional("cv");
  const Node* const shape_node = fields.optional("shape");
  fields.finish();
  if (mean_node == nullptr) return std::nullopt;
  const auto mean = read_duration(*mean_node, diagnostics);
  const auto cv = cv_node != nullptr ? read_number(*cv_node, diagnostics) : 1.0;
  const std::vector<std::string> shapes{"lognormal", "gamma", "weibull", "exponential", "constant"};
  const auto shape = shape_node != nullptr ? read_word(*shape_node, shapes, diagnostics) : std::size_t{0};
  if (!mean || !cv || !shape) return std::nullopt;
  if (*mean <= Duration::zero()) {
    add_error(diagnostics, mean_node->where, "the mean must be longer than 0 s");
    return std::nullopt;
  }
  if (*shape >= 3 && cv_node != nullptr)
    add_error(diagnostics, cv_node->where, fmt::format("a shape of {} has no cv to choose", shapes[*shape]),
              "remove cv");
  if (*shape < 3 && (*cv < 0.01 || *cv > 20)) {
    add_error(diagnostics, cv_node->where, "cv must lie between 0.01 and 20",
              "for no variation write the duration alone");
    return std::nullopt;
  }
  switch (*shape) {
    case 0: return Distribution::lognormal(*mean, *cv);
    case 1: return Distribution::gamma(*mean, *cv);
    case 2: return Distribution::weibull(*mean, *cv);
    case 3: return Distribution::exponential(*mean);
    default: return Distribution::constant(*mean);
  }
}

std::optional<Distribution> read_exponential(const Node& node, Diagnostics& diagnostics) {
  const auto mean = read_duration(node, diagnostics);
  if (!mean) return std::nullopt;
  return Distribution::exponential(*mean);
}

}  // namespace

std::optional<Distribution> read_distribution(const Node& node, Diagnostics& diagnostics) {
  if (node.kind == Node::Kind::scalar) {
    const auto value = read_duration(node, diagnostics);
    if (!value) return std::nullopt;
    return Distribution::constant(*value);
  }
  if (node.kind == Node::Kind::mapping) {
    if (node.find("p50") != nullptr || node.find("p95") != nullptr)
      return read_two_quantiles(node, diagnostics);
    if (node.find("mean") != nullptr || node.find("cv") != nullptr)
      return read_mean_and_shape(node, diagnostics);
    Fields fields(node, "a distribution", diagnostics);
    const Node* const lognormal = fields.optional("lognormal");
    const Node* const exponential = fields.optional("exponential");
    const Node* const quantiles = fields.optional("quantiles");
    const Node* const mixture = fields.optional("uniform_mixture");
    for (const char* key : {"p50", "p95", "mean", "cv", "shape"}) (void)fields.optional(key);
    fields.finish();
    if (node.entries.size() == 1) {
      if (lognormal != nullptr) return read_lognormal(*lognormal, diagnostics);
      if (exponential != nullptr) return read_exponential(*exponential, diagnostics);
      if (quantiles != nullptr) return read_quantiles(*quantiles, diagnostics);
      if (mixture != nullptr) return read_mixture(*mixture, diagnostics);
      return std::nullopt;
    }
  }
  add_error(
      diagnostics, node.where, "expected one distribution",
      "write a duration, {p50: 80 ms, p95: 300 ms}, {mean: 120 ms, cv: 0.8} or {quantiles: {0: …, 100: …}}");
  return std::nullopt;
}

}  // namespace isocost
