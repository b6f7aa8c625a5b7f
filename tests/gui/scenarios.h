#pragma once

#include <QString>

namespace isocost::gui {

/// Small enough to be simulated in a blink, with several replications, and with functions and a fleet.
inline QString smallScenario() {
  return QStringLiteral(
      "scenario: Small\n"
      "question: Which is cheaper?\n"
      "replications: 5\n"
      "\n"
      "workload:\n"
      "  rate: 20k/month  # a few a minute\n"
      "application:\n"
      "  duration: {p50: 80 ms, p95: 300 ms}\n"
      "slo: {p99: 5 s}\n"
      "alternatives:\n"
      "  - {platform: aws-lambda, memory: 1024 MiB}\n"
      "  - {name: Run, platform: gcp-run-functions, memory: 512 MiB}\n"
      "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n");
}

}  // namespace isocost::gui
