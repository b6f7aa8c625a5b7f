/// The cells of a sweep as a table for people, as rows for other programs, as JSON.
#pragma once

#include <string>
#include <vector>

#include "simulator/batch/sweep.h"
#include "simulator/report/report_model.h"

namespace isocost {

/// Values, cost and latency of each cell.
[[nodiscard]] ReportModel make_sweep_report(const SweepManifest& manifest,
                                            const std::vector<SweepCell>& cells);

/// One row for each cell, in the columns of the SQLite file (batch/store.h).
[[nodiscard]] std::string write_sweep_csv(const SweepManifest& manifest, const std::vector<SweepCell>& cells);

/// {"isocost_sweep": 1, "manifest": {…}, "cells": […]}
[[nodiscard]] std::string write_sweep_json(const SweepManifest& manifest,
                                           const std::vector<SweepCell>& cells);

}  // namespace isocost
