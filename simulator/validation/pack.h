/// What the program is held against. The cases R1 … R20 and S1 … S6 are the published ones of the catalogue
/// of cases that the sources name; each has its inputs, its figure and where it was printed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/input/diagnostic.h"
#include "simulator/validation/study.h"

namespace isocost::validation {

/// Bills that others published, priced by the rating engine from what they state (R1 … R12, R16, R20).
[[nodiscard]] std::vector<Study> published_bills(std::shared_ptr<const Catalogue> catalogue);

/// Rules of metering and scaling that are exact (R17 … R19, S6).
[[nodiscard]] std::vector<Study> metering_rules();

/// The platforms as textbook queues, against the closed formulas of statistics/queueing_theory.h (S5).
[[nodiscard]] std::vector<Study> textbook_queues();

/// Components that call each other: a chain, queues in a row, a closed network, a service's connections (S5).
[[nodiscard]] std::vector<Study> call_networks();

/// Function pools against the figures of other simulators and of measured keep-alive (S1 … S4).
[[nodiscard]] std::vector<Study> function_pools();

/// Whether 95 % intervals hold the truth in 93 to 97 % of experiments: M/M/1 at load 0.5 and 0.8, the mean
/// and the p99, a fixed number of replications and sequential stopping; and that the formula for independent
/// observations, applied within one run, does not. \param experiments  of each kind
[[nodiscard]] std::vector<Study> coverage(std::size_t experiments);

/// Function pools against logs of AWS Lambda and against other simulators' parameter sets.
/// \param folder  holds data/pacs_lambda_poisson, data/demystifying_eurosys26,
/// reference/simfaas_reference.json:
///                what is there of them. Throws std::runtime_error where a file cannot be read.
[[nodiscard]] std::vector<Study> measured_clouds(const std::string& folder);

/// Workflows of AWS Step Functions, predicted from the times of their functions.
/// \param folder  may hold data/slapp_workflows. Throws as above.
[[nodiscard]] std::vector<Study> measured_workflows(const std::string& folder);

}  // namespace isocost::validation
