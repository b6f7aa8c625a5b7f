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

/// Three components, one of which gets messages.
inline QString componentsScenario() {
  return QStringLiteral(
      "scenario: Components\n"
      "replications: 3\n"
      "workload: {rate: 20k/month}\n"
      "application:\n"
      "  components:\n"
      "    api:\n"
      "      duration: 20 ms\n"
      "      calls: [{to: orders}, {to: mail, wait: no}]\n"
      "    orders:\n"
      "      duration: 50 ms\n"
      "    mail:\n"
      "      duration: 90 ms\n"
      "alternatives:\n"
      "  - {platform: aws-lambda, memory: 1024 MiB}\n"
      "  - {name: Fused, platform: aws-lambda, memory: 1024 MiB, fused: yes}\n");
}

}  // namespace isocost::gui
